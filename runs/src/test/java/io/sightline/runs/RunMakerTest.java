package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.job.ReplayJob;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunIdentity;
import io.sightline.store.runs.RunSummary;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMakerTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
  private static final String RUN = "monday";

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

  private String make(JobRunner runner, RunPlan plan, boolean fresh) throws Exception {
    return make(runner, plan, fresh, Progress.UNHEARD);
  }

  private String make(JobRunner runner, RunPlan plan, boolean fresh, Progress progress)
      throws Exception {
    try (RunClaim claim = RunClaim.of(runs.database(), RUN)) {
      return runs.maker(runner).make(claim, plan, fresh, progress);
    }
  }

  /** Of jobs that store two minutes and are done. */
  private TestingRunner quick() {
    return new TestingRunner(
        plan -> {
          runs.observe(plan.name(), "gate", EIGHT, 60);
          runs.observe(plan.name(), "gate", EIGHT.plusSeconds(60), 40);
          return TestingRunner.FINISHED;
        });
  }

  private Path checkpoint(int number) {
    return runs.folders().of(RUN).resolve("000001-rocksdb/job/chk-" + number);
  }

  @Test
  void aRunIsMadeByAJobAndItsSummaryIsStored() throws Exception {
    TestingPlan plan = TestingPlan.ofFootage("a", 100);
    TestingRunner runner = quick();
    String summary = make(runner, plan, false);
    assertThat(Json.read(summary, RunSummary.class))
        .satisfies(
            read -> {
              assertThat(read.run()).isEqualTo(RUN);
              assertThat(read.site()).isEqualTo("garage");
              assertThat(read.frames()).isEqualTo(100);
              assertThat(read.observations()).isEqualTo(4);
              assertThat(read.framesPerSecond()).isPositive();
              // Two minutes of footage for a hundred frames.
              assertThat(read.realTimeFactor() / read.framesPerSecond()).isBetween(1.1, 1.3);
            });
    assertThat(runs.find(RUN))
        .satisfies(
            stored -> {
              assertThat(stored.state()).isEqualTo("done");
              assertThat(stored.summary()).isEqualTo(summary);
              assertThat(stored.identity()).isEqualTo(plan.identity());
              assertThat(stored.identity().statements()).isZero();
            });
    assertThat(runs.ask("select progress from runs")).isEqualTo("1");
    assertThat(runs.hasPartition(TestingPlan.DAY)).isTrue();
    assertThat(runs.hasPartition(TestingPlan.DAY.plusDays(1))).isFalse();
    assertThat(runs.folders().of(RUN)).doesNotExist();
    assertThat(runner.submitted())
        .singleElement()
        .satisfies(
            job -> {
              assertThat(job.name()).isEqualTo(RUN);
              assertThat(job.parallelism()).isEqualTo(RunsFixture.PARALLELISM);
              assertThat(job.restore()).isEmpty();
              assertThat(job.definition())
                  .isEqualTo(
                      new ReplayJob(
                          runs.database(),
                          RUN,
                          plan.spec().orElseThrow(),
                          runs.media(),
                          RunsFixture.VERSION));
              assertThat(TestingRunner.checkpoints(job))
                  .isEqualTo(runs.folders().of(RUN).resolve("000001-rocksdb"));
              assertThat(job.entry())
                  .contains(new JobPlan.Entry(ReplayJob.class.getName(), List.of("--run", RUN)));
            });
    assertThat(runs.ask("select plan from runs"))
        .as("for a process elsewhere")
        .isEqualTo(Json.write(plan.spec().orElseThrow()));
  }

  @Test
  void aRunThatIsDoneIsNotMadeAgain() throws Exception {
    TestingRunner runner = quick();
    String summary = make(runner, TestingPlan.ofFootage("a", 100), false);
    assertThat(make(runner, TestingPlan.ofFootage("a", 100), false)).isEqualTo(summary);
    assertThat(runner.submitted()).hasSize(1);
  }

  @Test
  void otherInputIsRefusedInWords() throws Exception {
    TestingRunner runner = quick();
    make(runner, TestingPlan.ofFootage("a", 100), false);
    assertThatThrownBy(() -> make(runner, TestingPlan.ofFootage("b", 100), false))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "The run 'monday' was made with other input: the footage or start of camera 'gate'"
                + " differ. Choose another --run, or --fresh to delete it and begin again.");
    TestingPlan other =
        new TestingPlan(
            new RunIdentity("other", Map.of("gate", "a"), Map.of("gate", "new"), null, "there"),
            Optional.empty(),
            100);
    assertThatThrownBy(() -> make(runner, other, false))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(
            "the site file, the model of camera 'gate', the runtime (here then, there now) differ");
    assertThat(runner.submitted()).hasSize(1);
    assertThat(runs.state(RUN)).isEqualTo("done");
  }

  private void fact(String run) {
    runs.update(
        """
        insert into plate_reads (run, id, site, at, camera, track, text, score, reads, evidence,
          revision, final, retracted, model_sha256, layout_version, code_version)
        values (?, gen_random_uuid(), 'garage', '2026-03-01T08:00:00Z', 'gate', null, 'ABCD12',
          0.9, 3, 'gate/1-0.jpg', 0, true, false, '', '', '1')
        """,
        run);
  }

  @Test
  void freshDeletesFactsPicturesAndCheckpointsOfThatRunAlone() throws Exception {
    make(quick(), TestingPlan.ofFootage("a", 100), false);
    TestCheckpoints.write(checkpoint(4));
    String own = EvidenceNames.of(RUN, "gate/1-0.jpg");
    String others = EvidenceNames.of("tuesday", "gate/1-0.jpg");
    for (String run : List.of(RUN, "tuesday")) {
      fact(run);
    }
    TestingRunner runner = quick();
    try (MediaStore pictures = runs.media().open()) {
      pictures.put(own, new byte[] {1});
      pictures.put(others, new byte[] {1});
      String summary = make(runner, TestingPlan.ofFootage("b", 100), true);
      RunSummary read = Json.read(summary, RunSummary.class);
      assertThat(read.plates()).isEmpty();
      assertThat(read.frames()).isEqualTo(100);
      assertThat(pictures.names("crops")).containsExactly(others);
    }
    assertThat(runner.submitted().get(0).restore()).isEmpty();
    assertThat(runs.ask("select string_agg(run, ',') from plate_reads")).isEqualTo("tuesday");
    assertThat(runs.find(RUN).identity()).isEqualTo(TestingPlan.ofFootage("b", 100).identity());
  }

  @Test
  void aRunWhoseJobFailedIsTakenUpFromItsNewestCheckpoint() throws Exception {
    TestingPlan plan = TestingPlan.ofFootage("a", 100);
    TestingRunner failing =
        new TestingRunner(
            job -> {
              runs.observe(RUN, "gate", EIGHT, 60);
              TestCheckpoints.write(checkpoint(3));
              TestCheckpoints.write(checkpoint(4));
              return TestingRunner.failed("The camera's file is gone.");
            });
    assertThatThrownBy(() -> make(failing, plan, false))
        .isInstanceOf(JobFailedException.class)
        .hasMessage("The camera's file is gone.");
    assertThat(runs.state(RUN)).isEqualTo("failed");
    assertThat(runs.error(RUN)).isEqualTo("The camera's file is gone.");
    assertThat(runs.ask("select ended_at is not null from runs")).isEqualTo("t");

    // There was nothing left to do but to say so.
    TestingRunner runner = new TestingRunner(job -> TestingRunner.FINISHED);
    List<String> heard = new ArrayList<>();
    String summary = make(runner, plan, false, (share, what) -> heard.add(share + " " + what));
    assertThat(heard).containsExactly("-1.0 taking up chk-4");
    assertThat(runner.submitted())
        .singleElement()
        .satisfies(job -> assertThat(TestingRunner.restored(job)).contains(checkpoint(4)));
    assertThat(Json.read(summary, RunSummary.class))
        .satisfies(
            read -> {
              assertThat(read.frames()).isEqualTo(60);
              // Its speed is that of the process that finished it.
              assertThat(read.framesPerSecond()).isZero();
              assertThat(read.realTimeFactor()).isZero();
            });
    assertThat(runs.state(RUN)).isEqualTo("done");
    assertThat(runs.error(RUN)).isEqualTo("null");
  }

  @Test
  void aRunThatIsTakenUpKnowsOfWhatPeopleHadSaidWhenItBegan() throws Exception {
    runs.update("insert into statement_numbers values ('garage', 3)");
    TestingPlan plan = TestingPlan.ofFootage("a", 100);
    TestingRunner failing = new TestingRunner(job -> TestingRunner.failed("The disk is full."));
    assertThatThrownBy(() -> make(failing, plan, false)).isInstanceOf(JobFailedException.class);
    runs.update("update statement_numbers set newest = 5");
    TestingRunner runner = quick();
    make(runner, plan, false);
    assertThat(runs.find(RUN).identity().statements()).isEqualTo(3);
    assertThat(runner.submitted())
        .singleElement()
        .extracting(job -> ((ReplayJob) job.definition()).spec().statements())
        .isEqualTo(3L);
  }

  @Test
  void aJobThatCannotBeStartedFailsItsRun() {
    TestingRunner broken =
        new TestingRunner(
            job -> {
              throw new JobFailedException("There is no slot.");
            });
    assertThatThrownBy(() -> make(broken, TestingPlan.ofFootage("a", 1), false))
        .isInstanceOf(JobFailedException.class);
    assertThat(runs.state(RUN)).isEqualTo("failed");
    assertThat(runs.error(RUN)).isEqualTo("There is no slot.");
  }

  @Test
  void checkpointsOfARunThatWasDeletedElsewhereAreNotTakenUp() throws Exception {
    TestCheckpoints.write(checkpoint(9));
    TestingRunner runner = quick();
    make(runner, TestingPlan.ofFootage("a", 100), false);
    assertThat(runner.submitted().get(0).restore()).isEmpty();
  }

  @Test
  void aRunThatWasCancelledBeforeItBeganIsNotStarted() {
    runs.update(
        "insert into runs (run, site, state, layout, request, cancel_requested)"
            + " values (?, 'garage', 'requested', '{}', '{}', true)",
        RUN);
    TestingRunner runner = quick();
    assertThatThrownBy(() -> make(runner, TestingPlan.ofFootage("a", 100), false))
        .isInstanceOf(RunCancelledException.class)
        .hasMessage("The run 'monday' was cancelled.");
    assertThat(runner.submitted()).isEmpty();
    assertThat(runs.state(RUN)).isEqualTo("cancelled");
    assertThat(runs.find(RUN).identity())
        .as("what it was to be made from")
        .isEqualTo(TestingPlan.ofFootage("a", 100).identity());
  }

  @Test
  void aRunOfStoredObservationsCountsThoseOfTheRunThatHoldsThem() throws Exception {
    runs.observe("sunday", "gate", EIGHT, 60);
    TestingRunner runner = new TestingRunner(job -> TestingRunner.FINISHED);
    String summary = make(runner, TestingPlan.ofObservations("sunday"), false);
    assertThat(Json.read(summary, RunSummary.class).frames()).isEqualTo(60);
    assertThat(runs.find(RUN).fromRun()).isEqualTo("sunday");
  }

  @Test
  void theFolderOfTheLiveRunIsNoReplays() {
    assertThatThrownBy(() -> runs.folders().of("live")).isInstanceOf(BadInput.class);
  }
}
