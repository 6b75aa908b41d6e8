package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.observations.Detection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts how right a classifier is. */
final class Confusion {
  private final ModelLabels labels;
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

  Confusion(ModelLabels labels) {
    this.labels = labels;
  }

  void add(LabelledPicture picture, List<Detection> said) {
    String label = labels.known(picture.label());
    if (labels.isLeftOut(picture.label())) {
      return;
    }
    if (label == null) {
      throw new BadInput(
          "The label '"
              + picture.label()
              + "' of "
              + picture.file()
              + " is none of the model's ("
              + labels
              + "); say what it is with --label "
              + picture.label()
              + "=OURS.");
    }
    counts
        .computeIfAbsent(label, key -> new TreeMap<>())
        .merge(said.get(0).label(), 1, Integer::sum);
  }

  Evaluation.Classifier score() {
    int all = 0;
    int right = 0;
    for (Map.Entry<String, Map<String, Integer>> row : counts.entrySet()) {
      all += row.getValue().values().stream().mapToInt(Integer::intValue).sum();
      right += row.getValue().getOrDefault(row.getKey(), 0);
    }
    if (all == 0) {
      throw new BadInput(
          "Every label of the data is left out, so nothing can be said of the model; give at least"
              + " one of its own ("
              + labels
              + ").");
    }
    return new Evaluation.Classifier(Math.round(10_000.0 * right / all) / 10_000.0, counts);
  }
}
