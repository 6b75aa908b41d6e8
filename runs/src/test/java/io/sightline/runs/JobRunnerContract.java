package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.job.JobDefinition;
import io.sightline.runs.JobState.Phase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What any runner does; each has a test that extends this. */
public abstract class JobRunnerContract {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private JobRunner runner;

  /** A runner with room for two jobs. */
  protected abstract JobRunner start(Path temp);

  @BeforeEach
  void start() {
    runner = start(folder.resolve("temp"));
  }

  @AfterEach
  void stop() {
    runner.close();
  }

  /** Fails at one number. */
  private record FailingAt(long number) implements MapFunction<Long, Long> {
    @Override
    public Long map(Long value) {
      if (value == number) {
        throw new IllegalStateException("Number " + number + " cannot be.");
      }
      return value;
    }
  }

  private static JobDefinition counting(long numbers, long failingAt) {
    GeneratorFunction<Long, Long> same = index -> index;
    return env ->
        env.fromSource(
                new DataGeneratorSource<>(
                    same, numbers, RateLimiterStrategy.perSecond(2_000), Types.LONG),
                org.apache.flink.api.common.eventtime.WatermarkStrategy.noWatermarks(),
                "numbers")
            .uid("numbers")
            .map(new FailingAt(failingAt))
            .uid("numbers-map")
            .sinkTo(new DiscardingSink<>())
            .uid("numbers-sink");
  }

  private JobPlan plan(String name, JobDefinition definition, Optional<String> restore) {
    return new JobPlan(
        name,
        definition,
        1,
        folder.resolve(name + "-checkpoints").toUri().toString(),
        restore,
        Map.of("restart-strategy.type", "none"),
        Optional.empty());
  }

  private JobState awaitEnd(JobHandle job) throws Exception {
    await().atMost(LONG).until(() -> runner.status(job).phase().isEnd());
    return runner.status(job);
  }

  private void awaitRunning(JobHandle job) {
    await().atMost(LONG).until(() -> runner.status(job).phase() == Phase.RUNNING);
  }

  @Test
  void aJobThatHasDoneItsWorkIsFinished() throws Exception {
    JobHandle job = runner.submit(plan("short", counting(100, -1), Optional.empty()));
    assertThat(awaitEnd(job)).isEqualTo(new JobState(Phase.FINISHED, null));
  }

  @Test
  void aJobThatFailedSaysWhy() throws Exception {
    JobHandle job = runner.submit(plan("failing", counting(100, 7), Optional.empty()));
    JobState end = awaitEnd(job);
    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.failure()).isEqualTo("Number 7 cannot be.");
  }

  @Test
  void aJobThatCannotBeDefinedIsNotStarted() {
    JobDefinition broken =
        env -> {
          throw new IllegalStateException("There is nothing to do.");
        };
    assertThatThrownBy(() -> runner.submit(plan("broken", broken, Optional.empty())))
        .isInstanceOf(JobFailedException.class)
        .hasMessage("There is nothing to do.");
  }

  @Test
  void aJobStopsWithItsStateAndIsTakenUpFromIt() throws Exception {
    JobHandle job = runner.submit(plan("endless", counting(Long.MAX_VALUE, -1), Optional.empty()));
    awaitRunning(job);
    String savepoint =
        runner.stopWithSavepoint(job, folder.resolve("savepoints").toUri().toString(), LONG);
    assertThat(Files.exists(Path.of(URI.create(savepoint)).resolve("_metadata"))).isTrue();
    assertThat(awaitEnd(job).phase()).isEqualTo(Phase.FINISHED);
    // Fails at the first number of all, which a job that is taken up does not see again.
    JobHandle again =
        runner.submit(plan("again", counting(Long.MAX_VALUE, 0), Optional.of(savepoint)));
    awaitRunning(again);
    assertThat(again).isNotEqualTo(job);
    runner.cancel(again);
    assertThat(awaitEnd(again).phase()).isEqualTo(Phase.CANCELLED);
  }

  @Test
  void jobsRunBesideEachOtherAndAreCancelledAlone() throws Exception {
    JobHandle one = runner.submit(plan("one", counting(Long.MAX_VALUE, -1), Optional.empty()));
    JobHandle two = runner.submit(plan("two", counting(Long.MAX_VALUE, -1), Optional.empty()));
    awaitRunning(one);
    awaitRunning(two);
    runner.cancel(one);
    assertThat(awaitEnd(one).phase()).isEqualTo(Phase.CANCELLED);
    assertThat(runner.status(two).phase()).isEqualTo(Phase.RUNNING);
    runner.cancel(one);
    assertThat(runner.status(one).phase()).as("ended is ended").isEqualTo(Phase.CANCELLED);
  }

  @Test
  void aJobThatIsNotThereIsSaid() {
    JobHandle nobody = new JobHandle("00000000000000000000000000000001");
    assertThatThrownBy(() -> runner.status(nobody)).isInstanceOf(JobFailedException.class);
  }
}
