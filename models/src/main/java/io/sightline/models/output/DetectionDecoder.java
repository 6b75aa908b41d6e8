package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec.Decoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads detections out of a model's output. Knows no state; any thread may use it. */
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

  /**
   * @param width of the model's input, pixels
   * @param height of the model's input, pixels
   * @return empty for outputs that hold no detections this build reads
   */
  static Optional<DetectionDecoder> of(ModelManifest manifest, int width, int height) {
    Map<Decoder, java.util.function.Supplier<DetectionDecoder>> known =
        Map.of(
            Decoder.YOLOV8, () -> new Yolov8Decoder(manifest.output()),
            Decoder.YOLOX, () -> new YoloxDecoder(manifest.output(), width, height));
    return Optional.ofNullable(known.get(manifest.output().decoder())).map(java.util.function.Supplier::get);
  }
}
