package io.sightline.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlValue;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import tools.jackson.core.JacksonException;

/**
 * Reads labelled pictures in the forms that people keep them in: {@code labels.csv}, COCO ({@code
 * *.json}), Pascal VOC ({@code *.xml} beside the pictures), YOLO ({@code *.txt} beside them or in
 * {@code labels}), OpenALPR (plates: {@code *.txt} beside them), a folder per class, or, for
 * pictures of nothing but a plate, the text as the file's name.
 */
public final class LabelledFolder {
  private static final List<String> PICTURES = List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp");
  private static final int MOST_PICTURES = 1_000_000;
  private static final int YOLO_VALUES = 5;
  private static final int OPEN_ALPR_VALUES = 6;
  private static final String PLATE = "plate";

  private final Path folder;
  private final List<String> names;
  private final boolean textInNames;

  /**
   * @param names of YOLO's classes in their order; empty to find them in the folder
   * @param textInNames whether pictures without labels have a plate's text as their names
   */
  public LabelledFolder(Path folder, List<String> names, boolean textInNames) {
    this.folder = folder.toAbsolutePath().normalize();
    this.names = names;
    this.textInNames = textInNames;
  }

  /**
   * In the order of their names.
   *
   * @throws BadInput when there is nothing of these forms, or a label cannot be read
   */
  public List<LabelledPicture> read() {
    if (!Files.isDirectory(folder)) {
      throw new BadInput("There is no folder " + folder + "; correct --data.");
    }
    try {
      List<LabelledPicture> pictures = readAny();
      if (pictures.isEmpty()) {
        throw new BadInput(
            folder
                + " holds no labelled pictures; it needs a labels.csv, a COCO .json, VOC .xml or"
                + " YOLO .txt files, or a folder per class.");
      }
      return pictures;
    } catch (InvalidPathException e) {
      throw new BadInput(
          "The labels in " + folder + " name a picture that cannot be: " + e.getReason() + ".", e);
    } catch (MalformedInputException e) {
      throw new BadInput("A label file in " + folder + " is not text in UTF-8.", e);
    } catch (IOException | UncheckedIOException e) {
      throw new BadInput("The labels in " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private List<LabelledPicture> readAny() throws IOException {
    if (Files.isRegularFile(folder.resolve("labels.csv"))) {
      return csv(folder.resolve("labels.csv"));
    }
    List<Path> files = files();
    List<Path> pictures = files.stream().filter(LabelledFolder::isPicture).toList();
    for (Path picture : pictures) {
      if (Files.isRegularFile(sibling(picture, "xml"))) {
        return voc(pictures);
      }
      if (Files.isRegularFile(yoloLabels(picture))) {
        return isOpenAlpr(yoloLabels(picture)) ? openAlpr(pictures) : yolo(pictures);
      }
    }
    List<Path> json = files.stream().filter(file -> hasEnd(file, ".json")).toList();
    if (json.size() > 1) {
      throw new BadInput(
          folder
              + " has several .json files ("
              + json.get(0).getFileName()
              + ", "
              + json.get(1).getFileName()
              + ", …); give --data a folder with the one that has COCO's labels.");
    }
    return json.isEmpty() ? folders(pictures) : coco(json.get(0), pictures);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).limit(MOST_PICTURES).sorted().toList();
    }
  }

  private static boolean isPicture(Path file) {
    return PICTURES.stream().anyMatch(end -> hasEnd(file, end));
  }

  private static boolean hasEnd(Path file, String end) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(end);
  }

  private static Path sibling(Path file, String end) {
    return file.resolveSibling(
        file.getFileName().toString().replaceFirst("\\.[^.]*$", "") + "." + end);
  }

  private Path inside(String file, Path labels) {
    Path picture = folder.resolve(file).normalize();
    if (!picture.startsWith(folder) || !Files.isRegularFile(picture)) {
      throw new BadInput(
          labels + " names the picture " + file + ", which is not in " + folder + ".");
    }
    return picture;
  }

  // labels.csv: file and label, or file, class, and the box's centre and size as shares.

