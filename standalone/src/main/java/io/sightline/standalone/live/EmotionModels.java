package io.sightline.standalone.live;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.ModelFacts;
import io.sightline.query.emotions.EmotionModel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which model judges emotions, as the service tells. */
public final class EmotionModels {
  private static final Logger LOG = LoggerFactory.getLogger(EmotionModels.class);

  private EmotionModels() {}

  /**
   * The model where a camera names none; null without one that loads, since the service answers
   * without any model.
   */
  public static EmotionModel usual(ModelCatalog catalog) {
    ModelManifest manifest = catalog.findDefault(ModelTask.EMOTION_CLASSIFICATION).orElse(null);
    if (manifest == null) {
      return null;
    }
    try {
      return described(manifest);
    } catch (BadInput | IOException e) {
      LOG.warn("The service cannot tell which model judges emotions. {}", e.getMessage());
      return null;
    }
  }

  private static EmotionModel described(ModelManifest manifest) throws IOException {
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
