package io.sightline.query.predictions;

import io.sightline.domain.observations.ModelUse;

/** The model that has looked. */
public record ModelTag(String id, String version, String sha256) {
  static ModelTag of(ModelUse use) {
    return new ModelTag(use.id(), use.version(), use.sha256());
  }

  /** As clients of VisionAI know versions. */
  public String tag() {
    return version.startsWith("v") ? version : "v" + version;
  }
}
