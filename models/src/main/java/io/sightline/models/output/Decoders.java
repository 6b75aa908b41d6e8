package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.manifest.OutputSpec;
import java.util.List;
import java.util.Locale;

/** The decoders by the forms of output that manifests name. */
public final class Decoders {
  private Decoders() {}

  /**
   * For detectors, and for classifiers, of which each class is a detection whose box is the whole
   * picture. Detections come in the order of falling score.
   *
   * @param width of the model's input, pixels
   * @param height of the model's input, pixels
   * @throws Misfit when the outputs are not of the form that the manifest says
   */
  public static OutputDecoder<List<Detection>> detections(
      ModelManifest manifest, OutputShapes outputs, int width, int height) {
    OutputSpec spec = manifest.output();
    requireTask(manifest, manifest.task().isClassification() == isClassifier(spec));
    requireOccupied(manifest);
    return switch (spec.decoder()) {
      case YOLOV5 -> new Yolov5Decoder(spec, outputs);
      case YOLOV8 -> new Yolov8Decoder(spec, outputs);
      case YOLOV10 -> new Yolov10Decoder(spec, outputs);
      case YOLOX -> new YoloxDecoder(spec, outputs, width, height);
      case RTDETR -> new RtDetrDecoder(spec, outputs, width, height);
      case ULTRAFACE -> new UltraFaceDecoder(spec, outputs, width, height);
      case YUNET -> new YunetDecoder(spec, outputs, width, height);
      case SOFTMAX -> new SoftmaxDecoder(spec, outputs);
      case CTC, SLOTS, YOLO_CHARACTERS -> throw wrongTask(manifest);
    };
  }

  /**
   * For models that read plates.
   *
   * @param batch pictures that a call takes; −1 for any number
   * @throws Misfit when the outputs are not of the form that the manifest says
   */
  public static OutputDecoder<PlateText> text(
      ModelManifest manifest, OutputShapes outputs, long batch) {
    OutputSpec spec = manifest.output();
    return switch (spec.decoder()) {
      case CTC -> new CtcDecoder(spec, outputs, batch);
      case SLOTS -> new SlotsDecoder(spec, outputs);
      case YOLO_CHARACTERS -> new YoloCharactersDecoder(spec, outputs);
      default -> throw wrongTask(manifest);
    };
  }

  /** What a spot's classifier says of a spot that is taken has to have the name we know. */
  private static void requireOccupied(ModelManifest manifest) {
    OutputSpec spec = manifest.output();
    boolean known =
        spec.keep().isEmpty()
            ? spec.labels().contains(ModelTask.OCCUPIED)
            : spec.keep().containsValue(ModelTask.OCCUPIED);
    if (manifest.task() == ModelTask.SPOT_CLASSIFICATION && !known) {
      throw new Misfit(
          "expected a label '"
              + ModelTask.OCCUPIED
              + "' and found "
              + (spec.keep().isEmpty() ? spec.labels() : spec.keep().values())
              + "; rename the one for taken spots with `keep`");
    }
  }

  private static boolean isClassifier(OutputSpec spec) {
    return spec.decoder() == OutputSpec.Decoder.SOFTMAX;
  }

  private static void requireTask(ModelManifest manifest, boolean fits) {
    if (!fits) {
      throw wrongTask(manifest);
    }
  }

  private static Misfit wrongTask(ModelManifest manifest) {
    return new Misfit(
        "its decoder "
            + manifest.output().decoder().name().toLowerCase(Locale.ROOT).replace('_', '-')
            + " does not go with the task "
            + manifest.task().key());
  }
}
