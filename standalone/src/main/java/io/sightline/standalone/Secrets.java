package io.sightline.standalone;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that an embedded installation makes for itself and keeps, readable by its owner only. */
public final class Secrets {
  private static final int BYTES = 48;

  private final Path folder;

  public Secrets(Path data) {
    this.folder = data.resolve("secrets");
  }

  /** The secret of that name, made when it is asked for the first time. */
  public String get(String name) {
    Path file = file(name);
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw cannotBeKept(file, e);
    }
  }

  /** The file that holds the secret of that name, made when it is asked for the first time. */
  public Path file(String name) {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Path unfinished =
            Files.createTempFile(
                folder,
                name,
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
            unfinished,
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
            StandardOpenOption.WRITE);
        Files.move(unfinished, file);
      }
      return file;
    } catch (IOException e) {
      throw cannotBeKept(file, e);
    }
  }

  private static BadInput cannotBeKept(Path file, IOException e) {
    return new BadInput(
        "The secret " + file + " cannot be kept: " + e.getMessage() + "; choose another --data.",
        e);
  }
}
