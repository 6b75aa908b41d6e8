package io.sightline.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.media.PictureFile;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CropFolderTest {
  private static final Instant AT = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir Path folder;

  @Test
  void picturesAreFoundHoweverTheyAreNamedAndKeptAsTheLiveRuns() throws Exception {
    Path bucket = Files.createDirectories(folder.resolve("bucket/2025/12")).getParent().getParent();
    ImageIO.write(
        new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB),
        "png",
        bucket.resolve("2025/12/a.png").toFile());
    Files.writeString(bucket.resolve("broken.jpg"), "no picture");
    Files.writeString(folder.resolve("outside.jpg"), "not of the bucket");
    MediaStore store = MediaAddress.of(folder.resolve("media")).open();
    CropFolder crops = new CropFolder(bucket, store, 1 << 20);
    Set<String> names = new HashSet<>();
    for (String path :
        new String[] {
          "2025/12/a.png",
          "/2025/12/a.png",
          "anpr-crops/2025/12/a.png",
          "s3://anpr-crops/2025/12/a.png"
        }) {
      String name = crops.keep("gate", AT, "event of " + path, path).orElseThrow();
      assertThat(names.add(name)).isTrue();
      assertThat(PictureFile.size(name, store.get("crops/live/" + name).orElseThrow()).width())
          .isEqualTo(20);
    }
    for (String path : new String[] {"broken.jpg", "../outside.jpg", "none.jpg", "\0", null, " "}) {
      assertThat(crops.keep("gate", AT, "x", path)).isEqualTo(Optional.empty());
    }
    assertThat(crops.kept()).isEqualTo(4);
    assertThat(crops.missing()).isEqualTo(4);
    assertThatThrownBy(() -> new CropFolder(folder.resolve("none"), store, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no folder");
  }
}
