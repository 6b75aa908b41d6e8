package io.sightline.domain.secrets;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.TextFile;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the installation's key is. Only the path travels with a job, into checkpoints and job
 * graphs; each process reads the key for itself, from a file or a mounted secret.
 *
 * @param path null where there is no key
 */
public record KeyFile(String path) implements Serializable {
  public static final KeyFile NONE = new KeyFile(null);

  private static final int MOST_MEGABYTES = 1;

  public static KeyFile of(Path file) {
    return new KeyFile(file.toAbsolutePath().toString());
  }

  /**
   * @return empty where there is no key
   * @throws BadInput when the file cannot be read or holds no key
   */
  public Optional<InstallationKey> read() {
    if (path == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(InstallationKey.of(TextFile.read(Path.of(path), MOST_MEGABYTES)));
    } catch (BadInput e) {
      throw new BadInput("The key of this installation (secrets.key-file): " + e.getMessage(), e);
    }
  }
}
