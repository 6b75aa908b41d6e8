package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A folder and what lies in it at any depth. */
final class PictureTree {
  private static final List<String> PICTURES = List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp");
  private static final int MOST_FILES = 1_000_000;

  private final Path folder;
  private List<Path> files;

  PictureTree(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** In the order of their names. */
  List<Path> pictures() throws IOException {
    return files().stream()
        .filter(file -> PICTURES.stream().anyMatch(end -> hasEnd(file, end)))
        .toList();
  }

  /** Files with an end such as {@code .json}, in the order of their names. */
  List<Path> files(String end) throws IOException {
    return files().stream().filter(file -> hasEnd(file, end)).toList();
  }

  private List<Path> files() throws IOException {
    if (files == null) {
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.filter(Files::isRegularFile).limit(MOST_FILES).sorted().toList();
      }
    }
    return files;
  }

  private static boolean hasEnd(Path file, String end) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(end);
  }

  /**
   * The picture that a file of labels names.
   *
   * @throws BadInput when it is not in the folder
   */
  Path inside(String file, Path labels) {
    Path picture = folder.resolve(file).normalize();
    if (!picture.startsWith(folder) || !Files.isRegularFile(picture)) {
      throw new BadInput(
          labels + " names the picture " + file + ", which is not in " + folder + ".");
    }
    return picture;
  }

  /** A file's name without its end. */
  static String baseName(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  /** The file of the same name with another end, such as {@code xml}. */
  static Path sibling(Path file, String end) {
    return file.resolveSibling(baseName(file) + "." + end);
  }

  /**
   * The labels of a picture: the {@code .txt} beside it or, for {@code …/images/a.jpg}, {@code
   * …/labels/a.txt}, with or without a part such as train below.
   */
  static Path textLabels(Path picture) {
    Path beside = sibling(picture, "txt");
    Path images = picture.getParent();
    if (Files.isRegularFile(beside) || images.getParent() == null) {
      return beside;
    }
    for (Path part = images; part != null && part.getParent() != null; part = part.getParent()) {
      if (part.getFileName().toString().equals("images")) {
        return part.resolveSibling("labels").resolve(part.relativize(beside).toString());
      }
    }
    return beside;
  }
}
