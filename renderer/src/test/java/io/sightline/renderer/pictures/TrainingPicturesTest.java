package io.sightline.renderer.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPicturesTest {
  @TempDir Path folder;

  @Test
  void theSameSeedGivesTheSamePictures() throws Exception {
    new TrainingPictures(5, folder.resolve("a")).vehicles(6);
    new TrainingPictures(5, folder.resolve("b")).vehicles(6);
    new TrainingPictures(6, folder.resolve("c")).vehicles(6);
    assertThat(labels("a")).isEqualTo(labels("b")).isNotEqualTo(labels("c"));
    assertThat(Files.readAllBytes(folder.resolve("a/000003.jpg")))
        .isEqualTo(Files.readAllBytes(folder.resolve("b/000003.jpg")));
  }

  @Test
  void vehiclesAreLabelledInsideTheirPictures() throws Exception {
    new TrainingPictures(1, folder).vehicles(12);
    List<String> rows = Files.readAllLines(folder.resolve("labels.csv"));
    assertThat(rows.get(0)).isEqualTo("file,class,cx,cy,w,h,source");
    int boxes = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] values = row.split(",", -1);
      assertThat(ImageIO.read(folder.resolve(values[0]).toFile())).isNotNull();
      if (!values[1].isEmpty()) {
        boxes++;
        double cx = Double.parseDouble(values[2]);
        double width = Double.parseDouble(values[4]);
        assertThat(cx - width / 2).isGreaterThanOrEqualTo(-1e-4);
        assertThat(cx + width / 2).isLessThanOrEqualTo(1 + 1e-4);
        assertThat(values[1]).isIn("car", "motorcycle", "bus", "truck");
      }
    }
    assertThat(boxes).isGreaterThan(20);
  }

  @Test
  void spotsAreFreeAndOccupied() throws Exception {
    new TrainingPictures(2, folder).spots(6);
    List<String> rows = labels("");
    assertThat(rows).filteredOn(row -> row.contains(",free,")).hasSizeGreaterThan(5);
    assertThat(rows).filteredOn(row -> row.contains(",occupied,")).hasSizeGreaterThan(5);
  }

  @Test
  void spotsInHardShadowsAreFreeAndOccupiedToo() throws Exception {
    new TrainingPictures(2, folder.resolve("plain")).spots(6);
    new TrainingPictures(2, folder.resolve("shaded")).shadedSpots(6);
    List<String> rows = labels("shaded");
    assertThat(rows).filteredOn(row -> row.contains(",free,")).hasSizeGreaterThan(5);
    assertThat(rows).filteredOn(row -> row.contains(",occupied,")).hasSizeGreaterThan(5);
    assertThat(rows).isNotEqualTo(labels("plain"));
  }

  private List<String> labels(String name) throws Exception {
    return Files.readAllLines(folder.resolve(name).resolve("labels.csv"));
  }
}