  private List<LabelledPicture> csv(Path file) throws IOException {
    Map<String, List<LabelledBox>> boxes = new TreeMap<>();
    Map<String, String> labels = new TreeMap<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file)) {
      for (CSVRecord row : format.parse(reader)) {
        if (!row.isMapped("file") || !(row.isMapped("label") || row.isMapped("class"))) {
          throw new BadInput(
              file + " needs the columns file and label, or file, class, cx, cy, w and h.");
        }
        if (row.isMapped("label")) {
          labels.put(row.get("file"), row.get("label"));
          continue;
        }
        List<LabelledBox> known = boxes.computeIfAbsent(row.get("file"), key -> new ArrayList<>());
        if (!row.get("class").isEmpty()) {
          known.add(
              LabelledBox.relative(
                  row.get("class"),
                  number(row, "cx", file),
                  number(row, "cy", file),
                  number(row, "w", file),
                  number(row, "h", file)));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + " is no CSV with a header: " + e.getMessage(), e);
    }
    List<LabelledPicture> pictures = new ArrayList<>();
    labels.forEach(
        (name, label) -> pictures.add(new LabelledPicture(inside(name, file), label, List.of())));
    boxes.forEach(
        (name, known) -> pictures.add(new LabelledPicture(inside(name, file), null, known)));
    return pictures;
  }

  private static double number(CSVRecord row, String column, Path file) {
    return number(row.get(column), file + ", record " + row.getRecordNumber());
  }

  private static double number(String text, String where) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new BadInput(where + ": '" + text + "' is no number.", e);
    }
    throw new BadInput(where + ": '" + text + "' is no number.");
  }

  // COCO (Lin et al., 2014): one file, boxes as left, top, width, height in pixels.

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Coco(
      List<CocoImage> images, List<CocoBox> annotations, List<CocoCategory> categories) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoImage(long id, @JsonProperty("file_name") String file) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoBox(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") long category,
      List<Double> bbox,
      Integer iscrowd) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoCategory(long id, String name) {}

  private static List<LabelledPicture> coco(Path file, List<Path> pictures) throws IOException {
    Coco coco;
    try {
      coco = Json.read(Files.readString(file), Coco.class);
    } catch (JacksonException e) {
      throw new BadInput(file + " is not COCO's form of labels: " + e.getOriginalMessage(), e);
    }
    if (coco == null
        || hasGap(coco.images())
        || hasGap(coco.annotations())
        || hasGap(coco.categories())) {
      throw new BadInput(file + " lacks images, annotations or categories, as COCO has them.");
    }
    Map<Long, String> categories = new HashMap<>();
    coco.categories().forEach(category -> categories.put(category.id(), category.name()));
    Map<Long, List<LabelledBox>> boxes = new HashMap<>();
    for (CocoBox box : coco.annotations()) {
      String label = categories.get(box.category());
      if (label == null || hasGap(box.bbox()) || box.bbox().size() != 4) {
        throw new BadInput(file + " has an annotation without a known category or a bbox of 4.");
      }
      if (box.iscrowd() != null && box.iscrowd() != 0) {
        // Many things in one box: neither finding nor missing it says anything.
        continue;
      }
      float left = box.bbox().get(0).floatValue();
      float top = box.bbox().get(1).floatValue();
      boxes
          .computeIfAbsent(box.image(), key -> new ArrayList<>())
          .add(
              new LabelledBox(
                  label,
                  new Box(
                      left,
                      top,
                      left + box.bbox().get(2).floatValue(),
                      top + box.bbox().get(3).floatValue()),
                  false));
    }
    List<LabelledPicture> labelled = new ArrayList<>();
    for (CocoImage image : coco.images()) {
      List<Path> named =
          pictures.stream()
              .filter(picture -> image.file() != null && picture.endsWith(image.file()))
              .toList();
      if (named.size() != 1) {
        throw new BadInput(
            file
                + " names the picture "
                + image.file()
                + ", of which there are "
                + named.size()
                + " below "
                + file.getParent()
                + ".");
      }
      labelled.add(
          new LabelledPicture(named.get(0), null, boxes.getOrDefault(image.id(), List.of())));
    }
    return labelled;
  }

  private static boolean hasGap(List<?> values) {
    return values == null || values.stream().anyMatch(Objects::isNull);
  }

  // Pascal VOC (Everingham et al., 2010): a file a picture, corners in pixels, counted from 1.

  private static List<LabelledPicture> voc(List<Path> pictures) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Path file = sibling(picture, "xml");
      if (!Files.isRegularFile(file)) {
        continue;
      }
      List<LabelledBox> boxes = new ArrayList<>();
      var objects = xml(file).getElementsByTagName("object");
      for (int i = 0; i < objects.getLength(); i++) {
        Element object = (Element) objects.item(i);
        var difficult = object.getElementsByTagName("difficult");
        if (difficult.getLength() > 0 && difficult.item(0).getTextContent().strip().equals("1")) {
          continue;
        }
        boxes.add(
            new LabelledBox(
                text(object, "name", file),
                new Box(
                    (float) number(text(object, "xmin", file), file.toString()) - 1,
                    (float) number(text(object, "ymin", file), file.toString()) - 1,
                    (float) number(text(object, "xmax", file), file.toString()),
                    (float) number(text(object, "ymax", file), file.toString())),
                false));
      }
      labelled.add(new LabelledPicture(picture, null, boxes));
    }
    return labelled;
  }

  private static Element xml(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      // Labels come from anywhere; an entity in them could name any file of this machine.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(file.toFile()).getDocumentElement();
    } catch (SAXException e) {
      throw new BadInput(file + " is no XML of labels: " + e.getMessage(), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("This Java cannot read XML safely.", e);
    }
  }

  private static String text(Element object, String tag, Path file) {
    var found = object.getElementsByTagName(tag);
    if (found.getLength() == 0) {
      throw new BadInput(file + " has an object without " + tag + ".");
    }
    return found.item(0).getTextContent().strip();
  }

  // YOLO: a file a picture, each line a class number and the box's centre and size as shares.

  private static Path yoloLabels(Path picture) {
    Path beside = sibling(picture, "txt");
    Path images = picture.getParent();
    if (Files.isRegularFile(beside) || images.getParent() == null) {
      return beside;
    }
    // …/images/a.jpg has its labels in …/labels/a.txt, with or without a part such as train below.
    for (Path part = images; part != null && part.getParent() != null; part = part.getParent()) {
      if (part.getFileName().toString().equals("images")) {
        return part.resolveSibling("labels").resolve(part.relativize(beside).toString());
      }
    }
    return beside;
  }

  private List<LabelledPicture> yolo(List<Path> pictures) throws IOException {
    List<String> classes = names.isEmpty() ? yoloNames() : names;
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Path file = yoloLabels(picture);
      List<LabelledBox> boxes = new ArrayList<>();
      // A picture without a file of labels shows none of the classes.
      List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          boxes.add(yoloBox(lines.get(i), classes, file + ", line " + (i + 1)));
        }
      }
      labelled.add(new LabelledPicture(picture, null, boxes));
    }
    return labelled;
  }

  private static LabelledBox yoloBox(String line, List<String> classes, String where) {
    String[] values = line.strip().split("\\s+");
    int number = (int) number(values[0], where);
    if (values.length < YOLO_VALUES || number < 0 || number >= classes.size()) {
      throw new BadInput(
          where
              + ": expected a class number from 0 to "
              + (classes.size() - 1)
              + " and four numbers.");
    }
    return LabelledBox.relative(
        classes.get(number),
        number(values[1], where),
        number(values[2], where),
        number(values[3], where),
        number(values[4], where));
  }

  private List<String> yoloNames() throws IOException {
    for (String name : List.of("classes.txt", "obj.names")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return Files.readAllLines(file);
      }
    }
    for (String name : List.of("data.yaml", "dataset.yaml")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        YamlValue value = YamlDocument.read(file).require("names");
        return value.isList()
            ? value.asList().stream().map(YamlValue::asText).toList()
            : numbered(value);
      }
    }
    throw new BadInput(
        "The labels in "
            + folder
            + " are numbers; name the classes with --labels FILE (one a line), or put a classes.txt"
            + " or data.yaml there.");
  }

  /** Names by class number, in the order of the numbers; a number that is left out has none. */
  private static List<String> numbered(YamlValue value) {
    TreeMap<Integer, String> byNumber = new TreeMap<>();
    value
        .asMap()
        .entries()
        .forEach(
            (key, name) -> {
              if (!key.matches("\\d{1,4}")) {
                throw name.error("'" + key + "' should be the number of a class");
              }
              byNumber.put(Integer.valueOf(key), name.asText());
            });
    List<String> names = new ArrayList<>();
    for (int number = 0; !byNumber.isEmpty() && number <= byNumber.lastKey(); number++) {
      names.add(byNumber.getOrDefault(number, ""));
    }
    return names;
  }

  // OpenALPR's benchmark: a file a picture, each line the picture's name, left, top, width and
  // height in pixels and the text, parted by tabs.

  private static boolean isOpenAlpr(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .findFirst()
          .map(line -> line.split("\t").length == OPEN_ALPR_VALUES)
          .orElse(false);
    }
  }

  private static List<LabelledPicture> openAlpr(List<Path> pictures) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Path file = yoloLabels(picture);
      List<LabelledBox> boxes = new ArrayList<>();
      List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        String[] values = lines.get(i).split("\t");
        String where = file + ", line " + (i + 1);
        if (values.length == OPEN_ALPR_VALUES) {
          float left = (float) number(values[1], where);
          float top = (float) number(values[2], where);
          float right = left + (float) number(values[3], where);
          float bottom = top + (float) number(values[4], where);
          boxes.add(
              new LabelledBox(PLATE, new Box(left, top, right, bottom), false, values[5].strip()));
        } else if (!lines.get(i).isBlank()) {
          throw new BadInput(
              where + ": expected a picture's name, left, top, width, height and text, with tabs.");
        }
      }
      labelled.add(new LabelledPicture(picture, null, boxes));
    }
    return labelled;
  }

  /**
   * Pictures of nothing but a plate, whose file names say what stands on it; what follows an
   * underscore tells pictures of one plate apart.
   */
  private static LabelledPicture namedByText(Path picture) {
    String name = picture.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return new LabelledPicture(picture, name.replaceFirst("_.*$", ""), List.of());
  }

  // A folder per class.

  private List<LabelledPicture> folders(List<Path> pictures) {
    if (textInNames) {
      return pictures.stream().map(LabelledFolder::namedByText).toList();
    }
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Path parent = picture.getParent();
      if (!parent.equals(folder)) {
        labelled.add(new LabelledPicture(picture, parent.getFileName().toString(), List.of()));
      }
    }
    return labelled;
  }
}
