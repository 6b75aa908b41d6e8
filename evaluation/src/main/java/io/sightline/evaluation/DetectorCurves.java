package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts how right a detector is. */
final class DetectorCurves {
  private static final double FOUND_IOU = 0.5;
  private static final double STRICTEST_IOU = 0.95;
  private static final double IOU_STEP = 0.05;

  private final ModelLabels labels;
  private final float confidence;
  private final Map<String, AveragePrecision> byClass = new TreeMap<>();
  private final AveragePrecision any = new AveragePrecision();

  /**
   * @param confidence at which precision and recall are counted
   */
  DetectorCurves(ModelLabels labels, float confidence) {
    this.labels = labels;
    this.confidence = confidence;
    labels.all().forEach(label -> byClass.put(label, new AveragePrecision()));
  }

  void add(int number, LabelledPicture picture, Picture pixels, List<Detection> seen) {
    for (LabelledBox box : picture.boxes()) {
      String label = labels.known(box.label());
      if (label != null) {
        Box place = box.inPixels(pixels.width(), pixels.height());
        byClass.get(label).there(number, place);
        any.there(number, place);
      }
    }
    for (Detection detection : seen) {
      byClass.get(detection.label()).found(number, detection.score(), detection.box());
      any.found(number, detection.score(), detection.box());
    }
  }

  Evaluation.Detector score() {
    Map<String, Evaluation.ClassScore> classes = new TreeMap<>();
    double sum50 = 0;
    double sum = 0;
    int counted = 0;
    for (Map.Entry<String, AveragePrecision> entry : byClass.entrySet()) {
      AveragePrecision curve = entry.getValue();
      if (curve.expected() == 0) {
        continue;
      }
      counted++;
      sum50 += curve.at(FOUND_IOU);
      sum += mean(curve);
      int[] hits = curve.hitsFrom(confidence, FOUND_IOU);
      classes.put(
          entry.getKey(),
          new Evaluation.ClassScore(
              curve.expected(),
              thousandths(curve.at(FOUND_IOU)),
              thousandths((double) hits[0] / Math.max(1, hits[1])),
              thousandths((double) hits[0] / curve.expected())));
    }
    if (counted == 0) {
      throw new BadInput(
          "No label of the data is one of the model's ("
              + labels
              + "); say what they are with --label THEIRS=OURS.");
    }
    return new Evaluation.Detector(
        any.expected(),
        thousandths(sum50 / counted),
        thousandths(sum / counted),
        thousandths(any.at(FOUND_IOU)),
        classes);
  }

  private double mean(AveragePrecision curve) {
    double sum = 0;
    int steps = (int) Math.round((STRICTEST_IOU - FOUND_IOU) / IOU_STEP) + 1;
    for (int i = 0; i < steps; i++) {
      sum += curve.at(FOUND_IOU + i * IOU_STEP);
    }
    return sum / steps;
  }

  private static double thousandths(double value) {
    return Double.isNaN(value) ? Double.NaN : Math.round(value * 1000) / 1000.0;
  }
}
