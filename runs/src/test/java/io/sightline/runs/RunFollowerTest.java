package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.store.runs.RunClaim;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose jobs go on for as long as a test wants. */
class RunFollowerTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String RUN = "monday";

  @TempDir Path folder;
  private final TestingRunner runner = TestingRunner.endless();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private RunsFixture runs;

  @BeforeEach
  void create() {
    runs = new RunsFixture(folder);
  }

  @AfterEach
  void close() throws Exception {
    thread.shutdownNow();
    assertThat(thread.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    runs.close();
  }

  private Future<String> make(RunPlan plan) {
    return thread.submit(
        () -> {
          try (RunClaim claim = RunClaim.of(runs.database(), RUN)) {
            return runs.maker(runner)
                .make(claim, plan, false, (share, what) -> heard.add(share + " " + what));
          }
        });
  }

  private static Throwable failure(Future<String> made) {
    try {
      throw new AssertionError(made.get(LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void progressIsToldAndStored() throws Exception {
    Future<String> made = make(TestingPlan.ofFootage("a", 120));
    JobHandle job = runner.job(0);
    assertThat(runs.state(RUN)).isEqualTo("running");
    runs.observe(RUN, "gate", EIGHT, 30);
    await()
        .atMost(LONG)
        .until(
            () -> heard.stream().anyMatch(told -> told.matches("0\\.25 30 frames, \\d+ a second")));
    assertThat(runs.ask("select progress from runs")).isEqualTo("0.25");
    // More than the containers told.
    runs.observe(RUN, "gate", EIGHT.plusSeconds(60), 130);
    await()
        .atMost(LONG)
        .until(() -> heard.stream().anyMatch(told -> told.startsWith("1.0 160 frames")));
    runner.end(job, TestingRunner.FINISHED);
    assertThat(made.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains("\"frames\":160");
    assertThat(runner.cancelled()).isEmpty();
  }

  @Test
  void ofStoredObservationsNobodyCanSayHowFarItIs() throws Exception {
    runs.observe("sunday", "gate", EIGHT, 60);
    Future<String> made = make(TestingPlan.ofObservations("sunday"));
    await().atMost(LONG).until(() -> heard.contains("-1.0 judging the observations of sunday"));
    runner.end(runner.job(0), TestingRunner.FINISHED);
    made.get(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(runs.state(RUN)).isEqualTo("done");
  }

  @Test
  void aRunThatSomebodyCancelsEndsAndSaysSo() {
    Future<String> made = make(TestingPlan.ofFootage("a", 120));
    JobHandle job = runner.job(0);
    assertThat(runs.update("update runs set cancel_requested = true where run = ?", RUN)).isOne();
    assertThat(failure(made))
        .isInstanceOf(RunCancelledException.class)
        .hasMessage("The run 'monday' was cancelled.");
    assertThat(runner.cancelled()).containsExactly(job);
    assertThat(runs.state(RUN)).isEqualTo("cancelled");
    assertThat(runs.ask("select ended_at is not null from runs")).isEqualTo("t");
  }

  @Test
  void aRunThatSomebodyDeletesEnds() {
    Future<String> made = make(TestingPlan.ofFootage("a", 120));
    JobHandle job = runner.job(0);
    assertThat(runs.update("delete from runs where run = ?", RUN)).isOne();
    assertThat(failure(made)).isInstanceOf(RunCancelledException.class);
    assertThat(runner.cancelled()).containsExactly(job);
  }

  @Test
  void aMakerThatIsInterruptedCancelsItsJobAndLeavesTheRunToBeTakenUp() throws Exception {
    make(TestingPlan.ofFootage("a", 120));
    JobHandle job = runner.job(0);
    thread.shutdownNow();
    assertThat(thread.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(runner.cancelled()).containsExactly(job);
    assertThat(runs.state(RUN)).isEqualTo("running");
    // Its claim is let go.
    await().atMost(LONG).untilAsserted(() -> RunClaim.of(runs.database(), RUN).close());
  }

  private void loseConnections() {
    runs.ask(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
  }

  @Test
  void aRunWhoseDatabaseWentAwayWaitsForItAndGoesOn() throws Exception {
    Future<String> made = make(TestingPlan.ofFootage("a", 120));
    JobHandle first = runner.job(0);
    Path left = TestCheckpoints.write(runs.folders().of(RUN).resolve("000001-rocksdb/job/chk-4"));
    loseConnections();
    runner.end(first, TestingRunner.failed("terminating connection"));
    JobHandle second = runner.job(1);
    assertThat(TestingRunner.restored(runner.submitted().get(1))).contains(left);
    assertThatThrownBy(() -> RunClaim.of(runs.database(), RUN))
        .as("it is claimed again")
        .isInstanceOf(BadInput.class);
    runs.observe(RUN, "gate", EIGHT, 120);
    runner.end(second, TestingRunner.FINISHED);
    assertThat(made.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains("\"frames\":120");
  }

  @Test
  void aJobThatSurvivesTheDatabasesAbsenceIsFollowedOn() throws Exception {
    Future<String> made = make(TestingPlan.ofFootage("a", 120));
    JobHandle job = runner.job(0);
    loseConnections();
    await()
        .atMost(LONG)
        .until(() -> heard.stream().anyMatch(told -> told.contains("waiting for the database")));
    runs.observe(RUN, "gate", EIGHT, 120);
    await().atMost(LONG).until(() -> heard.stream().anyMatch(told -> told.startsWith("1.0 120")));
    runner.end(job, TestingRunner.FINISHED);
    assertThat(made.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains("\"frames\":120");
    assertThat(runner.submitted()).hasSize(1);
  }

  @Test
  void aJobThatIsLostFailsItsRun() {
    Future<String> made = make(TestingPlan.ofFootage("a", 120));
    runner.lose(runner.job(0));
    assertThat(failure(made))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("There is no job");
    assertThat(runs.state(RUN)).isEqualTo("failed");
    assertThat(runs.error(RUN)).startsWith("There is no job");
  }
}
