package io.sightline.models.output;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Boxes that a detector proposes, before those that mean the same thing are thinned out. */
final class Candidates {
  /** As many as any picture of ours shows; more are noise. */
  private static final int MAX_DETECTIONS = 300;

  private record Candidate(int classNumber, Detection detection) {}

  private final List<Candidate> candidates = new ArrayList<>();

  void add(int classNumber, String label, float score, Box box) {
    // A box outside the picture, or with no area, is nothing that could be seen; this also keeps
    // NaN out.
    if (box.width() > 0 && box.height() > 0) {
      candidates.add(new Candidate(classNumber, new Detection(label, score, box)));
    }
  }

  /**
   * Greedy non-maximum suppression within each class: of boxes that overlap a better one by more
   * than {@code iou}, only the better stays.
   */
  List<Detection> suppressed(float iou) {
    // The sort is stable: equal scores keep the order of the model's output.
    candidates.sort(
        Comparator.comparingDouble((Candidate candidate) -> candidate.detection().score())
            .reversed());
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (kept.size() == MAX_DETECTIONS) {
        break;
      }
      boolean covered =
          kept.stream()
              .anyMatch(
                  better ->
                      better.classNumber() == candidate.classNumber()
                          && better.detection().box().iou(candidate.detection().box()) > iou);
      if (!covered) {
        kept.add(candidate);
      }
    }
    return kept.stream().map(Candidate::detection).toList();
  }
}
