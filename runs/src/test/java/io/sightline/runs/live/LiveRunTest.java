package io.sightline.runs.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.job.LiveJob;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.runs.RunsFixture;
import io.sightline.runs.TestCheckpoints;
import io.sightline.runs.TestingRunner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRunTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Settings DEFAULTS = Settings.defaults();
  private static final Map<String, String> SETTINGS = Map.of("some.key", "some value");

  @TempDir Path folder;
  private RunsFixture runs;

  @BeforeEach
  void create() {
    runs = new RunsFixture(folder);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private LiveJob definition() {
    return new LiveJob(runs.database(), KeyFile.NONE, DEFAULTS, Map.of(), runs.media(), "1");
  }

  private LiveRun live(JobRunner runner) {
    return new LiveRun(runner, definition(), runs.folders(), SETTINGS);
  }

  private static TestingRunner endless() {
    TestingRunner runner = TestingRunner.endless();
    runner.stopping(LiveRunTest::savepoint);
    return runner;
  }

  private static String savepoint(Object job, String savepoints) {
    Path savepoint = Path.of(URI.create(savepoints)).resolve("savepoint-9");
    return TestCheckpoints.write(savepoint).toUri().toString();
  }

  private Path checkpoint(int number) {
    return runs.folders().live().resolve("000001-rocksdb/job/chk-" + number);
  }

  @Test
  void itBeginsWhereNothingWasLeft() throws Exception {
    TestingRunner runner = endless();
    try (LiveRun live = live(runner)) {
      assertThat(live.start()).isEmpty();
      assertThat(live.state()).isEqualTo(TestingRunner.RUNNING);
      assertThat(runner.submitted())
          .singleElement()
          .satisfies(
              job -> {
                assertThat(job.name()).isEqualTo("live");
                assertThat(job.definition()).isEqualTo(definition());
                assertThat(job.parallelism()).isEqualTo(LiveRun.slots());
                assertThat(job.restore()).isEmpty();
                assertThat(job.settings()).isEqualTo(SETTINGS);
                assertThat(TestingRunner.checkpoints(job))
                    .isEqualTo(runs.folders().live().resolve("000001-rocksdb"));
                assertThat(job.entry())
                    .contains(new JobPlan.Entry(LiveJob.class.getName(), List.of()));
              });
      assertThat(runs.state("live")).isEqualTo("running");
      assertThat(runs.hasPartition(LocalDate.now(Clock.systemUTC()).plusDays(1))).isTrue();
    }
  }

  @Test
  void itIsTakenUpFromTheNewestThatLiesInItsFolder() throws Exception {
    TestCheckpoints.write(checkpoint(8));
    Path newest = TestCheckpoints.write(checkpoint(9));
    TestCheckpoints.write(runs.folders().live().resolve("000001-rocksdb/savepoint-7"));
    TestingRunner runner = endless();
    try (LiveRun live = live(runner)) {
      assertThat(live.start()).contains(newest);
      assertThat(TestingRunner.restored(runner.submitted().get(0))).contains(newest);
    }
  }

  @Test
  void itStopsWithItsStateFromWhichTheNextIsTakenUp() throws Exception {
    TestCheckpoints.write(checkpoint(1));
    TestingRunner runner = endless();
    LiveRun live = live(runner);
    live.start();
    live.close();
    assertThat(live.state()).isEqualTo(TestingRunner.FINISHED);
    Path savepoint = runs.folders().live().resolve("000002-rocksdb/savepoint-9");
    try (LiveRun next = live(runner)) {
      assertThat(next.start()).contains(savepoint);
    }
  }

  @Test
  void itIsStartedAgainWhenItsJobEnded() throws Exception {
    TestingRunner runner = endless();
    try (LiveRun live = live(runner)) {
      live.start();
      Path written = TestCheckpoints.write(checkpoint(5));
      runner.end(runner.job(0), TestingRunner.failed("The network is gone."));
      assertThat(runner.job(1)).isNotEqualTo(runner.job(0));
      assertThat(TestingRunner.restored(runner.submitted().get(1))).contains(written);
      await().atMost(LONG).until(() -> live.state().equals(TestingRunner.RUNNING));
    }
  }

  private void awaitJobState(String state) {
    await()
        .atMost(LONG)
        .until(() -> runs.ask("select job_state from runs where run = 'live'").equals(state));
  }

  @Test
  void howItsJobStandsIsToldAndWhoLosesTheDatabaseTellsItAgain() throws Exception {
    TestingRunner runner = endless();
    LiveRun live = live(runner);
    live.start();
    awaitJobState("running");
    runner.end(runner.job(0), new JobState(JobState.Phase.STARTING, null));
    awaitJobState("restarting");
    runs.ask(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    runner.end(runner.job(0), TestingRunner.RUNNING);
    awaitJobState("running");
    assertThatThrownBy(() -> live(endless()).start()).isInstanceOf(BadInput.class);
    live.close();
    awaitJobState("stopped");
  }

  @Test
  void whereItCannotBeStartedAgainItIsTriedUntilItCan() throws Exception {
    TestingRunner[] made = new TestingRunner[1];
    made[0] =
        new TestingRunner(
            plan -> {
              if (made[0].submitted().size() == 2) {
                throw new JobFailedException("There is no slot.");
              }
              return TestingRunner.RUNNING;
            });
    TestingRunner runner = made[0];
    runner.stopping(LiveRunTest::savepoint);
    try (LiveRun live = live(runner)) {
      live.start();
      runner.end(runner.job(0), TestingRunner.failed("The network is gone."));
      runner.job(2);
      await().atMost(LONG).until(() -> live.state().equals(TestingRunner.RUNNING));
      assertThat(runner.submitted()).hasSize(3);
    }
  }

  @Test
  void aStopThatTakesTooLongOrFailsIsSurvived() throws Exception {
    TestingRunner late = endless();
    late.stopping(
        (job, savepoints) -> {
          throw new TimeoutException();
        });
    TestingRunner broken = endless();
    broken.stopping(
        (job, savepoints) -> {
          throw new JobFailedException("The disk is full.");
        });
    for (TestingRunner runner : List.of(late, broken)) {
      LiveRun live = live(runner);
      live.start();
      Path left = TestCheckpoints.write(checkpoint(3));
      live.close();
      // The claim is let go, and the next one takes up what there is.
      await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(BadInput.class)
          .untilAsserted(
              () -> {
                try (LiveRun next = live(endless())) {
                  assertThat(next.start()).contains(left);
                }
              });
      org.apache.flink.util.FileUtils.deleteDirectory(runs.folders().live().toFile());
    }
  }

  @Test
  void aDatabaseHasOneLiveRun() throws Exception {
    TestingRunner runner = endless();
    TestingRunner other = endless();
    try (LiveRun live = live(runner);
        LiveRun second = live(other)) {
      live.start();
      assertThatThrownBy(second::start)
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("Another process reads cameras into this database");
      assertThat(other.submitted()).isEmpty();
      assertThat(live.state()).isEqualTo(TestingRunner.RUNNING);
    }
  }
}
