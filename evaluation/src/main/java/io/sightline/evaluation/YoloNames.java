package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Names of YOLO's numbered classes, as data sets bring them along. */
final class YoloNames {
  private YoloNames() {}

  /**
   * @throws BadInput when the folder names no classes
   */
  static List<String> in(Path folder) throws IOException {
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
}
