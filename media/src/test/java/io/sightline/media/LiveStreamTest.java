package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.network.CameraAddress;
import io.sightline.media.StreamFailure.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static StreamFailure failure(String address) {
    try (LiveStream stream = LiveStream.of(CameraAddress.parse(address), TIMEOUT, TIMEOUT)) {
      stream.open(HERE);
      stream.advance();
      throw new AssertionError("The stream could be opened.");
    } catch (StreamFailure e) {
      return e;
    }
  }

  @Test
  void whateverIsWrongAtTheOtherSideIsTold() {
    try (ScriptedCamera silent = ScriptedCamera.silent();
        ScriptedCamera garbage = ScriptedCamera.garbage();
        ScriptedCamera resetting = ScriptedCamera.resetting();
        ScriptedCamera missing = ScriptedCamera.answering("404 Not Found", "");
        ScriptedCamera closed =
            ScriptedCamera.answering(
                "401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n")) {
      long begun = System.nanoTime();
      assertThat(failure(silent.address()).kind()).isEqualTo(Kind.SILENT);
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(2_500));
      assertThat(failure(garbage.address()).kind()).isIn(Kind.INVALID, Kind.SILENT);
      assertThat(failure(resetting.address()).kind()).isIn(Kind.REFUSED, Kind.INVALID);
      assertThat(failure(missing.address()).kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(failure(closed.address()).kind()).isEqualTo(Kind.UNAUTHORIZED);
    }
    assertThat(failure("rtsp://127.0.0.1:" + RtspServer.freePort() + "/x").kind())
        .isEqualTo(Kind.REFUSED);
  }

  @Test
  void credentialsAreInNoMessage() {
    try (ScriptedCamera missing = ScriptedCamera.answering("404 Not Found", "")) {
      String address = missing.address().replace("rtsp://", "rtsp://admin:canary@");
      assertThat(failure(address).getMessage()).doesNotContain("canary").doesNotContain("admin");
    }
  }

  @Test
  void anAnswerCannotSendItElsewhere() throws Exception {
    try (ScriptedCamera inside = ScriptedCamera.silent();
        ScriptedCamera sending =
            ScriptedCamera.answering("302 Moved", "Location: " + inside.address() + "\r\n")) {
      assertThat(failure(sending.address()).kind()).isNotEqualTo(Kind.SILENT);
      assertThat(sending.calls()).isEqualTo(1);
      assertThat(inside.calls()).as("connections to where it was sent").isZero();
    }
  }

  @Test
  void abortEndsACallAtOnce() throws Exception {
    try (ScriptedCamera silent = ScriptedCamera.silent();
        LiveStream stream =
            LiveStream.of(
                CameraAddress.parse(silent.address()),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30))) {
      Thread aborting =
          new Thread(
              () -> {
                await().until(() -> silent.calls() == 1);
                stream.abort();
              });
      aborting.start();
      long begun = System.nanoTime();
      StreamFailure failure = null;
      try {
        stream.open(HERE);
      } catch (StreamFailure e) {
        failure = e;
      }
      aborting.join();
      assertThat(failure).isNotNull();
      assertThat(failure.kind()).isEqualTo(Kind.ABORTED);
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(3));
    }
  }

  @Test
  void framesComeWithTheirTimes() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    try (RtspServer server = new RtspServer("viewer:secret").withBall("/ball", 320, 240).start();
        LiveStream stream =
            LiveStream.of(
                CameraAddress.parse(server.address("/ball")),
                Duration.ofSeconds(3),
                Duration.ofSeconds(9))) {
      stream.open(HERE);
      long before = Long.MIN_VALUE;
      for (int i = 0; i < 10; i++) {
        stream.advance();
        assertThat(stream.currentMicros()).isGreaterThan(before);
        before = stream.currentMicros();
        assertThat(stream.size()).isEqualTo(new PictureSize(320, 240));
        assertThat(stream.picture().bgr()).hasSize(320 * 240 * 3);
      }
      assertThat(failure(server.address("/ball").replace("secret", "wrong")).kind())
          .isEqualTo(Kind.UNAUTHORIZED);
      assertThat(failure(server.address("/none")).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }

  @Test
  void openingAndClosingKeepsNoNativeMemory() throws Exception {
    try (ScriptedCamera missing = ScriptedCamera.answering("404 Not Found", "")) {
      assertThat(ProcessMemory.leastGrowthKilobytes(() -> open(missing, 100)))
          .as("kB kept by 100 openings")
          .isLessThan(4_000);
    }
  }

  private static void open(ScriptedCamera camera, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(failure(camera.address()).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }
}
