package io.sightline.query.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.models.manifest.Device;
import io.sightline.models.runtime.Devices;
import io.sightline.query.health.Health.Condition;
import io.sightline.query.health.Health.Grade;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunQueue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
  @TempDir Path folder;
  private final TestDatabase database = TestDatabase.create();
  private Health health;

  @BeforeEach
  void start() {
    health = health(database.address(), 1);
  }

  private Health health(DatabaseAddress address, long fullBytes) {
    return health(address, fullBytes, null);
  }

  private Health health(DatabaseAddress address, long fullBytes, String brokers) {
    return new Health(
        address,
        "Sightline",
        "1.2",
        List.of(new ModelFound("blobs", "vehicle-detection", "1", null)),
        List.of(folder),
        fullBytes,
        Device.CPU,
        brokers);
  }

  @AfterEach
  void stop() {
    health.destroy();
    database.close();
  }

  private void sql(String statement) {
    database.address().with(jdbc -> jdbc.sql(statement).update());
  }

  private void job(String state, String ago) {
    sql(
        """
        insert into runs (run, site, state, layout, job_state, job_error, job_seen_at)
        values ('live', '', 'running', '{}', '%1$s', 'secret rtsp://10.0.0.7', now() - interval '%2$s')
        on conflict (run) do update set job_state = '%1$s', job_seen_at = now() - interval '%2$s'
        """
            .formatted(state, ago));
  }

  private void camera(String id, String up, String reason, String ago) {
    sql(
        "insert into sites (site, name, time_zone) values ('s', 's', 'UTC') on conflict do nothing");
    sql(
        "insert into cameras (camera, site, uri, live, sample_fps) values ('%s', 's', 'rtsp://10.0.0.7', true, 1)"
            .formatted(id));
    if (up != null) {
      sql(
          """
          insert into camera_latest (camera, site, at, up, reason, width, height, boxes)
          values ('%s', 's', now() - interval '%s', %s, %s, 1, 1, '[]')
          """
              .formatted(id, ago, up, reason == null ? "null" : "'" + reason + "'"));
    }
  }

  /** What is seen is a second old at most. */
  private void awaitPart(Function<Condition, Health.Part> part, String state, String says) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(part.apply(health.now()))
                    .satisfies(
                        now -> {
                          assertThat(now.state()).isEqualTo(state);
                          assertThat(now.says()).contains(says).doesNotContain("10.0.0.7");
                        }));
  }

  @Test
  void aFreshServiceIsHealthyAndSaysWhatItHas() {
    Condition now = health.now();
    assertThat(now.isReady()).isTrue();
    assertThat(now.grade()).isEqualTo(Grade.FINE);
    assertThat(now.job().state()).isEqualTo("none");
    assertThat(now.cameras().state()).isEqualTo("none");
    assertThat(now.models().says()).contains("All models (1)");
    assertThat(now.disk().says()).contains("MB are left");
    assertThat(now.gpu().state()).isEqualTo("none");
  }

  @Test
  void runsThatNobodyMakesAreSaid() throws Exception {
    sql(
        """
        insert into runs (run, site, state, layout, request, requested_at)
        values ('night', '', 'requested', '{}', '{}', now() - interval '5 s')
        """);
    awaitPart(Condition::runs, "waiting", "1 run waits");
    sql("update runs set requested_at = now() - interval '20 s'");
    awaitPart(Condition::runs, "unmade", "nobody makes runs on this database; start `serve`");
    assertThat(health.now().grade()).isEqualTo(Grade.DEGRADED);
    try (RunQueue queue = new RunQueue(database.address());
        RunClaim claim = queue.next().orElseThrow()) {
      assertThat(claim.run()).isEqualTo("night");
      awaitPart(Condition::runs, "waiting", "1 run waits");
      database
          .address()
          .with(
              jdbc ->
                  jdbc.sql(
                          "select pg_terminate_backend(pid)::text from pg_locks"
                              + " where locktype = 'advisory'")
                      .query(String.class)
                      .list());
      awaitPart(Condition::runs, "unmade", "nobody makes runs");
      assertThat(claim.renew()).isTrue();
      awaitPart(Condition::runs, "waiting", "1 run waits");
    }
    awaitPart(Condition::runs, "unmade", "nobody makes runs");
    sql("update runs set state = 'running'");
    awaitPart(Condition::runs, "unmade", "nobody makes runs");
    try (RunClaim replay = RunClaim.of(database.address(), "night")) {
      awaitPart(Condition::runs, "none", "No run waits");
      assertThat(replay.isHeld()).isTrue();
    }
    sql("update runs set state = 'done'");
    awaitPart(Condition::runs, "none", "No run waits");
  }

  @Test
  void theJobIsAsWhoeverMakesItSays() {
    job("running", "1 s");
    awaitPart(Condition::job, "running", "is running");
    assertThat(health.now().grade()).isEqualTo(Grade.FINE);
    job("restarting", "1 s");
    awaitPart(Condition::job, "restarting", "started again");
    job("starting", "1 s");
    awaitPart(Condition::job, "starting", "starting");
    job("failed", "1 h");
    awaitPart(Condition::job, "failed", "has failed");
    assertThat(health.now().grade()).isEqualTo(Grade.DEGRADED);
    assertThat(health.now().isReady()).as("people are answered all the same").isTrue();
    job("stopped", "1 h");
    awaitPart(Condition::job, "stopped", "stopped");
    job("running", "16 s");
    awaitPart(Condition::job, "lost", "Nobody makes the live run");
  }

  @Test
  void aJobThatIsBehindItsCamerasIsSaidToBe() {
    job("running", "1 s");
    camera("a", "true", null, "1 s");
    camera("b", "true", null, "20 s");
    awaitPart(Condition::job, "behind", "s behind its cameras");
  }

  @Test
  void camerasAreCountedAndNotNamed() {
    camera("north", "true", null, "1 s");
    awaitPart(Condition::cameras, "up", "All live cameras (1)");
    camera("south", "false", "stalled", "1 s");
    camera("gate", "false", "unauthorized", "1 s");
    camera("deck", null, null, null);
    camera("roof", "true", null, "31 s");
    sql(
        """
        insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
          model_sha256, layout_version, code_version)
        values ('live', gen_random_uuid(), 's', '2026-03-01T08:00:00Z', 'south', now(), 'stalled', 1,
          false, '', '', '1')
        """);
    awaitPart(
        Condition::cameras,
        "some-down",
        "Of 5 live cameras 1 are seen; 2 down, 1 refused until somebody mends it, 1 never seen yet,"
            + " the first since 2026-03-01T08:00:00Z.");
    assertThat(health.now().grade()).isEqualTo(Grade.DEGRADED);
    assertThat(health.now().cameras().says()).doesNotContain("south").doesNotContain("gate");
  }

  @Test
  void aDiskThatIsFullIsSaidToBe() {
    Health full = health(database.address(), Long.MAX_VALUE);
    try {
      assertThat(full.now().disk().state()).isEqualTo("full");
      assertThat(full.now().disk().says()).contains("make room");
      assertThat(full.now().grade()).isEqualTo(Grade.DEGRADED);
    } finally {
      full.destroy();
    }
  }

  @Test
  void brokersThatAreAwayAreNamed() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String there = "127.0.0.1:" + server.getLocalPort();
      String away = "127.0.0.1:9";
      Health some = health(database.address(), 1, away + ", " + there);
      Health none = health(database.address(), 1, away + ",no such address");
      try {
        assertThat(some.now().kafka().state()).isEqualTo("up");
        assertThat(none.now().kafka().grade()).isEqualTo(Grade.DEGRADED);
        assertThat(none.now().kafka().says()).contains("127.0.0.1:9");
        assertThat(none.now().isReady()).isTrue();
        assertThat(health.now().kafka().state()).isEqualTo("none");
      } finally {
        some.destroy();
        none.destroy();
      }
    }
  }

  @Test
  void aModelOrDeviceThatCannotBeUsedIsSaidToBe() {
    Health one =
        new Health(
            database.address(),
            "s",
            "1",
            List.of(new ModelFound(null, null, null, "It has no file.")),
            List.of(),
            1,
            Device.CUDA,
            null);
    try {
      assertThat(one.now().models().says()).contains("1 of 1 models cannot be used");
      assertThat(one.now().disk().state()).isEqualTo("none");
      assumeTrue(Devices.cudaProblem().isPresent(), "There is a GPU here.");
      assertThat(one.now().gpu().grade()).isEqualTo(Grade.DEGRADED);
      assertThat(one.now().gpu().says()).contains("cannot be used here: ");
    } finally {
      one.destroy();
    }
  }

  @Test
  void withoutADatabaseItIsNotReadyAndSaysSoSoon() throws Exception {
    // One that takes connections and says nothing.
    try (ServerSocket silent = new ServerSocket(0)) {
      for (int port : new int[] {1, silent.getLocalPort()}) {
        Health away =
            health(new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + port + "/x", "a", "b"), 1);
        try {
          long begun = System.nanoTime();
          Condition now = away.now();
          assertThat(now.isReady()).isFalse();
          assertThat(now.grade()).isEqualTo(Grade.UNUSABLE);
          assertThat(now.job().state()).isEqualTo("unknown");
          for (int i = 0; i < 1_000; i++) {
            assertThat(away.database().grade()).isEqualTo(Grade.UNUSABLE);
          }
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        } finally {
          away.destroy();
        }
      }
    }
  }
}
