package io.sightline.models.runtime;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Colour;
import io.sightline.models.manifest.InputSpec.Layout;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a manifest leaves out and its model's file tells. */
final class FileFacts {
  /** Under which exporters write the class names. */
  private static final String NAMES = "names";

  private FileFacts() {}

  /**
   * The manifest with the axes' order, the channels and the class names, as far as it leaves them
   * out.
   *
   * @param shape of the input, four axes
   */
  static ModelManifest complete(ModelManifest manifest, long[] shape, OnnxFile file) {
    InputSpec input = manifest.input();
    Layout layout = input.layout() == null ? layout(shape) : input.layout();
    Colour colour = input.colour() == null ? colour(input, shape, layout) : input.colour();
    OutputSpec output = manifest.output();
    if (output.labels().isEmpty()) {
      output = output.withLabels(labels(file.metadata()));
    }
    return manifest.with(input.with(layout, colour), output);
  }

  private static Layout layout(long[] shape) {
    boolean channelsLast = !isChannels(shape[1]) && isChannels(shape[3]);
    return channelsLast ? Layout.NHWC : Layout.NCHW;
  }

  private static boolean isChannels(long axis) {
    return axis == Colour.GREY.channels() || axis == Colour.RGB.channels();
  }

  private static Colour colour(InputSpec input, long[] shape, Layout layout) {
    boolean grey =
        shape[layout == Layout.NCHW ? 1 : 3] == Colour.GREY.channels()
            || input.mean().size() == 1
            || input.std().size() == 1;
    return grey ? Colour.GREY : Colour.RGB;
  }

  /** Class names as Ultralytics writes them: a mapping of numbers to names. */
  private static List<String> labels(Map<String, String> metadata) {
    String names = metadata.get(NAMES);
    if (names == null) {
      return List.of();
    }
    try {
      Map<Integer, String> byNumber = new TreeMap<>();
      YamlDocument.parse(NAMES, names)
          .entries()
          .forEach((number, name) -> byNumber.put(Integer.parseInt(number), name.asText()));
      boolean whole = byNumber.keySet().stream().allMatch(number -> number < byNumber.size());
      return whole ? List.copyOf(byNumber.values()) : List.of();
    } catch (BadInput | NumberFormatException e) {
      // Written by somebody else for somebody else: without it the manifest has to say.
      return List.of();
    }
  }
}
