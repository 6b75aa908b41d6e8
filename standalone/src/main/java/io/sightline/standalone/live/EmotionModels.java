package io.sightline.standalone.live;

import io.sightline.domain.Digest;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.ModelFacts;
import io.sightline.query.emotions.EmotionModel;
import java.io.IOException;

/** Which model judges emotions, as the service tells. */
public final class EmotionModels {
  private EmotionModels() {}

  /** The model where a camera names none; null without one. */
  public static EmotionModel usual(ModelCatalog catalog) throws IOException {
    ModelManifest manifest = catalog.findDefault(ModelTask.EMOTION_CLASSIFICATION).orElse(null);
    if (manifest == null) {
      return null;
    }
    ModelFacts facts = ModelFacts.of(manifest.file());
    return new EmotionModel(
        manifest.id(),
        manifest.version(),
        manifest.licence(),
        Digest.sha256(manifest.file()),
        facts.inputShape(),
        manifest.output().labels(),
        facts.parameters());
  }
}
