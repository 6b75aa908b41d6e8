package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.frames.Silence;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.CameraAddress;
import io.sightline.media.ScriptedCamera;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CameraConnectionTest {
  /** Longer than any of these tests, so that what they wait for does not come by itself. */
  private static final Duration NEVER = Duration.ofMinutes(1);

  private final AtomicReference<String> address = new AtomicReference<>();
  private final CameraConnection connection =
      new CameraConnection(
          "tested",
          new CameraSourceOptions(
              null,
              camera -> Optional.ofNullable(address.get()).map(CameraAddress::parse),
              null,
              AllowedNetworks.of(List.of("127.0.0.0/8")),
              NEVER),
          video -> {});

  @AfterEach
  void close() {
    connection.close();
  }

  private static boolean hasThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("camera tested"));
  }

  @Test
  void whatChangesIsLookedAtAtOnce() {
    connection.open(1);
    await().until(() -> connection.state() == Silence.NOT_FOUND);
    try (ScriptedCamera empty = ScriptedCamera.answering("404 Not Found", "")) {
      address.set(empty.address());
      await().until(() -> empty.calls() == 3);
      // It would wait for four seconds.
      connection.changed(1);
      await().atMost(Duration.ofSeconds(2)).until(() -> empty.calls() == 4);
    }
  }

  @Test
  void anotherAddressGivesThePresentConnectionUp() {
    try (ScriptedCamera before = ScriptedCamera.silent();
        ScriptedCamera after = ScriptedCamera.silent()) {
      address.set(before.address());
      connection.open(1);
      await().until(() -> before.calls() == 1);
      connection.changed(1);
      address.set(after.address());
      connection.changed(2);
      await().until(() -> after.calls() == 1);
      assertThat(before.calls()).isOne();
      assertThat(connection.state()).isEqualTo(Silence.CONNECTING);
    }
  }

  @Test
  void closingEndsTheThreadWhateverItWaitsFor() {
    try (ScriptedCamera silent = ScriptedCamera.silent()) {
      address.set(silent.address());
      connection.open(1);
      await().until(() -> silent.calls() == 1);
      assertThat(hasThread()).isTrue();
      connection.close();
      await().until(() -> !hasThread());
      assertThat(connection.isStreaming()).isFalse();
    }
  }
}
