package io.sightline.models.runtime;

import ai.onnxruntime.OnnxJavaType;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Colour;
import io.sightline.models.manifest.InputSpec.Fit;
import io.sightline.models.manifest.InputSpec.Layout;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.output.Misfit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a manifest leaves out and its model's file tells: by its input's shape, by what Ultralytics
 * writes into its exports ({@code names}, {@code imgsz}, {@code channels}), and by the properties
 * that ONNX itself has for models of pictures ({@code Image.…}).
 */
final class FileFacts {
  /** Where exporters keep class names, in the order they are looked for. */
  private static final List<String> NAMES = List.of("names", "class_names");

  private static final String SIDES = "imgsz";
  private static final String CHANNELS = "channels";
  private static final String STRIDE = "stride";
  private static final String PIXEL_FORMAT = "Image.BitmapPixelFormat";
  private static final String PIXEL_RANGE = "Image.NominalPixelRange";

  private static final double ONE_255TH = 1 / 255.0;
  private static final double ONE_127TH = 1 / 127.5;

  /** Characters of unreadable names that an error shows. */
  private static final int MOST_SHOWN = 60;

  /** One whole number, or several as Python or JSON writes a list or tuple of them. */
  private static final Pattern SIDE = Pattern.compile("\\d{1,6}");

  private final ModelManifest manifest;
  private final long[] shape;
  private final OnnxFile file;

  private FileFacts(ModelManifest manifest, long[] shape, OnnxFile file) {
    this.manifest = manifest;
    this.shape = shape;
    this.file = file;
  }

  /**
   * The manifest with the sides, the axes' order, the channels, the scale and the class names, as
   * far as it leaves them out.
   *
   * @param shape of the input, four axes
   * @throws Misfit when neither of the two says what the other needs
   */
  static ModelManifest complete(ModelManifest manifest, long[] shape, OnnxFile file) {
    FileFacts facts = new FileFacts(manifest, shape, file);
    return manifest.with(facts.input(), facts.output());
  }

  private InputSpec input() {
    InputSpec declared = manifest.input();
    Layout layout = declared.layout() == null ? layout() : declared.layout();
    Colour colour = declared.colour() == null ? colour(layout) : declared.colour();
    boolean together = layout == Layout.NHWC;
    List<Integer> sides = sides();
    int height = side(declared.height(), shape[together ? 1 : 2], sides.get(0));
    boolean follows = declared.fit() == Fit.HEIGHT;
    int width = side(declared.width(), shape[together ? 2 : 3], follows ? 0 : sides.get(1));
    requireSides(width > 0 || follows, height > 0);
    boolean scaled =
        declared.scale() != 0 || !declared.mean().isEmpty() || !declared.std().isEmpty();
    double scale = declared.scale() != 0 ? declared.scale() : scaled ? 1 : scale();
    boolean centred = !scaled && scale == ONE_127TH;
    List<Double> mean = centred ? List.of(1.0, 1.0, 1.0) : declared.mean();
    return declared.with(width, height, layout, colour, scale, mean);
  }

  private Layout layout() {
    boolean channelsLast = !isChannels(shape[1]) && isChannels(shape[3]);
    return channelsLast ? Layout.NHWC : Layout.NCHW;
  }

  private static boolean isChannels(long axis) {
    return axis == Colour.GREY.channels() || axis == Colour.RGB.channels();
  }

  private Colour colour(Layout layout) {
    long channels = shape[layout == Layout.NCHW ? 1 : 3];
    if (channels < 0) {
      List<Integer> told = numbers(CHANNELS);
      channels = told.isEmpty() ? channels : told.get(0);
    }
    String format = file.metadata().getOrDefault(PIXEL_FORMAT, "");
    boolean grey =
        channels == Colour.GREY.channels()
            || (channels < 0 && format.startsWith("Gray"))
            || manifest.input().mean().size() == 1
            || manifest.input().std().size() == 1;
    return grey ? Colour.GREY : format.startsWith("Bgr") ? Colour.BGR : Colour.RGB;
  }

