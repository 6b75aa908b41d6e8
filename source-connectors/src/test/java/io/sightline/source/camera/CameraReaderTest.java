package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.LiveStream;
import io.sightline.media.RtspServer;
import io.sightline.media.ScriptedCamera;
import io.sightline.media.StreamFailure;
import io.sightline.store.registry.CameraRoster;
import io.sightline.store.registry.LiveAddresses;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets and real decoding; S-numbers name the faults of the reliability plan. */
class CameraReaderTest {
  /** Short, so that what has to be waited for is waited for soon. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(3);
  private static final String LAYOUT = "layout";
  private static final Site SITE =
      SiteFile.parse("site", Path.of("/"), "{site: yard, cameras: [{id: x, uri: x.mp4}]}").site();

  /** A frame and when it was taken, nanoseconds since the reader began. */
  private record Taken(FrameHeader frame, long nanos) {}

  private Duration timeout = TIMEOUT;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Map<String, List<Taken>> taken = new LinkedHashMap<>();
  private final TestingReaderContext context = new TestingReaderContext();
  private CameraReader reader;
  private long begun;

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
    }
  }

  private void begin(String network) {
    Map<String, String> all = Map.copyOf(addresses);
    LiveAddresses find = camera -> Optional.of(CameraAddress.parse(all.get(camera)));
    reader =
        new CameraReader(
            new CameraSourceOptions(
                null, find, Layouts.always(SITE), AllowedNetworks.of(List.of(network)), TIMEOUT),
            context);
    reader.start();
    reader.addSplits(
        roster().listed().stream().map(one -> LiveSplit.start(one.entry(), one.epoch())).toList());
    begun = System.nanoTime();
    reader.handleSourceEvents(roster());
  }

  private RosterEvent roster() {
    return new RosterEvent(
        true,
        addresses.keySet().stream()
            .map(
                camera ->
                    new CameraRoster.Entry(
                        camera, "yard", 1, 0, List.of(new CameraRoster.LayoutStart(0, LAYOUT))))
            .map(entry -> new RosterEvent.Listed(entry, 0))
            .toList(),
        List.of());
  }

  /** Takes what comes until something holds. */
  private void takeUntil(Duration most, BooleanSupplier holds) throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      InputStatus status = reader.pollNext(context.output(this::take));
      assertThat(status).isNotEqualTo(InputStatus.END_OF_INPUT);
      if (status == InputStatus.NOTHING_AVAILABLE) {
        awaitMore(end - System.nanoTime());
      }
    }
  }

  /** Waits until something comes; what holds of the world beside it is looked at now and then. */
  private void awaitMore(long mostNanos) throws Exception {
    try {
      reader.isAvailable().get(Math.min(mostNanos, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Nothing came.
    }
  }

  private void take(Frame frame) {
    taken
        .computeIfAbsent(frame.header().camera(), camera -> new ArrayList<>())
        .add(new Taken(frame.header(), System.nanoTime() - begun));
  }

  private void takeFor(Duration time) throws Exception {
    takeUntil(time, () -> false);
  }

  private List<Taken> of(String camera, RecordKind kind) {
    return taken.getOrDefault(camera, List.of()).stream()
        .filter(one -> one.frame().kind() == kind)
        .toList();
  }

  private long framesSince(String camera, long nanos) {
    return of(camera, RecordKind.FRAME).stream().filter(one -> one.nanos() > nanos).count();
  }

  private boolean isSilentFor(String camera, String reason) {
    return of(camera, RecordKind.SILENCE).stream()
        .anyMatch(one -> reason.equals(one.frame().reason()));
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  @Test
  void s1ASilentCameraARefusingOneAndOneOfGarbageDelayNoneOfTheOthers() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer(null).withBall("/ball", 320, 240).start();
        ScriptedCamera silent = ScriptedCamera.silent();
        ScriptedCamera garbage = ScriptedCamera.garbage();
        Companion companion = new Companion(server)) {
      assertThat(companion).isNotNull();
      for (int i = 0; i < 17; i++) {
        addresses.put("good-" + i, server.address("/ball"));
      }
      addresses.put("silent", silent.address());
      addresses.put("refusing", "rtsp://127.0.0.1:" + RtspServer.freePort() + "/x");
      addresses.put("garbage", garbage.address());
      timeout = USUAL_TIMEOUT;
      begin("127.0.0.0/8");
      takeFor(Duration.ofSeconds(8));
      List<Long> counts = new ArrayList<>();
      for (int i = 0; i < 17; i++) {
        String camera = "good-" + i;
        List<Taken> frames = of(camera, RecordKind.FRAME);
        assertThat(frames).as(camera).isNotEmpty();
        assertThat(seconds(frames.get(0).nanos())).as("first frame of " + camera).isLessThan(2);
        counts.add(framesSince(camera, TimeUnit.SECONDS.toNanos(2)));
        assertThat(reader.skipped(camera, CameraMetrics.OVERLOAD)).isZero();
        assertThat(of(camera, RecordKind.DROPPED)).isEmpty();
      }
      // All see one stream, so what one has the others have, but for one frame at either edge.
      assertThat(Collections.max(counts) - Collections.min(counts))
          .as("frames of 6 s: %s", counts)
          .isLessThanOrEqualTo(2);
      assertThat(Collections.min(counts)).as("frames of 6 s").isGreaterThan(20);
      assertThat(isSilentFor("silent", "stalled")).isTrue();
      assertThat(isSilentFor("refusing", "refused")).isTrue();
      assertThat(of("garbage", RecordKind.FRAME)).isEmpty();
      taken
          .values()
          .forEach(
              records -> {
                for (int n = 0; n < records.size(); n++) {
                  assertThat(records.get(n).frame().number()).as("without gaps").isEqualTo(n);
                }
              });
    }
  }

  @Test
  void s1OneOfFiftyThatIsSilentDelaysNone() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer(null).withBall("/ball", 160, 120).start();
        ScriptedCamera silent = ScriptedCamera.silent();
        Companion companion = new Companion(server)) {
      assertThat(companion).isNotNull();
      timeout = USUAL_TIMEOUT;
      for (int i = 0; i < 49; i++) {
        addresses.put("good-" + i, server.address("/ball"));
      }
      double without = slowestStart();
      reader.close();
      taken.clear();
      addresses.put("silent", silent.address());
      double with = slowestStart();
      // Each waits up to a second for a keyframe, and so many start at once on few processors.
      assertThat(with)
          .as("seconds until the last has started; %s without the silent one", without)
          .isLessThan(Math.max(2, 2 * without + 1));
    }
  }

  /** Seconds until every good camera has shown a frame. */
  private double slowestStart() throws Exception {
    begin("127.0.0.0/8");
    takeUntil(
        Duration.ofSeconds(90),
        () ->
            addresses.keySet().stream()
                .filter(camera -> camera.startsWith("good"))
                .noneMatch(camera -> of(camera, RecordKind.FRAME).isEmpty()));
    long slowest = 0;
    for (String camera : addresses.keySet()) {
      if (camera.startsWith("good")) {
        assertThat(of(camera, RecordKind.FRAME)).as(camera).isNotEmpty();
        slowest = Math.max(slowest, of(camera, RecordKind.FRAME).get(0).nanos());
      }
    }
    return seconds(slowest);
  }

  /**
   * A client that stays, so that the server's stream, which all share, is under way all the time.
   */
  private static final class Companion implements AutoCloseable {
    private final LiveStream stream;
    private final Thread thread;

    Companion(RtspServer server) throws StreamFailure {
      stream =
          LiveStream.of(
              CameraAddress.parse(server.address("/ball")),
              Duration.ofSeconds(3),
              Duration.ofSeconds(9));
      stream.open(InetAddress.getLoopbackAddress());
      stream.advance();
      thread = new Thread(this::follow, "companion");
      thread.start();
    }

    private void follow() {
      try (stream) {
        while (true) {
          stream.advance();
        }
      } catch (StreamFailure e) {
        // Told to end.
      }
    }

    @Override
    public void close() {
      stream.abort();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void s2ADeadCameraIsSaidToBeDeadAndTriedAgain() throws Exception {
    try (ScriptedCamera silent = ScriptedCamera.silent();
        ScriptedCamera resetting = ScriptedCamera.resetting();
        ScriptedCamera locked = ScriptedCamera.answering("401 Unauthorized", "");
        ScriptedCamera empty = ScriptedCamera.answering("404 Not Found", "")) {
      addresses.put("silent", silent.address());
      addresses.put("resetting", resetting.address());
      addresses.put("refusing", "rtsp://127.0.0.1:" + RtspServer.freePort() + "/x");
      addresses.put("locked", locked.address());
      addresses.put("empty", empty.address());
      begin("127.0.0.0/8");
      takeFor(TIMEOUT.multipliedBy(2).plusSeconds(1));
      assertThat(isSilentFor("silent", "stalled")).isTrue();
      assertThat(isSilentFor("resetting", "refused") || isSilentFor("resetting", "invalid"))
          .isTrue();
      assertThat(isSilentFor("refusing", "refused")).isTrue();
      assertThat(isSilentFor("locked", "unauthorized")).isTrue();
      assertThat(isSilentFor("empty", "not-found")).isTrue();
      takeFor(Duration.ofSeconds(3));
      assertThat(resetting.calls()).as("tried every second, in 6 s").isBetween(4, 8);
      assertThat(silent.calls()).as("1 s time-out and 2 s pause, in 6 s").isBetween(2, 3);
      assertThat(locked.calls()).as("ever more rarely, in 6 s").isBetween(2, 4);
    }
  }

  @Test
  void s3ACameraThatGoesSilentIsNoticedAndComesBack() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer(null).withBall("/ball", 320, 240).start()) {
      addresses.put("gate", server.address("/ball"));
      begin("127.0.0.0/8");
      takeUntil(Duration.ofSeconds(10), () -> of("gate", RecordKind.FRAME).size() >= 10);
      server.halt();
      long halted = System.nanoTime() - begun;
      takeUntil(Duration.ofSeconds(6), () -> isSilentFor("gate", "stalled"));
      assertThat(isSilentFor("gate", "stalled")).isTrue();
      assertThat(seconds(System.nanoTime() - begun - halted))
          .as("until the stall is seen: time-out, a second, and the marker's second")
          .isLessThan(TIMEOUT.toSeconds() + 2.0);
      takeFor(Duration.ofSeconds(3));
      server.goOn();
      long back = System.nanoTime() - begun;
      takeUntil(Duration.ofSeconds(6), () -> framesSince("gate", back) > 0);
      assertThat(seconds(System.nanoTime() - begun - back))
          .as("until frames come again")
          .isLessThan(3.5);
    }
  }

  @Test
  void s4ABrokenConnectionIsMadeAgainAndNeverTheEnd() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer(null).withBall("/ball", 320, 240).start()) {
      addresses.put("gate", server.address("/ball"));
      begin("127.0.0.0/8");
      takeUntil(Duration.ofSeconds(10), () -> of("gate", RecordKind.FRAME).size() >= 5);
      for (int round = 0; round < 2; round++) {
        server.stop();
        takeFor(Duration.ofSeconds(2));
        server.start();
        long back = System.nanoTime() - begun;
        takeUntil(Duration.ofSeconds(6), () -> framesSince("gate", back) > 0);
        assertThat(seconds(System.nanoTime() - begun - back)).isLessThan(3.5);
      }
      assertThat(of("gate", RecordKind.END)).isEmpty();
      assertThat(reader.snapshotState(1)).hasSize(1);
      List<Taken> all = taken.get("gate");
      for (int n = 1; n < all.size(); n++) {
        assertThat(all.get(n).frame().capturedAtMillis())
            .as("time never falls")
            .isGreaterThanOrEqualTo(all.get(n - 1).frame().capturedAtMillis());
      }
    }
  }

  @Test
  void s8ACameraThatNeverComesCarriesTimeOn() throws Exception {
    addresses.put("gone", "rtsp://127.0.0.1:" + RtspServer.freePort() + "/x");
    begin("127.0.0.0/8");
    takeFor(Duration.ofSeconds(5));
    List<Taken> markers = of("gone", RecordKind.SILENCE);
    assertThat(markers.size()).isBetween(3, 6);
    long wallAtBegin = System.currentTimeMillis() - (System.nanoTime() - begun) / 1_000_000;
    for (Taken marker : markers) {
      long behind = wallAtBegin + marker.nanos() / 1_000_000 - marker.frame().capturedAtMillis();
      assertThat(behind).as("milliseconds that a marker is behind").isBetween(0L, 1_000L);
      assertThat(marker.frame().layoutVersion()).isEqualTo(LAYOUT);
    }
    long last = markers.get(markers.size() - 1).nanos();
    assertThat(seconds(System.nanoTime() - begun - last)).isLessThan(1.5);
  }

  @Test
  void s9ClosingWaitsForNobodyAndLeavesNoThread() throws Exception {
    try (ScriptedCamera silent = ScriptedCamera.silent()) {
      for (int i = 0; i < 5; i++) {
        addresses.put("silent-" + i, silent.address());
      }
      begin("127.0.0.0/8");
      takeUntil(Duration.ofSeconds(3), () -> silent.calls() == 5);
      long closing = System.nanoTime();
      reader.close();
      assertThat(seconds(System.nanoTime() - closing)).isLessThan(1);
      await().atMost(TIMEOUT.multipliedBy(2)).until(() -> cameraThreads() == 0);
      assertThat(reader.pollNext(context.output(this::take)))
          .isEqualTo(InputStatus.NOTHING_AVAILABLE);
    }
  }

  private static long cameraThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("camera silent-"))
        .count();
  }

  @Test
  void aHostOutsideTheAllowedNetworksIsNeverConnectedTo() throws Exception {
    try (ScriptedCamera here = ScriptedCamera.silent()) {
      addresses.put("inside", here.address());
      begin("10.0.0.0/8");
      takeUntil(Duration.ofSeconds(4), () -> isSilentFor("inside", "not-allowed"));
      assertThat(isSilentFor("inside", "not-allowed")).isTrue();
      assertThat(here.calls()).isZero();
    }
  }

  @Test
  void aCameraThatIsTakenAwayEndsAndTheOthersGoOn() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer(null).withBall("/ball", 160, 120).start();
        Companion companion = new Companion(server)) {
      assertThat(companion).isNotNull();
      addresses.put("stays", server.address("/ball"));
      addresses.put("goes", server.address("/ball"));
      begin("127.0.0.0/8");
      takeUntil(
          Duration.ofSeconds(10),
          () ->
              !of("stays", RecordKind.FRAME).isEmpty() && !of("goes", RecordKind.FRAME).isEmpty());
      addresses.remove("goes");
      reader.handleSourceEvents(roster());
      long removed = System.nanoTime() - begun;
      takeFor(Duration.ofSeconds(2));
      List<Taken> gone = taken.get("goes");
      assertThat(gone.get(gone.size() - 1).frame().kind()).isEqualTo(RecordKind.END);
      assertThat(of("goes", RecordKind.END)).hasSize(1);
      assertThat(framesSince("stays", removed)).isGreaterThanOrEqualTo(8);
      assertThat(reader.snapshotState(1)).extracting(LiveSplit::camera).containsExactly("stays");
    }
  }

  @Test
  void whenTheJobIsBehindTheNewestFramesAreKeptAndTheOthersCounted() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer(null).withBall("/ball", 160, 120).start();
        Companion companion = new Companion(server)) {
      assertThat(companion).isNotNull();
      addresses.put("gate", server.address("/ball"));
      begin("127.0.0.0/8");
      takeUntil(Duration.ofSeconds(10), () -> !of("gate", RecordKind.FRAME).isEmpty());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> reader.skipped("gate", CameraMetrics.OVERLOAD) >= 10);
      long wall = System.currentTimeMillis();
      int before = of("gate", RecordKind.FRAME).size();
      takeFor(Duration.ofMillis(50));
      List<Taken> frames = of("gate", RecordKind.FRAME);
      assertThat(frames.size() - before).isBetween(1, 5);
      assertThat(frames.get(before).frame().capturedAtMillis())
          .as("the oldest that was kept")
          .isGreaterThan(wall - 2_000);
      assertThat(reader.skipped("gate", CameraMetrics.OVERLOAD)).isGreaterThanOrEqualTo(10);
    }
  }
}
