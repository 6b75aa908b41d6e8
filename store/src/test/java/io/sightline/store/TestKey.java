package io.sightline.store;

import io.sightline.domain.secrets.KeyFile;
import io.sightline.store.registry.CameraSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key of an installation, for tests. */
public final class TestKey {
  private static final KeyFile FILE = write("a key for tests, of more than 32 characters");

  private TestKey() {}

  public static KeyFile file() {
    return FILE;
  }

  public static CameraSecrets secrets() {
    return new CameraSecrets(FILE);
  }

  /** Another one, which is deleted with the process. */
  public static KeyFile write(String key) {
    try {
      Path file = Files.createTempFile("sightline", ".key");
      file.toFile().deleteOnExit();
      Files.writeString(file, key + "\n");
      return KeyFile.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
