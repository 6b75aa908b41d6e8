package io.sightline.models.manifest;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.json.Json;
import io.sightline.domain.text.TextFile;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import io.sightline.models.manifest.InputSpec.Colour;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as its {@code model.yaml} describes it.
 *
 * @param file the ONNX file, absolute
 * @param sha256 which the model's files must have, lower-case hexadecimal; null where the manifest
 *     does not say
 */
public record ModelManifest(
    String id,
    ModelTask task,
    Path file,
    String version,
    String licence,
    String sha256,
    InputSpec input,
    OutputSpec output) {

  public static final String FILE_NAME = "model.yaml";

  /** Longest side of a model's input, pixels. */
  public static final int MAX_SIDE = 8_192;

  private static final int CHARACTERS_MARGIN = 10;
  private static final int MEANING_DIGITS = 16;
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_LIST_MEGABYTES = 16;

  /**
   * @throws BadInput naming file, line and key
   */
  public static ModelManifest read(Path yaml) {
    Path folder = yaml.toAbsolutePath().normalize().getParent();
    YamlMap map = YamlDocument.read(yaml);
    OutputSpec output = output(folder, map.require("output").asMap());
    String id = map.text("id");
    YamlValue file = map.require("file");
    Path onnx = resolve(folder, file);
    if (!Files.isRegularFile(onnx)) {
      throw file.error("there is no file " + onnx + "; put it there or correct the name");
    }
    ModelManifest manifest =
        new ModelManifest(
            id,
            map.require("task").asOneOf(ModelTask.class),
            onnx,
            map.text("version", ""),
            map.text("licence", ""),
            map.get("sha256").map(ModelManifest::digest).orElse(null),
            input(map.require("input").asMap(), usualMargin(output)),
            output);
    map.refuseOtherKeys();
    return manifest;
  }

  /**
   * What the manifest makes of its file's weights, as a short digest: another one means other
   * answers of the same weights.
   */
  public String meaning() {
    return Digest.sha256(Json.write(List.of(task, input, output))).substring(0, MEANING_DIGITS);
  }

  /** The same with what stands in the model's file. */
  public ModelManifest with(InputSpec input, OutputSpec output) {
    return new ModelManifest(id, task, file, version, licence, sha256, input, output);
  }

  private static String digest(YamlValue value) {
    if (!value.asText().matches("[0-9a-f]{64}")) {
      throw value.error("should be 64 lower-case hexadecimal digits");
    }
    return value.asText();
  }

  /** Detectors of characters miss those that stand at the very edge of their picture. */
  private static double usualMargin(OutputSpec output) {
    return output.decoder() == OutputSpec.Decoder.YOLO_CHARACTERS ? CHARACTERS_MARGIN : 0;
  }

  private static InputSpec input(YamlMap map, double usualMargin) {
    InputSpec.Fit fit =
        map.get("fit")
            .map(value -> value.asOneOf(InputSpec.Fit.class))
            .orElse(InputSpec.Fit.STRETCH);
    InputSpec input =
        new InputSpec(
            map.get("width").map(width -> width.asIntegerBetween(0, MAX_SIDE)).orElse(0),
            map.get("height").map(height -> height.asIntegerBetween(0, MAX_SIDE)).orElse(0),
            map.get("layout").map(value -> upperCase(value, InputSpec.Layout.class)).orElse(null),
            map.get("colour").map(value -> upperCase(value, Colour.class)).orElse(null),
            map.get("scale").map(ModelManifest::scale).orElse(0.0),
            perChannel(map, "mean"),
            perChannel(map, "std"),
            fit,
            map.get("pad").map(pad -> pad.asNumberBetween(0, 255)).orElse(0.0),
            map.get("margin")
                .map(margin -> margin.asNumberBetween(0, MAX_SIDE))
                .orElse(usualMargin));
    if (input.std().contains(0.0)) {
      throw map.require("std").error("must not hold 0: values are divided by it");
    }
    map.refuseOtherKeys();
    return input;
  }

  private static double scale(YamlValue value) {
    double scale = value.asNumber();
    if (scale == 0) {
      throw value.error("must not be 0: it would make all pictures the same");
    }
    return scale;
  }

  private static List<Double> perChannel(YamlMap map, String key) {
    List<YamlValue> numbers = map.list(key);
    int channels =
        map.get("colour").map(value -> upperCase(value, Colour.class).channels()).orElse(0);
    boolean fits =
        channels == 0 ? numbers.size() == 1 || numbers.size() == 3 : numbers.size() == channels;
    if (map.get(key).isPresent() && !fits) {
      throw map.require(key)
          .error(
              "needs one number a channel, "
                  + (channels == 0 ? "1 or 3" : channels)
                  + ", not "
                  + numbers.size());
    }
    return numbers.stream().map(YamlValue::asNumber).toList();
  }

  private static OutputSpec output(Path folder, YamlMap map) {
    List<String> labels = map.get("labels").map(value -> entries(folder, value)).orElse(List.of());
    Map<Integer, String> keep = new LinkedHashMap<>();
    map.get("keep")
        .ifPresent(
            value ->
                value
                    .asMap()
                    .entries()
                    .forEach((key, label) -> keep.put(classNumber(key, label), label.asText())));
    OutputSpec output =
        new OutputSpec(
            map.require("decoder").asOneOf(OutputSpec.Decoder.class),
            map.text("name", null),
            map.get("activation")
                .map(value -> value.asOneOf(OutputSpec.Activation.class))
                .orElse(OutputSpec.Activation.NONE),
            labels,
            keep,
            map.get("alphabet").map(value -> entries(folder, value)).orElse(List.of()),
            map.get("blank").map(blank -> blank.asIntegerBetween(0, MAX_ENTRIES)).orElse(-1),
            (float)
                (double)
                    map.get("confidence").map(value -> value.asNumberBetween(0, 1)).orElse(0.25),
            (float) (double) map.get("iou").map(value -> value.asNumberBetween(0, 1)).orElse(0.45));
    map.refuseOtherKeys();
    return output;
  }

  private static int classNumber(String key, YamlValue label) {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw label.error("'" + key + "' should be the number of a class");
    }
  }

  /**
   * A list, or a file with one entry a line; lines are not trimmed, since a space is a character.
   */
  private static List<String> entries(Path folder, YamlValue value) {
    List<String> entries;
    if (value.isText()) {
      Path file = resolve(folder, value);
      try {
        entries = lines(TextFile.read(file, MAX_LIST_MEGABYTES));
        if (entries.contains("")) {
          throw new BadInput(
              file + " has nothing on line " + (entries.indexOf("") + 1) + "; delete the line.");
        }
      } catch (BadInput e) {
        throw value.error(e.getMessage().replaceFirst("\\.$", ""));
      }
    } else {
      entries = value.asList().stream().map(YamlValue::asText).toList();
    }
    if (entries.size() > MAX_ENTRIES) {
      throw value.error("has more than " + MAX_ENTRIES + " entries");
    }
    return entries;
  }

  private static List<String> lines(String text) {
    // Some editors begin a file with a mark of its encoding.
    return (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
  }

  private static Path resolve(Path folder, YamlValue value) {
    try {
      Path file = folder.resolve(value.asText()).normalize();
      if (!file.startsWith(folder)) {
        throw value.error("should name a file beside the manifest, not " + value.asText());
      }
      return file;
    } catch (InvalidPathException e) {
      throw value.error("'" + value.asText() + "' is no file name");
    }
  }

  private static <E extends Enum<E>> E upperCase(YamlValue value, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.asText())) {
        return constant;
      }
    }
    throw value.error(
        "'" + value.asText() + "' is not one of " + Arrays.toString(type.getEnumConstants()));
  }
}
