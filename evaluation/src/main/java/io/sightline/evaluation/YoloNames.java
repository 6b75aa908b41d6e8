package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Names of YOLO's numbered classes, as data sets bring them along. */
final class YoloNames {
  private static final int MOST_KEYPOINTS = 1_000;
  private static final int MOST_KEYPOINT_VALUES = 3;

  private YoloNames() {}

  /**
   * @throws BadInput when the folder names no classes
   */
  static List<String> in(Path folder) throws IOException {
    for (String name : List.of("classes.txt", "obj.names", "labels/classes.txt")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return clean(LabelText.lines(file));
      }
    }
    Optional<YamlMap> data = data(folder);
    if (data.isPresent()) {
      YamlValue value = data.get().require("names");
      return value.isList()
          ? value.asList().stream().map(YamlValue::asText).toList()
          : numbered(value);
    }
    throw new BadInput(
        "The labels in "
            + folder
            + " are numbers; name the classes with --labels FILE (one a line), or put a classes.txt"
            + " or data.yaml there.");
  }

  /** Names as people type them, without what editors and line ends leave about them. */
  static List<String> clean(List<String> names) {
    return names.stream().map(name -> LabelText.withoutMark(name).strip()).toList();
  }

  /** How many values a pose has behind its box; 0 where the folder does not say. */
  static int keypointValues(Path folder) throws IOException {
    Optional<YamlValue> shape = data(folder).flatMap(data -> data.get("kpt_shape"));
    if (shape.isEmpty()) {
      return 0;
    }
    List<YamlValue> sides = shape.get().asList();
    if (sides.size() != 2) {
      throw shape.get().error("should be two numbers, keypoints and values of each");
    }
    return sides.get(0).asIntegerBetween(1, MOST_KEYPOINTS)
        * sides.get(1).asIntegerBetween(2, MOST_KEYPOINT_VALUES);
  }

  private static Optional<YamlMap> data(Path folder) throws IOException {
    for (String name : List.of("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return Optional.of(YamlDocument.parse(file.toString(), LabelText.read(file)));
      }
    }
    return Optional.empty();
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
}
