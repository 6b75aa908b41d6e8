package io.sightline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFolderTest {
  @TempDir Path folder;

  private void write(String file, String text) throws Exception {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<LabelledPicture> read(String... names) {
    return new LabelledFolder(folder, List.of(names), false).read();
  }

  private static void assertOneCar(List<LabelledPicture> pictures) {
    assertThat(pictures.get(0).boxes()).hasSize(1);
    assertThat(pictures.get(0).boxes().get(0).label()).isEqualTo("car");
    Box box = pictures.get(0).boxes().get(0).inPixels(200, 100);
    assertThat(box.iou(new Box(20, 30, 60, 50))).isGreaterThan(0.9999f);
  }

  @Test
  void csvWithBoxes() throws Exception {
    write("a.jpg", "");
    write("b.jpg", "");
    write(
        "labels.csv",
        "file,class,cx,cy,w,h,source\na.jpg,car,0.2,0.4,0.2,0.2,\"x, y\"\nb.jpg,,,,,,\n");
    assertOneCar(read());
    assertThat(read().get(1).boxes()).isEmpty();
  }

  @Test
  void whatIsWrittenTwiceIsOneThing() throws Exception {
    write("a.jpg", "");
    String car = "a.jpg,car,0.2,0.4,0.2,0.2\n";
    write("labels.csv", "file,class,cx,cy,w,h\n" + car + car);
    assertOneCar(read());
  }

  @Test
  void csvWithLabels() throws Exception {
    write("a.jpg", "");
    write("labels.csv", "file,label\na.jpg,free\n");
    assertThat(read()).extracting(LabelledPicture::label).containsExactly("free");
  }

  @Test
  void coco() throws Exception {
    write("images/a.jpg", "");
    write(
        "instances.json",
        """
        {"info": {}, "images": [{"id": 7, "file_name": "a.jpg", "width": 200}],
         "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [20, 30, 40, 20]}],
         "categories": [{"id": 3, "name": "car", "supercategory": "vehicle"}]}
        """);
    assertOneCar(read());
  }

  @Test
  void voc() throws Exception {
    write("a.jpg", "");
    write(
        "a.xml",
        """
        <annotation><object><name>car</name><bndbox><xmin>21</xmin><ymin>31</ymin><xmax>60</xmax>
        <ymax>50</ymax></bndbox></object></annotation>
        """);
    assertOneCar(read());
  }

  @Test
  void yoloInItsTwoFolders() throws Exception {
    write("images/val/a.jpg", "");
    write("images/val/b.jpg", "");
    write("labels/val/a.txt", "1 0.2 0.4 0.2 0.2\n");
    assertOneCar(read("person", "car"));
    write("data.yaml", "names: {0: person, 1: car}\n");
    assertOneCar(read());
    assertThat(read()).hasSize(2);
  }

  @Test
  void yoloWithoutNames() throws Exception {
    write("a.jpg", "");
    write("a.txt", "0 0.5 0.5 1 1\n");
    assertThatThrownBy(this::read).isInstanceOf(BadInput.class).hasMessageContaining("--labels");
    write("a.txt", "9 0.5 0.5 1 1\n");
    assertThatThrownBy(() -> read("car"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("a.txt, line 1");
  }

  @Test
  void aFolderPerClass() throws Exception {
    write("test/free/a.jpg", "");
    write("test/occupied/b.jpg", "");
    assertThat(read()).extracting(LabelledPicture::label).containsExactly("free", "occupied");
  }

  @Test
  void nothingOutsideTheFolderIsRead() throws Exception {
    write("labels.csv", "file,label\n../../etc/passwd,free\n");
    assertThatThrownBy(this::read).isInstanceOf(BadInput.class).hasMessageContaining("not in");
    Files.delete(folder.resolve("labels.csv"));
    write("a.jpg", "");
    write(
        "a.xml",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><annotation>&e;</annotation>");
    assertThatThrownBy(this::read).isInstanceOf(BadInput.class).hasMessageContaining("a.xml");
  }

  @Test
  void badLabelsAreOneSentence() throws Exception {
    assertThatThrownBy(this::read).isInstanceOf(BadInput.class).hasMessageContaining("holds no");
    write("a.jpg", "");
    write("labels.csv", "file,class,cx,cy,w,h\na.jpg,car,x,1,1,1\n");
    assertThatThrownBy(this::read)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("record 1: 'x' is no number");
    write("labels.csv", "picture,what\na.jpg,car\n");
    assertThatThrownBy(this::read).isInstanceOf(BadInput.class).hasMessageContaining("columns");
    Files.delete(folder.resolve("labels.csv"));
    write("x.json", "{}");
    assertThatThrownBy(this::read).isInstanceOf(BadInput.class).hasMessageContaining("COCO");
  }
}
