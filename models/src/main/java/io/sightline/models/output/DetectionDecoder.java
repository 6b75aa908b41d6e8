package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec.Decoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads detections out of a model's output. What a classifier says of a picture is a detection too,
 * one a class, whose box is the whole picture. Knows no state; any thread may use it.
 */
public interface DetectionDecoder {

  /**
   * @param row which picture of the batch
   * @return in the order of falling score
   */
  List<Detection> decode(Tensor output, int row, InputTransform transform);

  /**
   * What of an output's shape does not fit, as the end of a sentence; empty when it fits.
   *
   * @param shape batch axis first, −1 for axes of any length
   */
  Optional<String> misfit(long[] shape);

  /** The forms of output that this build reads. */
  Set<Decoder> SUPPORTED = Set.of(Decoder.YOLOV8, Decoder.YOLOX, Decoder.SOFTMAX);

  /**
   * @param manifest with one of the {@link #SUPPORTED} forms
   * @param width of the model's input, pixels
   * @param height of the model's input, pixels
   */
  static DetectionDecoder of(ModelManifest manifest, int width, int height) {
    return switch (manifest.output().decoder()) {
      case YOLOV8 -> new Yolov8Decoder(manifest.output());
      case SOFTMAX -> new SoftmaxDecoder(manifest.output());
      case YOLOX -> new YoloxDecoder(manifest.output(), width, height);
      default ->
          throw new IllegalArgumentException(
              "This build does not read " + manifest.output().decoder() + ".");
    };
  }
}
