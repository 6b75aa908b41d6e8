package io.sightline.runs.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobRunnerContract;
import io.sightline.runs.JobState;
import io.sightline.runs.JobState.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest extends JobRunnerContract {
  private static final Path CONF =
      Path.of(System.getProperty("sightline.root")).resolve("flink-conf");

  @Override
  protected JobRunner start(Path temp) {
    return new ProcessRunner(CONF, temp, 2, "512m");
  }

  /** Ends its process, as a native library does that reads what it must not. */
  private static final class Crashing implements MapFunction<Long, Long> {
    @Override
    public Long map(Long value) {
      Runtime.getRuntime().halt(134);
      return value;
    }
  }

  @Test
  void aJobWhoseProcessDiesHasFailedAndNobodyElseHas(@TempDir Path folder) throws Exception {
    try (JobRunner runner = start(folder.resolve("temp"))) {
      JobHandle job =
          runner.submit(
              new JobPlan(
                  "crashing",
                  env ->
                      env.fromSequence(1, 10)
                          .uid("numbers")
                          .map(new Crashing())
                          .uid("crash")
                          .sinkTo(new DiscardingSink<>())
                          .uid("sink"),
                  1,
                  folder.resolve("checkpoints").toUri().toString(),
                  Optional.empty(),
                  Map.of("restart-strategy.type", "none"),
                  Optional.empty()));
      await().atMost(Duration.ofSeconds(60)).until(() -> runner.status(job).phase().isEnd());
      JobState end = runner.status(job);
      try (Stream<Path> left = Files.walk(folder.resolve("temp"))) {
        assertThat(left.filter(file -> file.endsWith("job"))).as("it holds passwords").isEmpty();
      }
      assertThat(end.phase()).isEqualTo(Phase.FAILED);
      assertThat(end.failure()).contains("exit code 134");
    }
  }
}
