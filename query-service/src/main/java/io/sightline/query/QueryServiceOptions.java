package io.sightline.query;

import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.health.ModelFound;
import io.sightline.store.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What the service needs to know.
 *
 * @param port to serve on; 0 for any that is free
 * @param jwtSecret signs tokens; the same for all replicas
 * @param key that cameras' credentials are kept under
 * @param media folder that footage asked for in replays lies below
 * @param version of the program
 * @param emotionModel that judges emotions where a camera names none; null without one
 * @param data folder that the program keeps its things in, whose disk is watched; null for none
 * @param models that were found
 * @param catalog of models that look at pictures which people send; null for none
 */
public record QueryServiceOptions(
    DatabaseAddress database,
    Settings settings,
    int port,
    String jwtSecret,
    KeyFile key,
    Path media,
    String version,
    EmotionModel emotionModel,
    Path data,
    List<ModelFound> models,
    ModelCatalog catalog) {

  /** Without a folder or models to tell of. */
  public QueryServiceOptions(
      DatabaseAddress database,
      Settings settings,
      int port,
      String jwtSecret,
      KeyFile key,
      Path media,
      String version,
      EmotionModel emotionModel) {
    this(
        database,
        settings,
        port,
        jwtSecret,
        key,
        media,
        version,
        emotionModel,
        null,
        List.of(),
        null);
  }

  /** Where pictures are kept. */
  public MediaAddress pictures() {
    String url = settings.get(Settings.MEDIA_URL);
    return url == null ? MediaAddress.of(media) : MediaAddress.of(url);
  }

  @Override
  public String toString() {
    return "QueryServiceOptions[" + database + ", port " + port + "]";
  }
}
