package io.sightline.domain.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  /** By each of those who read what people write. */
  private static void refused(Path file, String message) {
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          assertThatThrownBy(() -> TextFile.read(file, 1))
              .isInstanceOf(BadInput.class)
              .hasMessageContaining(message);
          assertThatThrownBy(() -> SiteFile.read(file))
              .isInstanceOf(BadInput.class)
              .hasMessageContaining(message);
          assertThatThrownBy(() -> Settings.load(file, Map.of()))
              .isInstanceOf(BadInput.class)
              .hasMessageContaining(message);
        });
  }

  @Test
  void whatIsNoFileIsNamedAndNotRead() throws Exception {
    refused(folder, "is a folder");
    refused(folder.resolve("nothing"), "There is no file");
    for (String device : new String[] {"/dev/zero", "/dev/null"}) {
      if (Files.exists(Path.of(device))) {
        refused(Path.of(device), "is a device, a pipe or out of reach");
        Path link =
            Files.createSymbolicLink(
                folder.resolve("to" + device.replace('/', '-')), Path.of(device));
        refused(link, "is a device, a pipe or out of reach");
      }
    }
  }

  @Test
  void aPipeThatNobodyWritesToIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor() == 0, "mkfifo is not here");
    refused(pipe, "is a device, a pipe or out of reach");
  }

  @Test
  void aFileOfFiveGigabytesIsRefusedAndNotRead() throws Exception {
    Path large = folder.resolve("large.yaml");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(5L << 30);
    }
    assertTimeoutPreemptively(
        AT_ONCE,
        () ->
            assertThatThrownBy(() -> SiteFile.read(large))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith("is larger than 4 MB; that is not a file of ours."));
  }

  @Test
  void aFileWithoutASizeIsReadToItsEnd() {
    Path made = Path.of("/proc/self/status");
    assumeTrue(Files.isRegularFile(made), "no /proc here");
    assertThat(TextFile.read(made, 1)).contains("Name:");
  }

  @Test
  void whatIsNoTextIsNamed() throws Exception {
    Path file = Files.write(folder.resolve("x.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refused(file, "is not text in UTF-8");
    assertThat(TextFile.bytes(file, 1)).hasSize(3);
    assertThat(TextFile.read(Files.writeString(folder.resolve("y"), "é"), 1)).isEqualTo("é");
  }
}
