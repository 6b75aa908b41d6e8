package io.sightline.runs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobRunnerContract;
import io.sightline.runs.JobState.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedRunnerTest extends JobRunnerContract {
  private static final Path CONF =
      Path.of(System.getProperty("sightline.root")).resolve("flink-conf");

  @Override
  protected JobRunner start(Path temp) {
    return new EmbeddedRunner(CONF, temp, 2);
  }

  /** Fails once, and once more when it is closed after that, which ends the TaskManager. */
  private static final class FailingTwice extends RichMapFunction<Long, Long> {
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final AtomicBoolean FAILED_TO_END = new AtomicBoolean();

    @Override
    public Long map(Long value) {
      if (FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("This cannot be.");
      }
      return value;
    }

    @Override
    public void close() {
      if (FAILED.get() && FAILED_TO_END.compareAndSet(false, true)) {
        throw new IllegalStateException("Nor can this end.");
      }
    }
  }

  private static final AtomicLong SUMMED = new AtomicLong();

  private static JobPlan summing(Path folder, String uid, Optional<String> restore) {
    GeneratorFunction<Long, Long> same = index -> index;
    return new JobPlan(
        "summing",
        env -> {
          DataStream<Long> numbers =
              env.fromSource(
                      new DataGeneratorSource<>(
                          same, Long.MAX_VALUE, RateLimiterStrategy.perSecond(1_000), Types.LONG),
                      WatermarkStrategy.noWatermarks(),
                      "numbers")
                  .uid("numbers");
          if (uid != null) {
            numbers
                .keyBy(number -> number % 3, Types.LONG)
                .reduce(
                    (one, other) -> {
                      SUMMED.incrementAndGet();
                      return one + other;
                    })
                .uid(uid)
                .sinkTo(new DiscardingSink<>())
                .uid(uid + "-end");
          }
          numbers.sinkTo(new DiscardingSink<>()).uid("end");
        },
        1,
        folder.resolve("checkpoints").toUri().toString(),
        restore,
        Map.of("restart-strategy.fixed-delay.attempts", "0"),
        Optional.empty());
  }

  /** What is published may be switched off, and nothing else is lost of a state in silence. */
  @ParameterizedTest
  @CsvSource({"facts-published, RUNNING", "facts-sink, FAILED"})
  void stateThatNobodyClaimsIsLeftOnlyWhereItWasOnItsWayToBrokers(
      String uid, Phase phase, @TempDir Path folder) throws Exception {
    SUMMED.set(0);
    try (JobRunner runner = start(folder.resolve("temp"))) {
      JobHandle job = runner.submit(summing(folder, uid, Optional.empty()));
      await().atMost(Duration.ofSeconds(90)).until(() -> SUMMED.get() > 10);
      String savepoint =
          runner.stopWithSavepoint(
              job, folder.resolve("savepoints").toUri().toString(), Duration.ofSeconds(60));
      JobHandle later = runner.submit(summing(folder, null, Optional.of(savepoint)));
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () ->
                  runner.status(later).phase() == Phase.RUNNING
                      || runner.status(later).phase().isEnd());
      assertThat(runner.status(later).phase()).isEqualTo(phase);
    }
  }

  /** Also where it had ended before anybody had seen it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskManagerThatEndsIsReplacedAndItsJobGoesOn(boolean seen, @TempDir Path folder)
      throws Exception {
    FailingTwice.FAILED.set(false);
    FailingTwice.FAILED_TO_END.set(false);
    GeneratorFunction<Long, Long> same = index -> index;
    try (JobRunner runner = start(folder.resolve("temp"))) {
      JobHandle job =
          runner.submit(
              new JobPlan(
                  "surviving",
                  env ->
                      env.fromSource(
                              new DataGeneratorSource<>(
                                  same,
                                  Long.MAX_VALUE,
                                  RateLimiterStrategy.perSecond(1_000),
                                  Types.LONG),
                              WatermarkStrategy.noWatermarks(),
                              "numbers")
                          .map(new FailingTwice())
                          .sinkTo(new DiscardingSink<>()),
                  1,
                  folder.resolve("checkpoints").toUri().toString(),
                  Optional.empty(),
                  Map.of(),
                  Optional.empty()));
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                if (seen) {
                  runner.status(job);
                }
                return FailingTwice.FAILED_TO_END.get();
              });
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> runner.status(job).phase() == Phase.RUNNING);
    }
  }

  @Test
  void eachOfFlinksSettingsIsStatedOnce() {
    List<String> keys = new ArrayList<>();
    for (String file : new String[] {FlinkSettings.BASE, FlinkSettings.EMBEDDED, "cluster.yaml"}) {
      keys.addAll(FlinkSettings.read(CONF, file).keySet());
    }
    assertThat(keys).doesNotHaveDuplicates().contains("state.backend.type", "rest.bind-address");
  }

  @Test
  void aConfigurationThatIsNotThereIsSaid(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> FlinkSettings.read(folder, FlinkSettings.BASE))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("base.yaml is missing");
    Files.writeString(folder.resolve(FlinkSettings.BASE), ": : :");
    assertThatThrownBy(() -> FlinkSettings.read(folder, FlinkSettings.BASE))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be read");
  }
}
