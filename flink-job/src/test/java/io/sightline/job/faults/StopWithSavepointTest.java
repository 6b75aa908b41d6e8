package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.Digest;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.Outputs;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.source.frame.FrameSerializer;
import io.sightline.store.facts.FactKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is stopped while every model is busy ends as one that has done its work. */
class StopWithSavepointTest {
  private static final int SIDE = 128;
  private static final int STOPS = Boolean.getBoolean("nightly") ? 20 : 5;
  private static final long LONGEST_SECONDS = 120;

  /** So many at once that some are still in flight when the savepoint is complete. */
  private static final FrameLoad LOAD = new FrameLoad(64, (long) SIDE * SIDE * 3);

  /** Frames that the source has made, of the job that runs. */
  private static final AtomicLong MADE = new AtomicLong();

  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: garage
                  cameras:
                    - id: gate
                      uri: a.mp4
                      analyse: [vehicles, plates, occupancy, emotions]
                      evidence: crops
                      spots: [{id: S1, polygon: [[10, 10], [90, 10], [90, 90], [10, 90]]}]
                      gates: [{id: in, line: [[64, 0], [64, 127]]}]
                  """)
              .site());

  @TempDir Path folder;

  @BeforeEach
  void installModels() {
    TestModels.install(folder.resolve("models"));
  }

  /** Keeps nothing. */
  private static final class Nowhere implements Outputs {
    @Override
    public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
      return new DiscardingSink<>();
    }

    @Override
    public Sink<ObservationMinute> observations() {
      return new DiscardingSink<>();
    }
  }

  /** A bright square that goes to and fro. */
  private static Frame frame(long number) {
    MADE.incrementAndGet();
    byte[] bgr = new byte[SIDE * SIDE * 3];
    int left = 8 + (int) (number % 48);
    for (int y = 40; y < 88; y++) {
      Arrays.fill(bgr, (y * SIDE + left) * 3, (y * SIDE + left + 48) * 3, (byte) 255);
    }
    FrameHeader header =
        new FrameHeader(
            "garage",
            "gate",
            0,
            number,
            number * 200,
            RecordKind.FRAME,
            null,
            false,
            "layout",
            new FrameAddress("/a.mp4", number * 200_000));
    return new Frame(header, new Picture(SIDE, SIDE, bgr));
  }

  private ModelChoice choice(String id) throws Exception {
    Path models = folder.resolve("models");
    return new ModelChoice(
        models.resolve(id).resolve(ModelManifest.FILE_NAME).toString(),
        id,
        "1.0.0",
        Digest.sha256(TestModels.read(models, id).file()));
  }

  private CameraModels models() throws Exception {
    Map<ModelRole, Map<String, ModelChoice>> models = new EnumMap<>(ModelRole.class);
    models.put(ModelRole.SPOTS, Map.of("gate", choice("blob-any")));
    models.put(ModelRole.VEHICLES, Map.of("gate", choice("blob-any")));
    models.put(ModelRole.PLATES, Map.of("gate", choice("blob-plates")));
    models.put(ModelRole.PLATE_TEXT, Map.of("gate", choice("blob-text")));
    models.put(ModelRole.FACES, Map.of("gate", choice("blob-faces")));
    models.put(ModelRole.EMOTIONS, Map.of("gate", choice("blob-emotions")));
    return CameraModels.byCamera(models);
  }

  private JobID start(TestCluster cluster) throws Exception {
    CameraModels models = models();
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return cluster.start(
        TestCluster.graph(
            configuration,
            1,
            env ->
                VideoAnalyticsTopology.fromFootage(
                    env,
                    new DataGeneratorSource<>(
                        StopWithSavepointTest::frame, Long.MAX_VALUE, FrameSerializer.TYPE),
                    RunSettings.replay("run", "1", LAYOUTS, models, LOAD)
                        .with(MediaAddress.of(folder.resolve("media"))),
                    new Nowhere())));
  }

  @Test
  void aJobThatIsStoppedUnderLoadIsFinished() throws Exception {
    try (TestCluster cluster = new TestCluster(1)) {
      for (int stop = 0; stop < STOPS; stop++) {
        MADE.set(0);
        JobID job = start(cluster);
        // Flink refuses a savepoint while a task is still being started.
        CommonTestUtils.waitForAllTaskRunning(cluster.cluster(), job, false);
        // Some more each time than are in flight, so that it is stopped at another moment.
        long enough = 300 + 13L * stop;
        await().atMost(Duration.ofSeconds(LONGEST_SECONDS)).until(() -> MADE.get() >= enough);
        String savepoint =
            cluster
                .cluster()
                .stopWithSavepoint(
                    job,
                    folder.resolve("savepoints").toUri().toString(),
                    false,
                    SavepointFormatType.CANONICAL)
                .get(LONGEST_SECONDS, TimeUnit.SECONDS);
        assertThat(savepoint).isNotBlank();
        JobResult result = cluster.result(job);
        assertThat(result.getSerializedThrowable()).as("stop %d", stop).isEmpty();
        assertThat(result.isSuccess()).as("stop %d", stop).isTrue();
      }
    }
  }
}
