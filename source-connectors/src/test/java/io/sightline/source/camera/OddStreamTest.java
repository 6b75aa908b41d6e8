package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.PlayingCamera;
import io.sightline.media.PlayingCamera.Coding;
import io.sightline.media.PlayingCamera.Show;
import io.sightline.store.registry.CameraRoster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras whose streams are damaged (S5), or change while they run (S6). */
class OddStreamTest {
  private static final boolean NIGHTLY = Boolean.getBoolean("nightly");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int FRAMES = NIGHTLY ? 6_000 : 100;
  private static final long SEED = 7;

  /** Milliseconds that a frame's time may be ahead of when it came, or behind. */
  private static final long TOLERANCE = 1_500;

  /** Frames that were sent and have not been taken. */
  private static final int ON_THEIR_WAY = 3;

  private record Taken(FrameHeader header, PictureSize size, PictureSize meant, long atMillis) {}

  private final TestingReaderContext context = new TestingReaderContext();
  private final List<Taken> taken = new ArrayList<>();
  private CameraReader reader;

  @AfterEach
  void close() {
    reader.close();
  }

  private void follow(PlayingCamera camera) {
    CameraRoster.Entry entry =
        new CameraRoster.Entry(
            "gate", "yard", 1, 0, List.of(new CameraRoster.LayoutStart(0, "layout")));
    CameraAddress address = CameraAddress.parse(camera.address());
    reader =
        new CameraReader(
            new CameraSourceOptions(
                null,
                one -> Optional.of(address),
                Layouts.always(
                    SiteFile.parse(
                            "site", Path.of("/"), "{site: yard, cameras: [{id: gate, uri: x.mp4}]}")
                        .site()),
                AllowedNetworks.of(List.of("127.0.0.0/8")),
                Duration.ofSeconds(1)),
            context);
    reader.start();
    reader.addSplits(List.of(LiveSplit.start(entry, 0)));
    reader.handleSourceEvents(
        new RosterEvent(true, List.of(new RosterEvent.Listed(entry, 0)), List.of()));
  }

  private void takeUntil(BooleanSupplier holds) throws Exception {
    long end = System.nanoTime() + LONG.toNanos() + FRAMES * 200_000_000L;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", taken.size()).isLessThan(end);
      InputStatus status = reader.pollNext(context.output(this::take));
      assertThat(status).isNotEqualTo(InputStatus.END_OF_INPUT);
      if (status == InputStatus.NOTHING_AVAILABLE) {
        reader.isAvailable().get(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
      }
    }
  }

  private void take(Frame frame) {
    PictureSize size =
        frame.picture().map(one -> new PictureSize(one.width(), one.height())).orElse(null);
    taken.add(
        new Taken(frame.header(), size, frame.meant().orElse(size), System.currentTimeMillis()));
  }

  private List<Taken> frames() {
    return taken.stream().filter(one -> one.header.kind() == RecordKind.FRAME).toList();
  }

  private long framesOf(int width) {
    return frames().stream().filter(one -> one.size.width() == width).count();
  }

