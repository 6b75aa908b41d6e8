package io.sightline.models.manifest;

import io.sightline.domain.site.ModelRole;
import java.util.Arrays;
import java.util.Locale;

/** What a model is for. */
public enum ModelTask {
  VEHICLE_DETECTION(ModelRole.VEHICLES),
  PLATE_DETECTION(ModelRole.PLATES),
  PLATE_RECOGNITION(ModelRole.PLATE_TEXT),
  FACE_DETECTION(ModelRole.FACES),
  EMOTION_CLASSIFICATION(ModelRole.EMOTIONS),
  SPOT_CLASSIFICATION(ModelRole.SPOTS);

  /** The label that spot classifiers give to a spot that is taken. */
  public static final String OCCUPIED = "occupied";

  private final ModelRole role;

  ModelTask(ModelRole role) {
    this.role = role;
  }

  /** The task of the models that fill a place in the perception chain. */
  public static ModelTask of(ModelRole role) {
    return Arrays.stream(values()).filter(task -> task.role == role).findFirst().orElseThrow();
  }

  /** The place in the perception chain that a model of this task fills. */
  public ModelRole role() {
    return role;
  }

  /** Whether a model of this task says what a whole picture shows, and not what is where in it. */
  public boolean isClassification() {
    return this == SPOT_CLASSIFICATION || this == EMOTION_CLASSIFICATION;
  }

  /** As manifests spell it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
