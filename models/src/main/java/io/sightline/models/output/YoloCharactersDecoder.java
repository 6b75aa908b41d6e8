package io.sightline.models.output;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Characters that are detected one by one, in the form of YOLOv8, v5 or v10 as the shape tells, and
 * read from left to right; of a plate of two lines the upper one first.
 */
final class YoloCharactersDecoder implements OutputDecoder<PlateText> {
  /** Two lines lie farther apart than this, in heights of a character. */
  private static final double LEAST_LINE_DISTANCE = 0.6;

  /** Two lines lie above each other: so much of the shorter is below or above the other. */
  private static final double LEAST_COMMON_WIDTH = 0.3;

  private final OutputSpec spec;
  private final OutputDecoder<List<Detection>> characters;

  YoloCharactersDecoder(OutputSpec spec, OutputShapes outputs) {
    this.spec = spec;
    long[] shape = outputs.shape(outputs.one(spec.name()));
    int labels = spec.labels().size();
    this.characters =
        Yolov8Decoder.isExactly(labels, shape)
            ? new Yolov8Decoder(spec, outputs)
            : Yolov5Decoder.isExactly(labels, shape)
                ? new Yolov5Decoder(spec, outputs)
                : Yolov10Decoder.fits(shape)
                    ? new Yolov10Decoder(spec, outputs)
                    : new Yolov8Decoder(spec, outputs);
  }

  @Override
  public List<String> outputs() {
    return characters.outputs();
  }

  @Override
  public PlateText decode(List<Tensor> tensors, int row, InputTransform transform) {
    List<Detection> found = distinct(characters.decode(tensors, row, transform));
    StringBuilder text = new StringBuilder();
    List<Float> scores = new ArrayList<>();
    for (List<Detection> line : lines(found)) {
      line.stream()
          .sorted(Comparator.comparingDouble(YoloCharactersDecoder::centreX))
          .forEach(
              character -> {
                text.append(character.label());
                scores.add(character.score());
              });
    }
    return PlateText.of(text.toString(), scores);
  }

  /** In one place there is one character: the surest. */
  private List<Detection> distinct(List<Detection> surestFirst) {
    List<Detection> kept = new ArrayList<>();
    for (Detection character : surestFirst) {
      if (kept.stream().noneMatch(better -> better.box().iou(character.box()) > spec.iou())) {
        kept.add(character);
      }
    }
    return kept;
  }

  private static List<List<Detection>> lines(List<Detection> characters) {
    List<Detection> sorted = new ArrayList<>(characters);
    sorted.sort(Comparator.comparingDouble(YoloCharactersDecoder::centreY));
    int cut = 0;
    double widest = 0;
    for (int i = 1; i < sorted.size(); i++) {
      double distance = centreY(sorted.get(i)) - centreY(sorted.get(i - 1));
      if (distance > widest) {
        widest = distance;
        cut = i;
      }
    }
    double height =
        sorted.stream()
            .mapToDouble(one -> one.box().height())
            .sorted()
            .skip(sorted.size() / 2)
            .findFirst()
            .orElse(0);
    List<Detection> upper = sorted.subList(0, cut);
    List<Detection> lower = sorted.subList(cut, sorted.size());
    boolean two = widest > LEAST_LINE_DISTANCE * height && areAboveEachOther(upper, lower);
    return two ? List.of(upper, lower) : List.of(sorted);
  }

  private static boolean areAboveEachOther(List<Detection> upper, List<Detection> lower) {
    double left = Math.max(left(upper), left(lower));
    double right = Math.min(right(upper), right(lower));
    double shorter = Math.min(right(upper) - left(upper), right(lower) - left(lower));
    return right - left > LEAST_COMMON_WIDTH * shorter;
  }

  private static double left(List<Detection> line) {
    return line.stream().mapToDouble(one -> one.box().left()).min().orElse(0);
  }

  private static double right(List<Detection> line) {
    return line.stream().mapToDouble(one -> one.box().right()).max().orElse(0);
  }

  private static double centreX(Detection character) {
    Box box = character.box();
    return (box.left() + box.right()) / 2.0;
  }

  private static double centreY(Detection character) {
    Box box = character.box();
    return (box.top() + box.bottom()) / 2.0;
  }
}
