package io.sightline.models;

import io.sightline.models.manifest.ModelManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tiny detectors that tests use: bright squares are cars. */
public final class TestModels {
  private static final List<String> IDS =
      List.of(
          "blob-any",
          "blob-one",
          "blob-half",
          "blob-bytes",
          "blob-int8",
          "blob-moody",
          "blob-future",
          "blob-plates",
          "blob-faces",
          "blob-text",
          "blob-emotions");

  private TestModels() {}

  /** Copies them into a folder, each in a folder of its own. */
  public static Path install(Path folder) {
    for (String id : IDS) {
      for (String file : new String[] {"model.yaml", "blob.onnx"}) {
        try (InputStream in = TestModels.class.getResourceAsStream("/models/" + id + "/" + file)) {
          Files.createDirectories(folder.resolve(id));
          Files.copy(in, folder.resolve(id).resolve(file));
        } catch (IOException e) {
          throw new IllegalStateException("Could not copy " + file, e);
        }
      }
    }
    return folder;
  }

  public static ModelManifest read(Path folder, String id) {
    return ModelManifest.read(folder.resolve(id).resolve(ModelManifest.FILE_NAME));
  }
}
