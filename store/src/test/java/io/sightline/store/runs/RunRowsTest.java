package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunRowsTest {
  private static final Site GARAGE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              "{site: garage, cameras: [{id: gate, uri: 'rtsp://viewer:canary@10.0.0.7/a'}]}")
          .site();
  private static final RunIdentity IDENTITY =
      new RunIdentity("layout", Map.of("gate", "film"), Map.of("gate", "yolo"), null, "cpu");

  private StoreFixture store;
  private RunRows runs;
  private RunCatalogue catalogue;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    runs = new RunRows(store.jdbc());
    catalogue = new RunCatalogue(store.database(), FactKinds.PRODUCT);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private RunCatalogue.Run run(String run) {
    return catalogue.find(run).orElseThrow();
  }

  @Test
  void aRunIsMadeFromBeginningToEnd() {
    runs.create("night", GARAGE, IDENTITY);
    assertThat(runs.require("night"))
        .isEqualTo(new StoredRun("night", "requested", null, IDENTITY, null));
    assertThat(run("night").layout().toString()).contains("gate").doesNotContain("canary");
    assertThat(runs.start("night")).isTrue();
    Instant started = run("night").startedAt();
    assertThat(started).isNotNull();
    runs.progress("night", 0.5);
    assertThat(run("night").progress()).isEqualTo(0.5);
    runs.fail("night", "it broke");
    assertThat(run("night"))
        .satisfies(
            failed -> {
              assertThat(failed.state()).isEqualTo("failed");
              assertThat(failed.error()).isEqualTo("it broke");
              assertThat(failed.endedAt()).isNotNull();
            });
    assertThat(runs.start("night")).as("taken up").isTrue();
    assertThat(run("night"))
        .satisfies(
            again -> {
              assertThat(again.error()).isNull();
              assertThat(again.endedAt()).isNull();
              assertThat(again.startedAt()).as("as the first time").isEqualTo(started);
            });
    runs.finish("night", "{\"vehicles\": 3}");
    assertThat(run("night"))
        .satisfies(
            done -> {
              assertThat(done.isDone()).isTrue();
              assertThat(done.progress()).isEqualTo(1);
              assertThat(done.summary()).isEqualTo(Map.of("vehicles", 3));
            });
    assertThat(runs.require("night").summary()).isEqualTo("{\"vehicles\": 3}");
  }

  @Test
  void progressStaysBetweenNothingAndAll() {
    runs.create("night", GARAGE, IDENTITY);
    runs.progress("night", -0.5);
    assertThat(run("night").progress()).isZero();
    runs.progress("night", 1.5);
    assertThat(run("night").progress()).isEqualTo(1);
  }

  @Test
  void anErrorIsMadeFitToBeStored() {
    runs.create("night", GARAGE, IDENTITY);
    runs.fail("night", "a\0b" + "x".repeat(5_000));
    assertThat(run("night").error()).startsWith("abxx").hasSize(1_999);
  }

  @Test
  void whoWantsARunToEndIsHeardUntilItIsAllowedAgain() {
    runs.create("night", GARAGE, IDENTITY);
    assertThat(runs.isCancelRequested("night")).isFalse();
    catalogue.cancel("night");
    assertThat(runs.isCancelRequested("night")).isTrue();
    assertThat(runs.start("night")).isFalse();
    assertThat(run("night").state()).isEqualTo("cancelled");
    runs.allow("night");
    assertThat(runs.start("night")).isTrue();
    runs.cancelled("night");
    assertThat(run("night").state()).isEqualTo("cancelled");
    assertThat(run("night").endedAt()).isNotNull();
    catalogue.delete("night");
    assertThat(runs.isCancelRequested("night")).as("deleted").isTrue();
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertThat(runs.find("night")).isEmpty();
    assertThatThrownBy(() -> runs.require("night"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no run 'night'");
    assertThatThrownBy(() -> runs.plan("night")).isInstanceOf(BadInput.class);
    runs.create("night", GARAGE, IDENTITY);
    assertThatThrownBy(() -> runs.plan("night"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not planned");
    runs.plan("night", "{\"b\": 1, \"a\": 2}");
    assertThat(runs.plan("night")).isEqualTo("{\"b\": 1, \"a\": 2}");
  }

  @Test
  void aRunThatWasAskedForIsDescribedWhenItIsLookedAt() {
    ReplayRequest request =
        new ReplayRequest(
            "{}",
            "evening",
            Instant.parse("2026-03-01T08:00:00Z"),
            null,
            Map.of("gate", "gate.mp4"),
            Map.of());
    catalogue.request("asked", "nowhere", request);
    assertThat(runs.request("asked")).isEqualTo(request);
    assertThat(runs.require("asked").identity()).isNull();
    RunIdentity identity = new RunIdentity("l", Map.of(), Map.of(), "evening", "cpu");
    runs.describe("asked", GARAGE, identity);
    assertThat(runs.require("asked"))
        .isEqualTo(new StoredRun("asked", "requested", "evening", identity, null));
    assertThat(run("asked").site()).isEqualTo("garage");
    assertThat(run("asked").layout().layoutVersion()).isEqualTo(GARAGE.layoutVersion());
  }

  @Test
  void theLiveRunHasNoEnd() {
    runs.startLive();
    runs.fail("live", "killed");
    Instant started = run("live").startedAt();
    runs.startLive();
    assertThat(run("live"))
        .satisfies(
            live -> {
              assertThat(live.state()).isEqualTo("running");
              assertThat(live.error()).isNull();
              assertThat(live.endedAt()).isNull();
              assertThat(live.startedAt()).isEqualTo(started);
              assertThat(live.layout()).isNull();
            });
  }

  @Test
  void runsThatAreMadeAreToldApartByWhoAskedForThem() {
    runs.startLive();
    runs.create("typed", GARAGE, IDENTITY);
    runs.start("typed");
    catalogue.request("asked", "garage", new ReplayRequest("{}", "x", null, null, null, null));
    runs.start("asked");
    catalogue.request("waiting", "garage", new ReplayRequest("{}", "x", null, null, null, null));
    assertThat(runs.running(false)).containsExactly("typed");
    assertThat(runs.running(true)).containsExactly("asked");
  }

  @Test
  void whatDiffersBetweenTwoInputsIsSaidInWords() {
    assertThat(IDENTITY.differencesFrom(IDENTITY)).isEmpty();
    RunIdentity other =
        new RunIdentity(
            "other", Map.of("exit", "film"), Map.of("gate", "rtdetr"), "evening", "cuda");
    assertThat(IDENTITY.differencesFrom(other))
        .containsExactly(
            "the site file",
            "the footage or start of camera 'exit'",
            "the footage or start of camera 'gate'",
            "the model of camera 'gate'",
            "--from-run",
            "the runtime (cuda then, cpu now)");
  }
}