  /** No time is wrong, none falls, no number is left out, and the camera goes on. */
  private void requireOrder() {
    for (int n = 0; n < taken.size(); n++) {
      assertThat(taken.get(n).header.number()).isEqualTo(n);
      assertThat(taken.get(n).header.kind()).isNotEqualTo(RecordKind.END);
      assertThat(taken.get(n).atMillis - taken.get(n).header.capturedAtMillis())
          .as("milliseconds that record %d is behind", n)
          .isBetween(-TOLERANCE, 2 * TOLERANCE);
      if (n > 0) {
        assertThat(taken.get(n).header.capturedAtMillis())
            .isGreaterThanOrEqualTo(taken.get(n - 1).header.capturedAtMillis());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1})
  void s5DamagedPacketsCostFramesAndNothingElse(double share) throws Exception {
    try (PlayingCamera camera = new PlayingCamera(new Show(Coding.MPEG4, 320, 240, 25), SEED)) {
      follow(camera);
      takeUntil(() -> !frames().isEmpty());
      // By then its pace is known.
      takeUntil(() -> frames().size() > 10);
      int before = frames().size();
      long sentBefore = camera.sent();
      camera.corrupt(share);
      takeUntil(() -> camera.sent() - sentBefore >= FRAMES);
      camera.corrupt(0);
      long arrived = frames().size() - before;
      long sent = camera.sent() - sentBefore;
      System.out.println(
          "Of %d frames, %d damaged, %d arrived.".formatted(sent, camera.corrupted(), arrived));
      assertThat(arrived).isGreaterThanOrEqualTo((long) (sent * 0.9) - ON_THEIR_WAY);
      assertThat(sent - arrived)
          .as("missing")
          .isLessThanOrEqualTo(camera.corrupted() + ON_THEIR_WAY);
      takeUntil(() -> camera.sent() - sentBefore >= FRAMES + 10);
      long told = reader.skipped("gate", CameraMetrics.MISSING);
      long gone = camera.sent() - sentBefore - (frames().size() - before);
      assertThat(told).as("told to be missing").isBetween(gone - ON_THEIR_WAY, gone);
      assertThat(camera.calls()).as("connections").isEqualTo(1);
      requireOrder();
    }
  }

  @Test
  void s6AnotherResolutionIsTheSamePictureWithoutAReconnect() throws Exception {
    try (PlayingCamera camera = new PlayingCamera(Show.USUAL, SEED)) {
      follow(camera);
      takeUntil(() -> framesOf(320) >= 5);
      camera.show(new Show(Coding.MPEG4, 160, 120, 10));
      takeUntil(() -> framesOf(160) >= 5);
      assertThat(camera.calls()).isEqualTo(1);
      assertThat(frames())
          .as("all are judged in the picture that the camera had first")
          .allMatch(one -> one.meant.equals(new PictureSize(320, 240)));
      requireOrder();
    }
  }

  @Test
  void s6AnotherPaceIsNoReconnect() throws Exception {
    try (PlayingCamera camera = new PlayingCamera(Show.USUAL, SEED)) {
      follow(camera);
      takeUntil(() -> frames().size() >= 5);
      camera.show(new Show(Coding.MPEG4, 320, 240, 20));
      int before = frames().size();
      takeUntil(() -> frames().size() >= before + 20);
      assertThat(camera.calls()).isEqualTo(1);
      requireOrder();
    }
  }

  @Test
  void s6AnotherCodingIsOneReconnect() throws Exception {
    try (PlayingCamera camera = new PlayingCamera(Show.USUAL, SEED)) {
      follow(camera);
      takeUntil(() -> frames().size() >= 5);
      camera.show(new Show(Coding.MPEG2, 320, 240, 10));
      int before = frames().size();
      takeUntil(() -> frames().size() >= before + 10);
      assertThat(camera.calls()).isEqualTo(2);
      requireOrder();
    }
  }

  /** As CameraReaderTest does with another server, which is not installed everywhere. */
  @Test
  void s3ACameraThatGoesSilentIsNoticedAndComesBack() throws Exception {
    try (PlayingCamera camera = new PlayingCamera(Show.USUAL, SEED)) {
      follow(camera);
      takeUntil(() -> frames().size() >= 5);
      camera.halt();
      takeUntil(() -> taken.stream().anyMatch(one -> "stalled".equals(one.header.reason())));
      camera.goOn();
      requireBackWithin(3_500);
    }
  }

  @Test
  void s4ABrokenConnectionIsMadeAgainAndNeverTheEnd() throws Exception {
    try (PlayingCamera camera = new PlayingCamera(Show.USUAL, SEED)) {
      follow(camera);
      takeUntil(() -> frames().size() >= 5);
      camera.hangUp();
      requireBackWithin(3_500);
      assertThat(camera.calls()).isEqualTo(2);
      requireOrder();
    }
  }

  private void requireBackWithin(long millis) throws Exception {
    long begun = System.currentTimeMillis();
    // Those that were on their way come first.
    takeUntil(() -> framesSince(begun + 200) >= 3);
    assertThat(
            frames().stream().filter(one -> one.atMillis > begun + 200).findFirst().orElseThrow())
        .satisfies(first -> assertThat(first.atMillis - begun).isLessThan(millis));
    assertThat(taken).noneMatch(one -> one.header.kind() == RecordKind.END);
  }

  private long framesSince(long millis) {
    return frames().stream().filter(one -> one.atMillis > millis).count();
  }
}
