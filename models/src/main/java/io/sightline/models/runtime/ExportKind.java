package io.sightline.models.runtime;

import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.manifest.OutputSpec.Decoder;
import io.sightline.models.output.Misfit;
import java.util.List;
import java.util.Map;

/**
 * Exports that are for something else than their manifest has them for: as their file says, or as
 * the shapes of their outputs let one guess.
 */
final class ExportKind {
  /** Under which Ultralytics writes what an export is for. */
  private static final String TASK = "task";

  private static final int BOX_VALUES = 4;
  private static final int V5_VALUES = 5;
  private static final int MASK_COEFFICIENTS = 32;
  private static final int KEYPOINT_VALUES = 3;
  private static final int LEAST_KEYPOINTS = 4;
  private static final int V10_VALUES = 6;

  /** The longest list of finished boxes that exporters write. */
  private static final int MOST_FINISHED = 1_000;

  private ExportKind() {}

  /**
   * Refuses a file that says itself that it is for something else.
   *
   * @throws Misfit naming what it is for, and the mend
   */
  static void require(ModelManifest manifest, OnnxFile file) {
    boolean classifier = manifest.output().decoder() == Decoder.SOFTMAX;
    String is =
        switch (file.metadata().getOrDefault(TASK, "")) {
          case "segment" -> SEGMENTATION;
          case "pose" -> POSE;
          case "obb" -> ORIENTED;
          case "classify" -> classifier ? null : CLASSIFICATION;
          case "detect" -> classifier ? DETECTION : null;
          default -> null;
        };
    if (is != null) {
      throw new Misfit("the file is " + is);
    }
  }

  private static final String SEGMENTATION =
      "a segmentation export (boxes with masks), which is not read; export the detection model of"
          + " its family (`yolov8n`, not `yolov8n-seg`)";
  private static final String POSE =
      "a pose export (boxes with keypoints), which is not read; export the detection model of its"
          + " family (`yolov8n`, not `yolov8n-pose`)";
  private static final String ORIENTED =
      "an export of oriented boxes, which are not read; export the detection model of its family"
          + " (`yolov8n`, not `yolov8n-obb`)";
  private static final String CLASSIFICATION =
      "a classifier, which says what a picture shows and not what is where in it; give it `decoder:"
          + " softmax` and a task of classification, or export the detection model of its family";
  private static final String DETECTION =
      "a detector, which says what is where in a picture; give it a detector's `decoder` and task";

  /**
   * What a file whose outputs do not fit may be.
   *
   * @return the end of a sentence; empty when there is nothing to guess
   */
  static String guess(OutputSpec spec, OnnxFile file) {
    if (!List.of(Decoder.YOLOV5, Decoder.YOLOV8, Decoder.YOLOV10).contains(spec.decoder())) {
      return "";
    }
    Map<String, long[]> outputs = file.outputs().shapes();
    boolean masks =
        outputs.values().stream()
            .anyMatch(shape -> shape.length == 4 && shape[1] == MASK_COEFFICIENTS);
    if (masks) {
      return "; it looks like " + SEGMENTATION;
    }
    if (outputs.size() != 1) {
      return "";
    }
    long[] shape = outputs.values().iterator().next();
    if (shape.length == 2) {
      return "; it looks like " + CLASSIFICATION;
    }
    return shape.length == 3 ? ofBoxes(spec, shape) : "";
  }

  private static String ofBoxes(OutputSpec spec, long[] shape) {
    int labels = spec.labels().size();
    for (Decoder other : List.of(Decoder.YOLOV8, Decoder.YOLOV5, Decoder.YOLOV10)) {
      if (other != spec.decoder() && surplus(other, labels, shape) == 0) {
        return "; it looks like what `decoder: "
            + other.name().toLowerCase(java.util.Locale.ROOT)
            + "` reads";
      }
    }
    long surplus = surplus(spec.decoder(), labels, shape);
    if (surplus == 1) {
      return "; where no label is missing, it looks like " + ORIENTED;
    }
    boolean keypoints =
        surplus >= LEAST_KEYPOINTS * KEYPOINT_VALUES && surplus % KEYPOINT_VALUES == 0;
    return keypoints ? "; where no labels are missing, it looks like " + POSE : "";
  }

  /** How many values a box has beyond those that a form has; −1 where it is not of the form. */
  private static long surplus(Decoder decoder, int labels, long[] shape) {
    long values = Math.min(shape[1], shape[2]);
    return switch (decoder) {
      case YOLOV8 -> values == shape[1] && values > 0 ? values - BOX_VALUES - labels : -1;
      case YOLOV5 -> values == shape[2] && values > 0 ? values - V5_VALUES - labels : -1;
      default -> shape[2] == V10_VALUES && shape[1] <= MOST_FINISHED ? 0 : -1;
    };
  }
}
