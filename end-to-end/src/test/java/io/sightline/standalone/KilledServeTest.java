package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.media.RtspServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} in a process of its own, beside a camera, and what is killed under it. */
class KilledServeTest {
  private static final int KILLS = 20;

  /** Facts are there again within ten seconds on a machine that has nothing else to do. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final int BUSY = 6;

  @TempDir Path folder;
  private RtspServer camera;
  private ServeProcess serving;

  @BeforeEach
  void startCamera() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    int port = RtspServer.freePort();
    camera = LiveSite.server(folder).start();
    serving = new ServeProcess(folder, port, LiveSite.file(camera, "live-park", "north"), "");
  }

  @AfterEach
  void end() throws Exception {
    if (serving != null) {
      serving.close();
    }
    if (camera != null) {
      camera.close();
    }
  }

  private static Set<String> ids(List<Map<String, Object>> items, Instant before) {
    Set<String> ids = new TreeSet<>();
    for (Map<String, Object> item : items) {
      if (Instant.ofEpochMilli(((Number) item.get("revision")).longValue()).isBefore(before)) {
        ids.add(item.get("id") + " " + item.getOrDefault("state", item.get("outcome")));
      }
    }
    return ids;
  }

  @Test
  void whatWasKnownIsKnownAgainAndTheTimeBetweenIsAGap() throws Exception {
    Map<?, ?> first = serving.start();
    assertThat(first.get("resumed")).isNull();
    Api admin = ServeProcess.admin(first);
    ServeProcess.within(
        90,
        "a car is inside and a spot has changed",
        () ->
            !admin.items("/api/v1/sessions?open=true").isEmpty()
                && admin.items("/api/v1/spots/P11/transitions").size() >= 2);
    serving.awaitCheckpoint();
    List<Map<String, Object>> sessions = admin.items("/api/v1/sessions?open=true");
    List<Map<String, Object>> transitions = admin.items("/api/v1/spots/P11/transitions");
    Instant killed = Instant.now();
    serving.kill();

    Map<?, ?> second = serving.start();
    assertThat(second.get("resumed")).as("the newest checkpoint").isNotNull();
    assertThat(second.get("password")).as("shown once").isNull();
    ServeProcess.within(30, "the camera is seen", () -> ServeProcess.isUp(admin));
    ServeProcess.within(
        15,
        "the gap is recorded",
        () -> admin.items("/api/v1/gaps").stream().anyMatch(gap -> gap.get("final").equals(true)));
    Map<String, Object> gap =
        admin.items("/api/v1/gaps").stream()
            .filter(one -> one.get("final").equals(true))
            .findFirst()
            .orElseThrow();
    assertThat(gap.get("reason")).isEqualTo("restarted");
    Instant from = Instant.parse(gap.get("at").toString());
    assertThat(from).isBetween(killed.minusSeconds(6), killed.plusSeconds(1));
    // What was known at the last checkpoint is known; what lies behind the gap's begin is not.
    assertThat(ids(admin.items("/api/v1/sessions?open=true&to=" + from), killed.plusSeconds(60)))
        .containsAll(ids(sessions, from.plusMillis(1)));
    assertThat(ids(admin.items("/api/v1/spots/P11/transitions"), killed.plusSeconds(600)))
        .containsAll(ids(transitions, from.plusMillis(1)));
    ServeProcess.within(
        20,
        "in the gap the spot is unknown, and then known again",
        () ->
            admin.items("/api/v1/spots/P11/transitions?from=" + from).size() >= 2
                || admin
                    .items("/api/v1/spots/P11/transitions")
                    .get(1)
                    .get("state")
                    .equals("unknown"));
    requireUnbrokenChain(admin);
    assertThat(admin.status("PATCH", "/api/v1/cameras/north", "{\"level\": \"L9\"}"))
        .isEqualTo(200);
    Process process = serving.process();
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(0);
    assertThat(Files.readString(folder.resolve("err.txt"))).doesNotContain("Exception");
    assertThat(serving.postgres().resolve("cluster/postmaster.pid"))
        .as("the last one out")
        .doesNotExist();
    Map<?, ?> third = serving.start();
    assertThat(third.get("resumed").toString()).contains("savepoint");
    assertThat(Files.readString(folder.resolve("err.txt")))
        .as("what its file takes back")
        .contains("'live-park' was changed by admin at", "start without --site");
  }

  private static void requireUnbrokenChain(Api admin) throws Exception {
    List<Map<String, Object>> all = new ArrayList<>(admin.items("/api/v1/spots/P11/transitions"));
    Collections.reverse(all);
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).get("previous"))
          .as("an unbroken chain of states: %s", all)
          .isEqualTo(all.get(i - 1).get("state"));
    }
  }

  private static Instant seen(Api admin) {
    try {
      return Instant.parse(admin.items("/api/v1/cameras").get(0).get("seen_at").toString());
    } catch (Exception | AssertionError e) {
      // The database is away.
      return Instant.EPOCH;
    }
  }

  @Test
  void aDatabaseThatDiesIsBackSoonAndFactsGoOn() throws Exception {
    Map<?, ?> printed = serving.start();
    Api admin = ServeProcess.admin(printed);
    ServeProcess.within(90, "the camera is seen", () -> ServeProcess.isUp(admin));
    requireNothingOpenButTheService();
    serving.awaitCheckpoint();
    long postmaster =
        Long.parseLong(
            Files.readAllLines(serving.postgres().resolve("cluster/postmaster.pid"))
                .get(0)
                .strip());
    Instant died = Instant.now();
    ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
    await("frames of after its death are told of")
        .atMost(SOON.multipliedBy(BUSY))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> seen(admin).isAfter(died.plusMillis(500)));
    System.out.println(
        "KilledServeTest: facts again after " + Duration.between(died, Instant.now()));
    ServeProcess.within(60, "ready", () -> admin.status("GET", "/health/ready", null) == 200);
    assertThat(serving.process().isAlive()).isTrue();
    ServeProcess.within(
        60,
        "what was not seen meanwhile is a gap",
        () -> admin.items("/api/v1/gaps").stream().anyMatch(gap -> gap.get("final").equals(true)));
    requireUnbrokenChain(admin);
  }

  /** Whoever asks the machine from elsewhere finds the service's port, and no other. */
  private void requireNothingOpenButTheService() throws IOException {
    List<ProcessHandle> ours = new ArrayList<>(serving.process().descendants().toList());
    ours.add(serving.process().toHandle());
    ProcessHandle.of(
            Long.parseLong(
                Files.readAllLines(serving.postgres().resolve("cluster/postmaster.pid"))
                    .get(0)
                    .strip()))
        .ifPresent(ours::add);
    Set<Integer> open = new TreeSet<>();
    for (ProcessHandle one : ours) {
      open.addAll(ListeningSockets.beyondLoopback(one.pid()));
    }
    assertThat(open).containsExactly(serving.port());
  }

