package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootageApartTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir Path folder;

  @Test
  void findsWhatIsFoundHere() throws Exception {
    Path video = Files.writeString(folder.resolve("gate.mp4"), "no video at all");
    Path picture = folder.resolve("gate.png");
    ImageIO.write(new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    for (Path file : new Path[] {video, picture}) {
      assertThat(FootageApart.find("gate", file, START, ZoneOffset.UTC, null))
          .isEqualTo(Footage.find("gate", file, START, ZoneOffset.UTC, null));
    }
    Path missing = folder.resolve("none.mp4");
    assertThatThrownBy(() -> FootageApart.find("gate", missing, START, ZoneOffset.UTC, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("there is no " + missing);
  }

  @Test
  void whoIsKilledByAFileIsNotThisProcess() throws Exception {
    // A pipe that nobody writes to holds whoever opens it.
    Path pipe = folder.resolve("gate.mp4");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    List<ProcessHandle> others = ProcessHandle.current().children().toList();
    CompletableFuture<Footage> looking =
        CompletableFuture.supplyAsync(
            () -> FootageApart.find("gate", pipe, START, ZoneOffset.UTC, null));
    await().until(() -> beside(others).findAny().isPresent());
    beside(others).forEach(ProcessHandle::destroyForcibly);
    assertThatThrownBy(looking::join)
        .hasCauseInstanceOf(BadInput.class)
        .hasMessageContaining(pipe.toString())
        .hasMessageContaining("has crashed");
  }

  private static Stream<ProcessHandle> beside(List<ProcessHandle> others) {
    return ProcessHandle.current().children().filter(child -> !others.contains(child));
  }
}
