package io.sightline.media;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * What operating systems, archives and network storage leave beside people's files, such as {@code
 * ._a.jpg} of macOS, which carries a picture's name and none of it.
 */
public final class HiddenFiles {
  private static final Set<String> NAMES =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "__macosx",
          "@eadir",
          "#recycle",
          "@recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found");

  private HiddenFiles() {}

  /** Whether a file or folder is not its owner's, by its own name. */
  public static boolean isHidden(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return (name.startsWith(".") && !name.equals(".") && !name.equals(".."))
        || NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
