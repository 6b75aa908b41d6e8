package io.sightline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form tells the same: one car from (20, 30) to (60, 50) in a picture of 200 x 100. */
class LabelFormsTest {
  @TempDir Path folder;

  private Path write(String file, String text) throws IOException {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String file, byte[] bytes) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.write(path, bytes);
  }

  private void picture(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    ImageIO.write(new BufferedImage(200, 100, BufferedImage.TYPE_3BYTE_BGR), "png", path.toFile());
  }

  private List<LabelledPicture> read(String... names) {
    return new LabelledFolder(folder, List.of(names), false).read();
  }

  private static void assertOneCar(List<LabelledPicture> pictures) {
    assertThat(pictures).hasSize(1);
    assertThat(pictures.get(0).boxes()).hasSize(1);
    assertThat(pictures.get(0).boxes().get(0).label()).isEqualTo("car");
    Box box = pictures.get(0).boxes().get(0).inPixels(200, 100);
    assertThat(box.iou(new Box(20, 30, 60, 50))).as("%s", box).isGreaterThan(0.9999f);
  }

  private void assertRefused(String... mentions) {
    assertThatThrownBy(() -> read("person", "car"))
        .isInstanceOf(BadInput.class)
        .satisfies(
            error -> {
              for (String mention : mentions) {
                assertThat(error).hasMessageContaining(mention);
              }
            });
  }

  // ---- YOLO ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 0.2 0.4 0.2 0.2",
        "1 0.1 0.3 0.3 0.3 0.3 0.5 0.1 0.5",
        "1 0.2 0.3 0.3 0.4 0.2 0.5 0.1 0.4 0.15 0.35",
        "1.0\t0.1 0.3\t0.3 0.5 0.1 0.5\r\n\r\n",
        // A box and the corners of what is in it, as of plates.
        "1 0.2 0.4 0.2 0.2 0.1 0.31 0.29 0.3 0.3 0.49 0.11 0.5",
        "1 0.2 0.4 0.2 0.2\n1 0.2 0.4 0.2 0.2\n"
      })
  void yoloBoxesPolygonsAndOrientedBoxes(String line) throws IOException {
    picture("a.jpg");
    write("a.txt", line);
    assertOneCar(read("person", "car"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 0.2 0.4 0.2 0.2 0.97                | 6 values",
        "1 0.2 0.4 0.2                         | 4 values",
        "1 0.1 0.3 0.3 0.3 0.3 0.5 0.1         | 8 values",
        "1 0.2 0.4 0.2 0.2 0.3 0.3 2 0.3 0.4 1 | kpt_shape",
        "1 40 40 40 20                         | no share",
        "1 20 30 60 30 60 50 20 50             | no share",
        "1 0.2 0.4 0 0.2                       | without width or height",
        "1 0.1 0.3 0.2 0.3 0.3 0.3             | enclose nothing",
        "1.5 0.2 0.4 0.2 0.2                   | class number from 0 to 1",
        "2 0.2 0.4 0.2 0.2                     | class number from 0 to 1",
        "car 0.2 0.4 0.2 0.2                   | no number"
      })
  void aYoloLineThatIsNeitherIsRefusedByFileAndLine(String line, String why) throws IOException {
    picture("a.jpg");
    write("a.txt", "1 0.2 0.4 0.2 0.2\n" + line + "\n");
    assertRefused("a.txt, line 2", why);
  }

  @Test
  void poseLabelsCountAsTheirBoxesWhereTheirShapeIsSaid() throws IOException {
    picture("a.jpg");
    write("a.txt", "1 0.2 0.4 0.2 0.2 0.3 0.3 2 0.3 0.4 1\n");
    write("data.yaml", "\ufeffkpt_shape: [2, 3]\nnames: [person, car]\n");
    assertOneCar(read());
  }

  @Test
  void labelsThatAreOfNoPictureAreRefusedAndNotTakenForEmptyPictures() throws IOException {
    picture("images/a.jpg");
    picture("images/b.jpg");
    write("labels/a.txt", "1 0.2 0.4 0.2 0.2\n");
    assertThat(read("person", "car")).hasSize(2);
    write("labels/b_mask.txt", "1 0.2 0.4 0.2 0.2\n");
    assertRefused("b_mask.txt", "of no picture");
    write("labels/c_mask.txt", "1 0.2 0.4 0.2 0.2\n");
    assertRefused("b_mask.txt", "1 more", "of no picture");
    Files.delete(folder.resolve("labels/a.txt"));
    assertRefused("of no picture");
  }

  @Test
  void extensionsAndFoldersInUpperCaseAndNamesWithMarks() throws IOException {
    picture("Images/A.JPG");
    write("Labels/a.TXT", "\ufeff1 0.2 0.4 0.2 0.2\r\n");
    write("classes.txt", "\ufeffperson\r\ncar\r\n");
    assertOneCar(read());
    assertOneCar(read("\ufeffperson", "car "));
    Files.delete(folder.resolve("classes.txt"));
    write("data.yaml", "names: [person, car]\n".getBytes(StandardCharsets.UTF_16));
    assertOneCar(read());
  }

  @Test
  void dotaNamesItsClassesAndLeavesOutWhatIsDifficult() throws IOException {
    picture("images/a.png");
    write(
        "labelTxt/a.txt",
        "imagesource:GoogleEarth\ngsd:0.14\n20 40 40.0 30 60 40 40 50 car 0\n1 1 9 1 9 9 1 9 car 1\n");
    assertOneCar(read());
    write("labelTxt/a.txt", "20 40 40 30 60 40 40 50 car 0\n20 40 car\n");
    assertRefused("a.txt, line 2");
  }

  // ---- CSV ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufefffile,class,cx,cy,w,h\r\na.jpg,car,0.2,0.4,0.2,0.2\r\n",
        "file;class;cx;cy;w;h\na.jpg;car;0,2;0,4;0,2;0,2\n;;;;;\n",
        "\"file\";\"class\";\"cx\";\"cy\";\"w\";\"h\"\n\"a.jpg\";\"car\";\"0,2\";\"0,4\";0,2;0,2\n",
        "sep=;\r\nfile;class;cx;cy;w;h\r\na.jpg;car;0,2;0,4;0,2;0,2\r\n",
        "File\tCLASS\tcx\tcy\tw\th\na.jpg\tcar\t,2\t0.4\t0.2\t0.2\n\n",
        "h,w,cy,cx,Class,source,FILE\n0.2,0.2,0.4,0.2,car,\"x, y\",a.jpg\n",
        "\"file\", \"class\", cx, cy, w, h\n\"a.jpg\", \"car\", \"0,2\", \"0.4\", 0.2, 0.2\n",
        "file,class,cx,cy,w,h,\nC:\\data\\set\\a.jpg,car,0.2,0.4,0.2,0.2,\n",
        "file,class,cx,cy,w,h\n.\\A.JPG,car,0.2,0.4,0.2,0.2\n"
      })
  void csvAsSpreadsheetsSaveIt(String text) throws IOException {
    picture("a.jpg");
    write("labels.csv", text);
    assertOneCar(read());
    write("labels.csv", text.replace("\ufeff", "").getBytes(StandardCharsets.UTF_16));
    assertOneCar(read());
    byte[] littleEndian = ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
    if (!text.startsWith("\ufeff")) {
      write("labels.csv", littleEndian);
      assertOneCar(read());
    }
  }

  @Test
  void csvThatIsNotUnderstoodIsRefused() throws IOException {
    picture("a.jpg");
    write("labels.csv", "file,class,cx,cy,w,h\na.jpg,car,20,30,40,20\n");
    assertRefused("record 1", "no share");
    write("labels.csv", "file,class,xmin,ymin,xmax,ymax\na.jpg,car,20,30,60,50\n");
    assertRefused("labels.csv");
    write("labels.csv", "file,label\nB\u00fc.jpg,car\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("labels.csv is not text in UTF-8");
    write("labels.csv", "file,class,cx,cy,w,h\na.jpg,,,,,\n.\\a.jpg,car,0.2,0.4,0.2,0.2\n");
    assertRefused("a.jpg twice");
    write("labels.csv", "file,label\na.jpg,happy\na.jpg,sad\n");
    assertRefused("record 2: a.jpg has the label 'sad' here and 'happy' before");
    write("labels.csv", "file,label\na.jpg,happy\na.jpg,happy\n");
    assertThat(read()).hasSize(1);
  }

  // ---- COCO ----

  private static String coco(String file, String annotation) {
    return """
    {"images": [{"id": 7, "file_name": "%s", "width": 200, "height": 100}],
     "annotations": [{"id": 1, "image_id": 7, "category_id": 3, %s}],
     "categories": [{"id": 3, "name": "car"}]}
    """
        .formatted(file.replace("\\", "\\\\"), annotation);
  }

  /** COCO's packing of runs, from its own words. */
  private static String packed(long... counts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      long value = i > 2 ? counts[i] - counts[i - 2] : counts[i];
      boolean more = true;
      while (more) {
        long bits = value & 0x1f;
        value >>= 5;
        more = (bits & 0x10) != 0 ? value != -1 : value != 0;
        text.append((char) ((more ? bits | 0x20 : bits) + 48));
      }
    }
    return text.toString().replace("\\", "\\\\");
  }

  @Test
  void crowdsAndWhatIsDifficultAreNoThingsToFind() throws IOException {
    picture("a.jpg");
    write("labels.json", coco("a.jpg", "\"iscrowd\": 1, \"bbox\": [20, 30, 40, 20]"));
    assertIgnored();
    Files.delete(folder.resolve("labels.json"));
    write(
        "a.xml",
        """
        <annotation><object><name>car</name><difficult>1</difficult>
        <bndbox><xmin>21</xmin><ymin>31</ymin><xmax>60</xmax><ymax>50</ymax></bndbox></object>
        </annotation>
        """);
    assertIgnored();
    Files.delete(folder.resolve("a.xml"));
    write("a.txt", "20 30 60 30 60 50 20 50 car 1\n");
    assertIgnored();
  }

  private void assertIgnored() {
    LabelledPicture one = read().get(0);
    assertThat(one.boxes()).isEmpty();
    assertThat(one.ignored())
        .singleElement()
        .satisfies(box -> assertThat(box.label()).isEqualTo("car"));
  }

  @Test
  void cocoBoxesPolygonsAndRuns() throws IOException {
    picture("val/a.jpg");
    long[] runs = new long[81];
    for (int column = 0; column < 40; column++) {
      runs[2 * column] = column == 0 ? 20 * 100 + 30 : 80;
      runs[2 * column + 1] = 20;
    }
    runs[80] = 200 * 100 - 59 * 100 - 50;
    String counts = java.util.Arrays.toString(runs);
    for (String place :
        List.of(
            "\"bbox\": [20, 30, 40, 20]",
            "\"segmentation\": [[20, 30, 60, 30, 60, 40], [20, 50, 60, 50, 60, 40]]",
            "\"bbox\": [], \"segmentation\": [[40, 30, 60, 40, 40, 50, 20, 40]]",
            "\"segmentation\": {\"size\": [100, 200], \"counts\": " + counts + "}",
            "\"segmentation\": {\"size\": [100, 200], \"counts\": \"" + packed(runs) + "\"}")) {
      for (String file : List.of("a.jpg", "val/a.jpg", "val\\a.jpg", "D:\\x\\val\\a.jpg")) {
        write("labels.json", "\ufeff" + coco(file, place));
        assertOneCar(read());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"iscrowd\": 0                      | annotations[0]",
        "\"segmentation\": []                | annotations[0]",
        "\"segmentation\": {\"size\": [100, 200], \"counts\": \"~~\"} | annotations[0]",
        "\"bbox\": [20, 30, 0, 20]           | annotations[0]",
        "\"bbox\": [0.1, 0.3, 0.2, 0.2]      | shares",
        "\"bbox\": [220, 30, 40, 20]         | outside the picture"
      })
  void cocoThatIsNotUnderstoodIsRefused(String annotation, String why) throws IOException {
    picture("a.jpg");
    write("labels.json", coco("a.jpg", annotation));
    assertRefused(why);
  }

  @Test
  void cocoWithAnIdTwiceIsRefused() throws IOException {
    picture("a.jpg");
    String whole = coco("a.jpg", "\"bbox\": [20, 30, 40, 20]");
    write(
        "labels.json",
        whole.replace(
            "{\"id\": 3, \"name\": \"car\"}",
            "{\"id\": 3, \"name\": \"car\"}, {\"id\": 3, \"name\": \"person\"}"));
    assertRefused("lists the category 3 twice");
    String image = "{\"id\": 7, \"file_name\": \"a.jpg\", \"width\": 200, \"height\": 100}";
    write("labels.json", whole.replace(image, image + ", " + image));
    assertRefused("lists the image 7 twice");
  }

  @Test
  void labelsOfAPictureOfAnotherSizeOrNameAreRefused() throws IOException {
    picture("a.jpg");
    String one = coco("a.jpg", "\"bbox\": [20, 30, 40, 20]");
    write("labels.json", one.replace("200", "100").replace(": 100}", ": 200}"));
    assertRefused("100 x 200", "200 x 100", "a.jpg");
    write("labels.json", one.replace("\"image_id\": 7", "\"image_id\": 8"));
    assertRefused("annotations[0]", "does not list");
    write("labels.json", coco("other/a.jpg", "\"bbox\": [20, 30, 40, 20]"));
    assertRefused("other/a.jpg", "not in");
  }

  // ---- XML ----

  private static String voc(String inside) {
    return "<annotation><filename>C:\\pics\\a.jpg</filename><size><depth>3</depth><height>100"
        + "</height><width>200</width></size><object>"
        + inside
        + "</object></annotation>";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<name>car</name><bndbox><xmin>21</xmin><ymin>31</ymin><xmax>60</xmax><ymax>50</ymax></bndbox>",
        "<part><name>wheel</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>"
            + "</bndbox></part><bndbox><ymax>50</ymax><ymin>31</ymin><xmax>60</xmax><xmin>21</xmin>"
            + "</bndbox><name> car </name><difficult>0</difficult>",
        "<name>car</name><robndbox><cx>40</cx><cy>40</cy><w>20</w><h>40</h><angle>1.5707963</angle>"
            + "</robndbox>"
      })
  void vocInAnyOrderBesideThePictureOrNamingIt(String inside) throws IOException {
    picture("JPEGImages/a.jpg");
    Path beside = write("JPEGImages/A.XML", voc(inside));
    assertOneCar(read());
    Files.delete(beside);
    write("Annotations/other.xml", voc(inside));
    assertOneCar(read());
  }

  @Test
  void vocThatIsNotUnderstoodIsRefused() throws IOException {
    picture("a.jpg");
    write("a.xml", voc("<name>car</name><polygon><x1>1</x1></polygon>"));
    assertRefused("a.xml", "bndbox");
    write(
        "a.xml",
        voc(
            "<name>car</name><bndbox><xmin>60</xmin><ymin>31</ymin><xmax>21</xmax><ymax>50</ymax>"
                + "</bndbox>"));
    assertRefused("a.xml", "enclose nothing");
    write("a.xml", voc("<name>car</name>").replace("<width>200", "<width>300"));
    assertRefused("300 x 100");
  }

  @Test
  void cvatAndLabelMe() throws IOException {
    picture("a.jpg");
    for (String thing :
        List.of(
            "<box ybr='50' xbr='60' ytl='30' xtl='20' label='car'/>",
            "<box label='car' xtl='30' ytl='20' xbr='50' ybr='60' rotation='90'/>",
            "<polygon label='car' points='20,40;40,30;60,40;40,50'/>")) {
      write(
          "annotations.xml",
          "<annotations><version>1.1</version><image id='0' name='x/a.jpg' width='200' height='100'>"
                  .replace("x/", "")
              + thing
              + "</image></annotations>");
      assertOneCar(read());
    }
    write(
        "annotations.xml",
        "<annotations><image name='a.jpg' width='200' height='100'><points label='car'"
            + " points='1,1'/></image></annotations>");
    assertRefused("points");
    Files.delete(folder.resolve("annotations.xml"));
    write(
        "a.json",
        "{\"imageWidth\": 200, \"imageHeight\": 100, \"shapes\": [{\"label\": \"car\","
            + " \"shape_type\": \"rectangle\", \"points\": [[60, 50], [20, 30]]}]}");
    assertOneCar(read());
    write(
        "a.json",
        "{\"shapes\": [{\"label\": \"car\", \"shape_type\": \"circle\", \"points\": [[60, 50], [20,"
            + " 30]]}]}");
    assertRefused("circle");
  }

  // ---- what else lies about ----

  @Test
  void whatSystemsLeaveBesidePicturesIsNoPicture() throws IOException {
    picture("free/a.jpg");
    write("free/._a.jpg", new byte[] {0, 5, 22, 7});
    write("free/@eaDir/a.jpg/SYNOPHOTO_THUMB.jpg", new byte[9]);
    write("__MACOSX/free/._a.jpg", new byte[9]);
    write(".thumbnails/b.jpg", new byte[9]);
    write("Thumbs.db", new byte[9]);
    assertThat(read()).extracting(LabelledPicture::label).containsExactly("free");
  }
}
