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
  private final Map<String, Integer> leftOut = new TreeMap<>();

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
      } else {
        leftOut.merge(String.valueOf(box.label()), 1, Integer::sum);
      }
    }
    for (LabelledBox box : picture.ignored()) {
      String label = labels.known(box.label());
      if (label != null) {
        Box place = box.inPixels(pixels.width(), pixels.height());
        byClass.get(label).ignored(number, place);
        any.ignored(number, place);
      }
    }
    for (Detection detection : seen) {
      byClass.get(detection.label()).found(number, detection.score(), detection.box());
      any.found(number, detection.score(), detection.box());
    }
  }

  /**
   * @throws BadInput when the data has nothing that the model could find
   */
  Evaluation.Detector score() {
    requireObjects();
    Map<String, Evaluation.ClassScore> classes = new TreeMap<>();
    Map<String, Integer> unlabelled = new TreeMap<>();
    double sum50 = 0;
    double sum = 0;
    int right = 0;
    int found = 0;
    for (Map.Entry<String, AveragePrecision> entry : byClass.entrySet()) {
      AveragePrecision curve = entry.getValue();
      int[] hits = curve.hitsFrom(confidence, FOUND_IOU);
      if (curve.expected() == 0) {
        unlabelled.put(entry.getKey(), hits[1]);
        continue;
      }
      right += hits[0];
      found += hits[1];
      double ap50 = curve.at(FOUND_IOU);
      sum50 += ap50;
      sum += mean(curve);
      classes.put(
          entry.getKey(),
          new Evaluation.ClassScore(
              curve.expected(),
              thousandths(ap50),
              precision(hits[0], hits[1]),
              thousandths((double) hits[0] / curve.expected())));
    }
    return new Evaluation.Detector(
        any.expected(),
        thousandths(sum50 / classes.size()),
        thousandths(sum / classes.size()),
        thousandths(any.at(FOUND_IOU)),
        // As the manifest writes it, and not as a float of that.
        Double.parseDouble(Float.toString(confidence)),
        precision(right, found),
        thousandths((double) right / any.expected()),
        classes,
        unlabelled,
        leftOut);
  }

  private void requireObjects() {
    if (any.expected() > 0) {
      return;
    }
    throw new BadInput(
        leftOut.isEmpty()
            ? "The labels of the data have no object, so nothing can be said of what is found; add"
                + " pictures with objects in them."
            : "No label of the data ("
                + String.join(", ", leftOut.keySet())
                + ") is one of the model's ("
                + labels
                + "); say what they are with --label THEIRS=OURS.");
  }

  /** Null where there is nothing to be right. */
  private static Double precision(int right, int found) {
    return found == 0 ? null : thousandths((double) right / found);
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
    return Math.round(value * 1000) / 1000.0;
  }
}
