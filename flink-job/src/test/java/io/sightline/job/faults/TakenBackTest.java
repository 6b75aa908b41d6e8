package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.source.frame.FrameSerializer;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactQuery;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live job fails after it has written facts behind its last checkpoint, and the camera's frames
 * of that time do not come again.
 */
class TakenBackTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long BEGIN = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final int CHECKPOINT_AT = 30;
  private static final int FAILURE_AT = 96;
  private static final int END = 130;

  /** What a camera tells first when its reader was started again. */
  private static final String MARKER = Silence.RESTARTED.key();

  @TempDir Path folder;
  private DrawnPark park;
  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    park = DrawnPark.in(folder);
    cluster = new TestCluster(1);
    Camera.begin();
  }

  @AfterEach
  void stop() {
    cluster.close();
    park.close();
  }

  /** The camera, one for all attempts of the job. */
  private static final class Camera {
    private static long allowed;
    private static long given;
    private static long restartedAt;
    private static boolean fails;
    private static CompletableFuture<Void> more;

    private Camera() {}

    static synchronized void begin() {
      allowed = 0;
      given = 0;
      restartedAt = -1;
      fails = false;
      more = new CompletableFuture<>();
    }

    static synchronized void showUntil(long frame) {
      allowed = frame;
      more.complete(null);
      more = new CompletableFuture<>();
    }

    static synchronized void fail() {
      fails = true;
      showUntil(allowed);
    }

    static synchronized CompletableFuture<Void> next() {
      if (fails) {
        fails = false;
        restartedAt = CHECKPOINT_AT;
        given = CHECKPOINT_AT;
        throw new IllegalStateException("The job fails once.");
      }
      return given < allowed ? null : more;
    }

    static synchronized Frame frame(long number) {
      given = number + 1;
      boolean again = restartedAt >= 0;
      // What comes after the failure was captured a minute later.
      long millis = BEGIN + number * 100 + (again ? 60_000 : 0);
      boolean marks = number == restartedAt;
      FrameHeader header =
          new FrameHeader(
              "drawn-park",
              "north",
              0,
              number,
              millis,
              marks ? RecordKind.SILENCE : RecordKind.FRAME,
              marks ? MARKER : null,
              false,
              "layout",
              marks ? null : new FrameAddress("/a.mp4", number * 100_000));
      return new Frame(header, marks ? null : picture(number));
    }

    private static Picture picture(long number) {
      BufferedImage image =
          new BufferedImage(DrawnPark.SIDE, DrawnPark.SIDE, BufferedImage.TYPE_3BYTE_BGR);
      DrawnPark.paint(image.createGraphics(), (int) number);
      return new Picture(
          DrawnPark.SIDE,
          DrawnPark.SIDE,
          ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    }
  }

  /** Frames come when the camera shows them. */
  private static final class Watched<C> extends SourceAround<Frame, NumberSequenceSplit, C> {
    Watched(org.apache.flink.api.connector.source.Source<Frame, NumberSequenceSplit, C> source) {
      super(source);
    }

    @Override
    SourceReader<Frame, NumberSequenceSplit> around(
        SourceReader<Frame, NumberSequenceSplit> reader) {
      return new Reader<>(reader) {
        @Override
        public InputStatus pollNext(ReaderOutput<Frame> output) throws Exception {
          return Camera.next() == null ? super.pollNext(output) : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
          CompletableFuture<Void> more = Camera.next();
          return more == null ? super.isAvailable() : more;
        }
      };
    }
  }

  private JobID submit() throws Exception {
    return cluster.start(
        TestCluster.graph(
            cluster.settings(
                folder.resolve("checkpoints"), Map.of("execution.checkpointing.interval", "1h")),
            1,
            env ->
                park.live(
                    env,
                    new Watched<>(
                        new DataGeneratorSource<>(
                            Camera::frame, Long.MAX_VALUE, FrameSerializer.TYPE)))));
  }

  /** Ids of the live run's rows of a kind that are as a condition says. */
  private Set<String> rows(FactKind<?> kind, String condition) {
    String key = "(" + String.join(", ", kind.key()) + ")";
    String sql =
        "select %s::text from %s where run = 'live' and %s".formatted(key, kind.name(), condition);
    List<String> found = park.database().with(jdbc -> jdbc.sql(sql).query(String.class).list());
    return new TreeSet<>(found);
  }

  private <F extends Fact> long listed(FactKind<F> kind) {
    return park.database()
        .with(jdbc -> FactQuery.of(kind, "live").part(1_000, null).read(jdbc).rows().size());
  }

  private static String millis(long frame) {
    return "(select extract(epoch from timestamptz '2026-03-01T12:00:00Z') * 1000)::bigint + "
        + frame * 100;
  }

  @Test
  void whatNobodyWillMendIsTakenBackAndWhatIsWrittenAgainCounts() throws Exception {
    JobID job = submit();
    Camera.showUntil(CHECKPOINT_AT);
    await("the car at the gate is known")
        .atMost(LONG)
        .until(() -> !rows(FactKinds.VEHICLE_SESSIONS, "not retracted").isEmpty());
    cluster.cluster().triggerCheckpoint(job, CheckpointType.FULL).get();

    Camera.showUntil(FAILURE_AT);
    String behind = "revision > " + millis(CHECKPOINT_AT - 1);
    await("more is written behind the checkpoint")
        .atMost(LONG)
        .until(() -> rows(FactKinds.SPOT_TRANSITIONS, behind).size() >= 3);
    Set<String> transitions = rows(FactKinds.SPOT_TRANSITIONS, behind);
    Set<String> before = rows(FactKinds.SPOT_TRANSITIONS, "not (" + behind + ")");
    Set<String> tracks = rows(FactKinds.VEHICLE_TRACKS, behind);
    assertThat(tracks).as("of the car that was at the gate, and later ones").hasSizeGreaterThan(1);

    Camera.fail();
    Camera.showUntil(CHECKPOINT_AT + 1);
    await("it is taken back")
        .atMost(LONG)
        .until(() -> rows(FactKinds.SPOT_TRANSITIONS, "retracted").containsAll(transitions));
    assertThat(rows(FactKinds.SPOT_TRANSITIONS, "not retracted")).containsAll(before);

    Camera.showUntil(END);
    String later = "not retracted and revision > " + millis(600);
    await("it goes on")
        .atMost(LONG)
        .until(() -> rows(FactKinds.SPOT_TRANSITIONS, later).size() > 2);
    assertThat(rows(FactKinds.SPOT_TRANSITIONS, "retracted")).isEqualTo(transitions);
    Set<String> countAgain = new TreeSet<>(tracks);
    countAgain.removeAll(rows(FactKinds.VEHICLE_TRACKS, "retracted"));
    assertThat(countAgain)
        .as("a vehicle that was known at the checkpoint is written again")
        .isNotEmpty()
        .isNotEqualTo(tracks);
    for (FactKind<?> kind : FactKinds.PRODUCT.ledger()) {
      // The last ones may just be written.
      await(kind.name())
          .atMost(LONG)
          .until(() -> listed(kind) == rows(kind, "not retracted").size());
    }
  }
}