  @Test
  @Tag("nightly")
  void killedTwentyTimesEveryAbsenceIsAGapAndNothingIsKnownOfIt() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledServeTest: seed " + seed);
    Random random = new Random(seed);
    Api admin = ServeProcess.admin(serving.start());
    List<Instant[]> away = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      ServeProcess.within(90, "the camera is seen", () -> ServeProcess.isUp(admin));
      // The moment is the fault: anywhere between two checkpoints, and before the first.
      TimeUnit.MILLISECONDS.sleep(random.nextInt(12_000));
      Instant killed = Instant.now();
      serving.kill();
      // From here on frames can be seen, long before the address is printed on a busy machine.
      away.add(new Instant[] {killed, Instant.now()});
      serving.start();
    }
    ServeProcess.within(90, "the camera is seen", () -> ServeProcess.isUp(admin));
    serving.awaitCheckpoint();
    for (Instant[] absence : away) {
      assertThat(
              serving.count(
                  "select count(*) from camera_gaps where run = 'live' and final and not retracted"
                      + " and at <= ? and ended_at >= ?",
                  absence[0].plusSeconds(2).atOffset(ZoneOffset.UTC),
                  absence[1].atOffset(ZoneOffset.UTC)))
          .as("from %s to %s: %s", absence[0], absence[1], admin.items("/api/v1/gaps"))
          .isGreaterThanOrEqualTo(1);
    }
    for (String table : List.of("vehicle_tracks", "passages", "plate_reads")) {
      assertThat(
              serving.count(
                  "select count(*) from %s f join camera_gaps g using (run, camera)"
                          .formatted(table)
                      + " where run = 'live' and not f.retracted and not g.retracted and g.final"
                      + " and f.at > g.at and f.at < g.ended_at"))
          .as("%s within a gap", table)
          .isZero();
    }
    assertThat(
            serving.count(
                "select count(*) from spot_transitions f join camera_gaps g using (run, camera)"
                    + " where run = 'live' and not f.retracted and not g.retracted and g.final"
                    + " and f.at > g.at and f.at < g.ended_at and f.state <> 'unknown'"))
        .as("states of spots within a gap")
        .isZero();
    requireUnbrokenChain(admin);
  }
}
