package io.sightline.evaluation;

import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a model can say, and what the data calls it. */
final class ModelLabels {
  private final Set<String> labels;
  private final Map<String, String> renamed;

  /**
   * @param renamed labels of the data that mean one of the model's, by their own name; those that
   *     mean nothing are left out
   */
  ModelLabels(ModelManifest model, Map<String, String> renamed) {
    this.labels = labels(model);
    this.renamed = renamed;
  }

  private static Set<String> labels(ModelManifest model) {
    OutputSpec output = model.output();
    Set<String> labels =
        new TreeSet<>(output.keep().isEmpty() ? output.labels() : output.keep().values());
    switch (model.task()) {
      case PLATE_DETECTION -> labels.add("plate");
      case FACE_DETECTION -> labels.add("face");
      default -> {}
    }
    return labels;
  }

  Set<String> all() {
    return labels;
  }

  /** The model's label for one of the data's; null when the model does not know such things. */
  String known(String label) {
    String name = renamed.getOrDefault(label, label);
    return labels.contains(name) ? name : null;
  }

  /** Whether the data's label was renamed to nothing. */
  boolean isLeftOut(String label) {
    return "".equals(renamed.get(label));
  }

  @Override
  public String toString() {
    return String.join(", ", labels);
  }
}
