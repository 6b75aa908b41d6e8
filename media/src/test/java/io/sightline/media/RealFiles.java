package io.sightline.media;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Footage, weights and labelled pictures from outside the project, beside it in {@code
 * ../shared/real} or where the environment variable {@code SIGHTLINE_REAL} says. Tests that need
 * them skip where they are absent.
 */
public final class RealFiles {
  private RealFiles() {}

  /** A file or folder there; the test is skipped, with the reason, when it is absent. */
  public static Path require(String name) {
    String configured = System.getenv("SIGHTLINE_REAL");
    Path root =
        configured != null
            ? Path.of(configured)
            : Path.of(System.getProperty("sightline.root", "..")).resolve("../shared/real");
    Path file = root.resolve(name).toAbsolutePath().normalize();
    assumeTrue(
        Files.exists(file), "skipped: " + file + " is not here; SIGHTLINE_REAL names its folder");
    return file;
  }
}
