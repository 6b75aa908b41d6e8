package io.sightline.standalone.live;

import io.sightline.domain.BadInput;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.ModelFacts;
import io.sightline.models.runtime.ModelFiles;
import io.sightline.models.runtime.OnnxModel;
import io.sightline.query.emotions.EmotionModel;
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
    } catch (BadInput e) {
      LOG.warn("The service cannot tell which model judges emotions. {}", e.getMessage());
      return null;
    }
  }

  private static EmotionModel described(ModelManifest declared) {
    ModelManifest manifest;
    try (OnnxModel<?> model = OnnxModel.load(declared)) {
      manifest = model.manifest();
    }
    ModelFacts facts = ModelFacts.of(manifest.file());
    return new EmotionModel(
        manifest.id(),
        manifest.version(),
        manifest.licence(),
        ModelFiles.sha256(manifest),
        facts.inputShape(),
        manifest.output().labels(),
        facts.parameters());
  }
}
