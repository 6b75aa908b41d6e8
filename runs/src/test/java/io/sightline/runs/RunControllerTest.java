package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.media.TestFootage;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelCatalog;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // A controller works for as long as the block lasts.
class RunControllerTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private RunsFixture runs;
  private Path media;

  @BeforeEach
  void create() throws IOException {
    runs = new RunsFixture(folder);
    media = Files.createDirectories(folder.resolve("footage"));
    runs.done("sunday", "gate", EIGHT);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private RunController controller(JobRunner runner) {
    return controller(runner, ModelCatalog.of(List.of()));
  }

  private RunController controller(JobRunner runner, ModelCatalog catalog) {
    RunController controller =
        new RunController(
            runs.maker(runner),
            runs.maker(runner),
            catalog,
            EmotionUse.NONE,
            media,
            MediaAddress.of(media));
    controller.start();
    return controller;
  }

  private static ReplayRequest from(String run) {
    return new ReplayRequest(TestingPlan.SITE, run, null, null, null, null);
  }

  private static ReplayRequest of(String footage) {
    return new ReplayRequest(
        TestingPlan.SITE,
        null,
        null,
        null,
        footage == null ? null : Map.of("gate", footage),
        Map.of("gate", EIGHT));
  }

  private void awaitState(String run, String state) {
    await().atMost(LONG).until(() -> runs.state(run).equals(state));
  }

  @Test
  void runsAreMadeOneAfterTheOtherInTheOrderTheyWereAskedFor() {
    runs.request("newest", from("sunday"), 1);
    runs.request("oldest", from("sunday"), 9);
    runs.request("middle", from("sunday"), 5);
    List<String> states = new CopyOnWriteArrayList<>();
    TestingRunner runner =
        new TestingRunner(
            plan -> {
              states.add(
                  runs.ask(
                      "select string_agg(state, ' ' order by requested_at) from runs"
                          + " where request is not null"));
              return TestingRunner.FINISHED;
            });
    try (RunController controller = controller(runner)) {
      awaitState("newest", "done");
    }
    assertThat(runner.names()).containsExactly("oldest", "middle", "newest");
    assertThat(states)
        .containsExactly(
            "running requested requested", "done running requested", "done done running");
    assertThat(runs.find("newest").fromRun()).isEqualTo("sunday");
  }

  @Test
  void oneThatCannotBePlannedFailsAndTheNextIsMade() {
    runs.request("unknown", from("nobody"), 9);
    runs.request("broken", new ReplayRequest("site: [", null, null, null, null, null), 8);
    runs.request("good", from("sunday"), 1);
    TestingRunner runner = new TestingRunner(plan -> TestingRunner.FINISHED);
    try (RunController controller = controller(runner)) {
      awaitState("good", "done");
    }
    assertThat(runs.state("unknown")).isEqualTo("failed");
    assertThat(runs.error("unknown")).startsWith("There is no run 'nobody'");
    assertThat(runs.state("broken")).isEqualTo("failed");
    assertThat(runs.error("broken")).contains("the site of run broken");
    assertThat(runner.names()).containsExactly("good");
  }

  @Test
  void whateverARunDiesOfTheNextIsMade() {
    runs.request("failing", from("sunday"), 9);
    runs.request("dying", from("sunday"), 8);
    runs.request("good", from("sunday"), 1);
    TestingRunner runner =
        new TestingRunner(
            plan ->
                switch (plan.name()) {
                  case "failing" -> TestingRunner.failed("The camera's file is gone.");
                  case "dying" -> throw new IllegalStateException();
                  default -> TestingRunner.FINISHED;
                });
    try (RunController controller = controller(runner)) {
      awaitState("good", "done");
    }
    assertThat(runs.error("failing")).isEqualTo("The camera's file is gone.");
    assertThat(runs.state("dying")).isEqualTo("failed");
    assertThat(runs.error("dying")).isEqualTo("IllegalStateException");
  }

  @Test
  void footageIsOfTheMediaFolderOnly() throws IOException {
    Path secret = Files.write(folder.resolve("secret.mp4"), new byte[] {1});
    Files.createSymbolicLink(media.resolve("link.mp4"), secret);
    runs.request("above", of("../secret.mp4"), 9);
    runs.request("absolute", of(secret.toString()), 8);
    runs.request("linked", of("link.mp4"), 7);
    runs.request("missing", of("nothing.mp4"), 6);
    runs.request("odd", of("a\0b"), 5);
    // The site names a file, which is none of the media folder's.
    runs.request("unnamed", of(null), 4);
    TestingRunner runner = TestingRunner.endless();
    try (RunController controller = controller(runner)) {
      awaitState("unnamed", "failed");
    }
    assertThat(runner.submitted()).isEmpty();
    assertThat(runs.error("above"))
        .isEqualTo("The footage '../secret.mp4' lies outside the media folder.");
    assertThat(runs.error("absolute")).endsWith("lies outside the media folder.");
    assertThat(runs.error("linked")).endsWith("lies outside the media folder.");
    assertThat(runs.error("missing"))
        .isEqualTo("There is no footage 'nothing.mp4' in the media folder.");
    assertThat(runs.error("odd")).startsWith("There is no footage 'a");
    assertThat(runs.error("unnamed")).isEqualTo("There is no footage of camera 'gate'; name it.");
  }

  @Test
  void footageOfTheMediaFolderIsReplayedFromTheWantedStart() throws IOException {
    Files.createDirectories(media.resolve("march"));
    TestFootage.write(
        media.resolve("march/gate.mp4"),
        64,
        64,
        10,
        20,
        10,
        (graphics, frame) -> {
          graphics.setColor(Color.WHITE);
          graphics.fillRect(frame, 10, 20, 20);
        });
    Path models = TestModels.install(folder.resolve("models"));
    runs.request("monday", of("march/gate.mp4"), 1);
    TestingRunner runner = new TestingRunner(plan -> TestingRunner.FINISHED);
    try (RunController controller = controller(runner, ModelCatalog.of(List.of(models)))) {
      await()
          .atMost(LONG)
          .until(() -> !List.of("requested", "running").contains(runs.state("monday")));
    }
    assertThat(runs.error("monday")).isEqualTo("null");
    assertThat(runs.state("monday")).isEqualTo("done");
    assertThat(((io.sightline.job.ReplayJob) runner.submitted().get(0).definition()).spec())
        .satisfies(
            spec ->
                assertThat(spec.footage().get(0).segments())
                    .singleElement()
                    .satisfies(
                        segment -> {
                          assertThat(segment.file()).endsWith("footage/march/gate.mp4");
                          assertThat(segment.startMillis()).isEqualTo(EIGHT.toEpochMilli());
                        }));
  }

  @Test
  void aRunWhoseControllerWasClosedIsTakenUpByTheNext() {
    runs.request("monday", from("sunday"), 1);
    TestingRunner runner = TestingRunner.endless();
    JobHandle first;
    try (RunController controller = controller(runner)) {
      first = runner.job(0);
    }
    assertThat(runner.cancelled()).containsExactly(first);
    assertThat(runs.state("monday")).isEqualTo("running");
    Path left = runs.folders().of("monday").resolve("000001-rocksdb/job/chk-2");
    TestCheckpoints.write(left);
    try (RunController next = controller(runner)) {
      runner.end(runner.job(1), TestingRunner.FINISHED);
      awaitState("monday", "done");
    }
    assertThat(runner.names()).containsExactly("monday", "monday");
    assertThat(TestingRunner.restored(runner.submitted().get(1))).contains(left);
  }

  @Test
  void twoControllersNeverMakeTheSameRun() {
    int requests = 8;
    for (int n = 0; n < requests; n++) {
      runs.request("run" + n, from("sunday"), requests - n);
    }
    TestingRunner runner = TestingRunner.endless();
    try (RunController one = controller(runner);
        RunController two = controller(runner)) {
      for (int n = 0; n < requests; n += 2) {
        JobHandle job = runner.job(n);
        JobHandle beside = runner.job(n + 1);
        assertThat(runs.ask("select count(*) from runs where state = 'running'")).isEqualTo("2");
        runner.end(job, TestingRunner.FINISHED);
        runner.end(beside, TestingRunner.FINISHED);
      }
      await()
          .atMost(LONG)
          .until(
              () ->
                  runs.ask("select count(*) from runs where request is not null and state = 'done'")
                      .equals(String.valueOf(requests)));
    }
    assertThat(runner.names()).doesNotHaveDuplicates().hasSize(requests);
  }

  @Test
  void oneThatWasLeftBehindAndIsToEndIsNotTakenUp() {
    runs.request("left", from("sunday"), 9);
    runs.update("update runs set state = 'running', cancel_requested = true where run = 'left'");
    runs.request("good", from("sunday"), 1);
    TestingRunner runner = new TestingRunner(plan -> TestingRunner.FINISHED);
    try (RunController controller = controller(runner)) {
      awaitState("good", "done");
    }
    assertThat(runs.state("left")).isEqualTo("cancelled");
    assertThat(runner.names()).containsExactly("good");
  }
}
