package io.sightline.renderer.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.renderer.things.Emotion;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacePicturesTest {
  private static final Set<String> EMOTIONS =
      new TreeSet<>(Arrays.stream(Emotion.values()).map(Emotion::label).toList());

  @TempDir Path folder;

  @Test
  void roomsHoldNoFaces() throws Exception {
    new FacePictures(1, folder).rooms(4);
    List<String> rows = Files.readAllLines(folder.resolve("labels.csv"));
    assertThat(rows).hasSize(5);
    assertThat(rows.subList(1, 5)).allMatch(row -> row.contains(".jpg,,,,,,"));
  }

  @Test
  void facesLieInTheirPictures() throws Exception {
    new FacePictures(9, folder).boxes(12);
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    assertThat(lines.get(0)).isEqualTo("file,class,cx,cy,w,h,source");
    int faces = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",");
      BufferedImage picture = ImageIO.read(folder.resolve(values[0]).toFile());
      if (values[1].equals("face")) {
        faces++;
        double width = Double.parseDouble(values[4]);
        double height = Double.parseDouble(values[5]);
        assertThat(Double.parseDouble(values[2])).isBetween(width / 2 - 1e-4, 1 - width / 2 + 1e-4);
        assertThat(Double.parseDouble(values[3]))
            .isBetween(height / 2 - 1e-4, 1 - height / 2 + 1e-4);
        assertThat(width * picture.getWidth()).isGreaterThanOrEqualTo(8);
      }
    }
    assertThat(faces).isGreaterThan(8);
  }

  @Test
  void everyExpressionIsAmongTheFacesCutOut() throws Exception {
    new FacePictures(3, folder).expressions(60);
    Set<String> seen = new TreeSet<>();
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",");
      seen.add(values[1]);
      BufferedImage face = ImageIO.read(folder.resolve(values[0]).toFile());
      assertThat(Math.min(face.getWidth(), face.getHeight())).isGreaterThanOrEqualTo(30);
    }
    assertThat(seen).isEqualTo(EMOTIONS);
    assertThat(lines).hasSizeGreaterThan(30);
  }

  @Test
  void theSameSeedGivesTheSameLabels() throws Exception {
    new FacePictures(9, folder.resolve("a")).boxes(3);
    new FacePictures(9, folder.resolve("b")).boxes(3);
    assertThat(folder.resolve("a/labels.csv"))
        .hasSameTextualContentAs(folder.resolve("b/labels.csv"));
  }
}
