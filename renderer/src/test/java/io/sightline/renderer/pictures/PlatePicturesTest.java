package io.sightline.renderer.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatePicturesTest {
  @TempDir Path folder;

  @Test
  void eachPictureIsAVehicleAndItsPlatesLieInIt() throws Exception {
    new PlatePictures(9, folder).write(12);
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    assertThat(lines.get(0)).isEqualTo("file,class,cx,cy,w,h,source");
    int plates = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",");
      BufferedImage picture = ImageIO.read(folder.resolve(values[0]).toFile());
      assertThat(picture.getWidth()).isGreaterThanOrEqualTo(30);
      if (values[1].equals("plate")) {
        plates++;
        double width = Double.parseDouble(values[4]);
        double height = Double.parseDouble(values[5]);
        assertThat(Double.parseDouble(values[2])).isBetween(width / 2 - 1e-4, 1 - width / 2 + 1e-4);
        assertThat(Double.parseDouble(values[3]))
            .isBetween(height / 2 - 1e-4, 1 - height / 2 + 1e-4);
      }
    }
    assertThat(plates).isGreaterThan(8);
  }

  @Test
  void theSameSeedGivesTheSameLabels() throws Exception {
    new PlatePictures(9, folder.resolve("a")).write(3);
    new PlatePictures(9, folder.resolve("b")).write(3);
    assertThat(folder.resolve("a/labels.csv"))
        .hasSameTextualContentAs(folder.resolve("b/labels.csv"));
  }
}
