package io.sightline.models.output;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Boxes that a detector proposes, before those that mean the same thing are thinned out. */
final class Candidates {
  /** As many as any picture of ours shows; more are noise. */
  private static final int MAX_DETECTIONS = 300;

  /** Faces at the edge reach beyond the input, though not by twice its size. */
  private static final float MOST_SHARE = 3;

  private static final float FIRST_PIXELS = 2;

  private final List<Detection> candidates = new ArrayList<>();

  /** The largest of the numbers that boxes came with, in pixels of the model's input. */
  private float largest;

  void add(String label, float score, Box box) {
    Activations.requireNumber(box.left() + box.top() + box.width() + box.height());
    // A box outside the picture, or with no area, is nothing that could be seen.
    if (score >= 0 && box.width() > 0 && box.height() > 0) {
      candidates.add(new Detection(label, score, box));
    }
  }

  /**
   * @param left in pixels of the model's input, as all the numbers that follow
   */
  void addCorners(
      String label,
      float score,
      float left,
      float top,
      float right,
      float bottom,
      InputTransform transform) {
    largest = Math.max(largest, Math.max(right, bottom));
    add(label, score, transform.toPicture(left, top, right, bottom));
  }

  /**
   * @param x centre, in pixels of the model's input, as all the numbers that follow
   */
  void addCentred(
      String label,
      float score,
      float x,
      float y,
      float width,
      float height,
      InputTransform transform) {
    addCorners(
        label, score, x - width / 2, y - height / 2, x + width / 2, y + height / 2, transform);
  }

  /** Number of the largest of some values; the first of equal ones. */
  static int largest(float[] values, int first, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[first + i] > values[first + best] || Float.isNaN(values[first + i])) {
        best = i;
      }
    }
    return best;
  }

  /** All of them, surest first, as far as a picture can show. */
  List<Detection> sorted() {
    sortBySureness();
    return candidates.stream().limit(MAX_DETECTIONS).toList();
  }

  private void sortBySureness() {
    requirePixels();
    // The sort is stable: equal scores keep the order of the model's output.
    candidates.sort(Comparator.comparingDouble(Detection::score).reversed());
  }

  /**
   * Refuses a box in pixels where shares of the input are expected.
   *
   * @throws IllegalStateException when it reaches further beyond the input than any box that is cut
   */
  static void requireShares(float[] values, int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (Math.abs(values[i]) > MOST_SHARE) {
        throw new IllegalStateException(
            "it gives boxes in pixels, which its decoder takes for shares of its input; divide them"
                + " by its sides where it is exported");
      }
    }
  }

  /** Nothing that a model knows fits there, while shares may reach a little beyond 1. */
  private void requirePixels() {
    if (largest > 0 && largest <= FIRST_PIXELS) {
      throw new IllegalStateException(
          "it gives boxes as shares of its input, which its decoder takes for pixels; multiply them"
              + " by its sides where it is exported");
    }
  }

  /**
   * Greedy non-maximum suppression within each label, which may stand for several classes: of boxes
   * that overlap a better one by more than {@code iou}, only the better stays.
   */
  List<Detection> suppressed(float iou) {
    sortBySureness();
    List<Detection> kept = new ArrayList<>();
    for (Detection candidate : candidates) {
      if (kept.size() == MAX_DETECTIONS) {
        break;
      }
      boolean covered =
          kept.stream()
              .anyMatch(
                  better ->
                      better.label().equals(candidate.label())
                          && better.box().iou(candidate.box()) > iou);
      if (!covered) {
        kept.add(candidate);
      }
    }
    return List.copyOf(kept);
  }
}
