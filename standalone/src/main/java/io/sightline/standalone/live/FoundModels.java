package io.sightline.standalone.live;

import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.health.ModelFound;
import java.util.ArrayList;
import java.util.List;

/** What models there are, as the service tells everybody: without the folders they lie in. */
public final class FoundModels {
  private static final String FOLDERS = "(?:/[^/\\s,;:]+)*/([^/\\s,;:]+)";

  private FoundModels() {}

  /** Those that can be used, by id, and then what is wrong with the others. */
  public static List<ModelFound> in(ModelCatalog catalog) {
    List<ModelFound> found = new ArrayList<>();
    catalog
        .models()
        .forEach(
            model ->
                found.add(new ModelFound(model.id(), model.task().key(), model.version(), null)));
    catalog
        .unusable()
        .forEach(
            problem ->
                found.add(
                    new ModelFound(
                        null, null, null, problem.getMessage().replaceAll(FOLDERS, "$1"))));
    return found;
  }
}