  /** Height and width; 0 where the file does not say. */
  private List<Integer> sides() {
    List<Integer> sides = numbers(SIDES);
    if (sides.size() == 1) {
      return List.of(sides.get(0), sides.get(0));
    }
    return sides.size() == 2 ? sides : List.of(0, 0);
  }

  private List<Integer> numbers(String key) {
    List<Integer> numbers = new ArrayList<>();
    Matcher matcher = SIDE.matcher(file.metadata().getOrDefault(key, ""));
    while (matcher.find()) {
      int number = Integer.parseInt(matcher.group());
      if (number < 1 || number > ModelManifest.MAX_SIDE) {
        return List.of();
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static int side(int declared, long found, int told) {
    if (declared > 0) {
      return declared;
    }
    if (found > ModelManifest.MAX_SIDE) {
      throw new Misfit(
          "its input is "
              + found
              + " pixels wide or high, and "
              + ModelManifest.MAX_SIDE
              + " is the most");
    }
    return found > 0 ? (int) found : told;
  }

  private void requireSides(boolean width, boolean height) {
    if (width && height) {
      return;
    }
    String open = !width && !height ? "width and height" : width ? "height" : "width";
    String keys = !width && !height ? "`width` and `height`" : "`" + open + "`";
    throw new Misfit(
        "the file leaves its input's "
            + open
            + " open ("
            + Arrays.toString(shape).replace("-1", "any")
            + ") and does not say what it was trained with; give "
            + keys
            + " under `input`");
  }

  /** Where nobody says anything, pixels are fed as they are. */
  private double scale() {
    if (file.inputType() == OnnxJavaType.UINT8) {
      return 1;
    }
    return switch (file.metadata().getOrDefault(PIXEL_RANGE, "")) {
      case "NominalRange_0_255" -> 1;
      case "Normalized_0_1" -> ONE_255TH;
      case "Normalized_1_1" -> ONE_127TH;
      // What Ultralytics exports takes 0 to 1, YOLOv5's as well, which says no more than this.
      default -> file.metadata().containsKey(STRIDE) && names() != null ? ONE_255TH : 1;
    };
  }

  private OutputSpec output() {
    OutputSpec output = manifest.output();
    if (!output.labels().isEmpty()) {
      requireKept(output);
      return output;
    }
    String names = names();
    Optional<List<String>> labels = names == null ? Optional.empty() : NamesText.parse(names);
    if (labels.isEmpty() && needsLabels(output)) {
      throw new Misfit(
          names == null
              ? "neither of the two says what the classes are called; list them as `labels` under"
                  + " `output`"
              : "the file's names of classes cannot be read ("
                  + shortened(names)
                  + "); list them as `labels` under `output`");
    }
    OutputSpec complete = output.withLabels(labels.orElse(List.of()));
    requireKept(complete);
    return complete;
  }

  private static void requireKept(OutputSpec output) {
    int classes = output.labels().size();
    for (int number : output.keep().keySet()) {
      if (classes > 0 && (number < 0 || number >= classes)) {
        throw new Misfit(
            "`keep` names the class " + number + ", and the " + classes + " classes count from 0");
      }
    }
  }

  /** Null where there are none. */
  private String names() {
    return NAMES.stream()
        .map(file.metadata()::get)
        .filter(text -> text != null && !text.isBlank())
        .findFirst()
        .orElse(null);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + " …";
  }

  private static boolean needsLabels(OutputSpec output) {
    return switch (output.decoder()) {
      case YOLOV5, YOLOV8, YOLOX, RTDETR, SOFTMAX, YOLO_CHARACTERS -> true;
      case YOLOV10 -> output.keep().isEmpty();
      case ULTRAFACE, YUNET, CTC, SLOTS -> false;
    };
  }
}
