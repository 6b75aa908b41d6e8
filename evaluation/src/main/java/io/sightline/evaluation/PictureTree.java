package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.media.HiddenFiles;
import io.sightline.media.PictureFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A folder and what lies in it at any depth, without hidden files and folders. */
final class PictureTree {
  private static final int MOST_FILES = 1_000_000;
  private static final List<String> LABEL_FOLDERS = List.of("labels", "labelTxt");
  private static final Pattern ROOTED = Pattern.compile("/|[a-zA-Z]:|\\.\\.?/");
  private static final String PICTURE_FOLDER = "images";

  private final Path folder;
  private List<Path> files;
  private Map<String, Path> byLowerCase;
  private Map<String, List<Path>> picturesByName;

  PictureTree(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** In the order of their names. */
  List<Path> pictures() throws IOException {
    return files().stream().filter(PictureFile::isPicture).toList();
  }

  /** Files with an end such as {@code .json}, in the order of their names. */
  List<Path> files(String end) throws IOException {
    return files().stream().filter(file -> lower(file.getFileName()).endsWith(end)).toList();
  }

  private List<Path> files() throws IOException {
    if (files == null) {
      List<Path> found = new ArrayList<>();
      FileVisitor<Path> visitor =
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return !dir.equals(folder) && HiddenFiles.isHidden(dir)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!HiddenFiles.isHidden(file) && Files.isRegularFile(file)) {
                found.add(file);
              }
              return found.size() < MOST_FILES
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.TERMINATE;
            }
          };
      Files.walkFileTree(folder, visitor);
      found.sort(null);
      files = List.copyOf(found);
    }
    return files;
  }

  /**
   * The picture that a file of labels names: relative to the folder or one below it or, where the
   * labels were made elsewhere, by the longest end of its path that is here. Windows' paths are
   * understood.
   *
   * @throws BadInput when it is not in the folder, or several are
   */
  Path named(String name, Path labels) throws IOException {
    String path = name == null ? "" : name.strip().replace('\\', '/');
    Path direct = folder.resolve(path.isEmpty() ? "." : path).normalize();
    if (direct.startsWith(folder) && Files.isRegularFile(direct)) {
      return direct;
    }
    List<String> parts = List.of(path.toLowerCase(Locale.ROOT).split("/+", -1));
    List<Path> found = picturesByName().getOrDefault(parts.get(parts.size() - 1), List.of());
    // What stands in front of a path from another machine's root says nothing here.
    int least = ROOTED.matcher(path).lookingAt() ? 1 : parts.size();
    for (int common = parts.size(); common >= least; common--) {
      String end = "/" + String.join("/", parts.subList(parts.size() - common, parts.size()));
      List<Path> closer = found.stream().filter(one -> slashed(one).endsWith(end)).toList();
      if (!closer.isEmpty() || common == least) {
        found = closer;
        break;
      }
    }
    if (found.size() != 1) {
      throw new BadInput(
          labels
              + " names the picture "
              + name
              + (found.isEmpty()
                  ? ", which is not in " + folder + "."
                  : ", of which there are " + found.size() + " below " + folder + "."));
    }
    return found.get(0);
  }

  private Map<String, List<Path>> picturesByName() throws IOException {
    if (picturesByName == null) {
      picturesByName = new HashMap<>();
      for (Path picture : pictures()) {
        picturesByName
            .computeIfAbsent(lower(picture.getFileName()), key -> new ArrayList<>())
            .add(picture);
      }
    }
    return picturesByName;
  }

  /** A file's name without its end. */
  static String baseName(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  /** The file of the same name with another end, such as {@code xml}, in any case. */
  Optional<Path> sibling(Path file, String end) throws IOException {
    return existing(file.resolveSibling(baseName(file) + "." + end));
  }

  /**
   * The labels of a picture: the {@code .txt} beside it or, for {@code …/images/a.jpg}, {@code
   * …/labels/a.txt}, with or without a part such as train below, in any case.
   */
  Optional<Path> textLabels(Path picture) throws IOException {
    Optional<Path> beside = sibling(picture, "txt");
    if (beside.isPresent()) {
      return beside;
    }
    Path name = picture.resolveSibling(baseName(picture) + ".txt");
    for (Path part = picture.getParent();
        part != null && part.getParent() != null;
        part = part.getParent()) {
      if (lower(part.getFileName()).equals(PICTURE_FOLDER)) {
        for (String labels : LABEL_FOLDERS) {
          Optional<Path> found =
              existing(part.resolveSibling(labels).resolve(part.relativize(name).toString()));
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Path> existing(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      return Optional.of(file);
    }
    if (byLowerCase == null) {
      byLowerCase = new HashMap<>();
      for (Path one : files()) {
        byLowerCase.putIfAbsent(lower(one), one);
      }
    }
    return Optional.ofNullable(byLowerCase.get(lower(file)));
  }

  private static String slashed(Path file) {
    return lower(file).replace('\\', '/');
  }

  private static String lower(Path file) {
    return file.toString().toLowerCase(Locale.ROOT);
  }
}
