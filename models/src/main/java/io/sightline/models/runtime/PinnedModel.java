package io.sightline.models.runtime;

import io.sightline.domain.BadInput;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.manifest.ModelManifest;
import java.nio.file.Path;

/**
 * A model in its place in the perception chain, whose weights are known.
 *
 * @param manifest path of its {@code model.yaml}
 * @param use what observations say of it
 */
public record PinnedModel(String manifest, ModelUse use) {
  /**
   * A model as its files are now.
   *
   * @throws BadInput when one of them is missing or cannot be read
   */
  public static PinnedModel now(ModelRole role, ModelManifest manifest) {
    return new PinnedModel(
        manifest.file().resolveSibling(ModelManifest.FILE_NAME).toString(),
        new ModelUse(role.key(), manifest.id(), manifest.version(), ModelFiles.sha256(manifest)));
  }

  /**
   * Reads the manifest, and the weights' digest.
   *
   * @throws BadInput when they are not those that were pinned
   */
  ModelManifest read() {
    ModelManifest read = ModelManifest.read(Path.of(manifest));
    String sha256 = ModelFiles.sha256(read);
    if (!sha256.equals(use.sha256())) {
      throw new BadInput(
          "The weights of model '"
              + use.id()
              + "' ("
              + read.file()
              + ") changed since the run began: expected SHA-256 "
              + use.sha256()
              + ", found "
              + sha256
              + ". Put the old files back or start the run afresh.");
    }
    return read;
  }
}
