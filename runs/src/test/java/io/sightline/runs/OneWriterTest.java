package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.job.JobDefinition;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.runs.JobState.Phase;
import io.sightline.runs.embedded.EmbeddedRunner;
import io.sightline.source.lease.LeasedSource;
import io.sightline.store.TestDatabase;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.runs.RunLease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs are started on one ledger: one writes, the other waits for its end. */
class OneWriterTest {
  private static final Path CONF =
      Path.of(System.getProperty("sightline.root")).resolve("flink-conf");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String RUN = "live";

  @TempDir Path folder;
  private TestDatabase database;
  private JobRunner runner;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    runner = new EmbeddedRunner(CONF, folder.resolve("temp"), 2);
  }

  @AfterEach
  void stop() {
    runner.close();
    database.close();
  }

  private static VehicleTrack track(long number) {
    String id =
        UUID.nameUUIDFromBytes(Long.toString(number).getBytes(StandardCharsets.UTF_8)).toString();
    FactHead head = new FactHead(id, "site", number, number, false, "", "");
    return new VehicleTrack(head, "lot", "car", number, VehicleTrack.EndedBy.OPEN);
  }

  /** Writes a track a millisecond, in the name of a version of the code. */
  private JobHandle write(String version) throws Exception {
    GeneratorFunction<Long, VehicleTrack> tracks = OneWriterTest::track;
    JobDefinition definition =
        env ->
            env.fromSource(
                    new LeasedSource<>(
                        new DataGeneratorSource<>(
                            tracks,
                            Long.MAX_VALUE,
                            RateLimiterStrategy.perSecond(500),
                            TypeInformation.of(VehicleTrack.class)),
                        database.address(),
                        RUN),
                    WatermarkStrategy.noWatermarks(),
                    "tracks",
                    TypeInformation.of(VehicleTrack.class))
                .uid("tracks")
                .sinkTo(
                    new PostgresOutputs(database.address(), RUN, version)
                        .facts(FactKinds.VEHICLE_TRACKS))
                .uid("tracks-sink");
    return runner.submit(
        new JobPlan(
            version,
            definition,
            1,
            folder.resolve(version).toUri().toString(),
            Optional.empty(),
            Map.of("restart-strategy.type", "none"),
            Optional.empty()));
  }

  private long written(String version) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql("select count(*) from vehicle_tracks where code_version = ?")
                    .param(version)
                    .query(Long.class)
                    .single());
  }

  private String holder() {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql("select holder from run_leases where run = ?")
                    .param(RUN)
                    .query(String.class)
                    .optional()
                    .orElse(""));
  }

  @Test
  void theSecondIdlesUntilTheFirstHasEnded() throws Exception {
    JobHandle first = write("one");
    await().atMost(LONG).until(() -> written("one") > 0);
    assertThat(holder()).isEqualTo(first.id());
    JobHandle second = write("two");
    await().atMost(LONG).until(() -> runner.status(second).phase() == Phase.RUNNING);
    long before = written("one");
    await().atMost(LONG).until(() -> written("one") > before + 1_000);
    assertThat(written("two")).isZero();
    runner.cancel(first);
    await().atMost(LONG).until(() -> written("two") > 0);
    assertThat(holder()).isEqualTo(second.id());
  }

  @Test
  void aJobWhoseLeaseWasTakenWritesNothingMore() throws Exception {
    JobHandle job = write("one");
    await().atMost(LONG).until(() -> written("one") > 0);
    try (RunLease other = new RunLease(database.address(), RUN, "another")) {
      // As if the job had not renewed it: it was left for dead.
      await().atMost(LONG).until(() -> expire() > 0 && other.take().isEmpty());
      long written = written("one");
      await().atMost(LONG).until(() -> runner.status(job).phase() == Phase.FAILED);
      assertThat(written("one")).isEqualTo(written);
      assertThat(runner.status(job).failure())
          .containsAnyOf("is not the job", "has been taken over by the job another");
    }
  }

  private int expire() {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql("update run_leases set expires_at = now() - interval '1 second'")
                    .update());
  }
}
