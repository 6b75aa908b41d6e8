package io.sightline.renderer.pictures;

import io.sightline.domain.geometry.Box;
import io.sightline.renderer.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** A folder of pictures with a {@code labels.csv}, in the form that the trainings read. */
final class PictureFolder {
  private static final String SOURCE = "rendered";

  private final long seed;
  private final Path folder;

  PictureFolder(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
  }

  /** Draws one scene, writes its pictures, and returns the rows that describe them. */
  interface Painter {
    List<String> paint(int number, Random random) throws IOException;
  }

  /** Scenes with boxes: file, class, centre and size as shares of the picture, source. */
  void boxes(int scenes, Painter painter) throws IOException {
    write(scenes, "file,class,cx,cy,w,h,source", painter);
  }

  /** Scenes that give one label a picture: file, label, source. */
  void labels(int scenes, Painter painter) throws IOException {
    write(scenes, "file,label,source", painter);
  }

  private void write(int scenes, String header, Painter painter) throws IOException {
    Files.createDirectories(folder);
    List<List<String>> rows =
        IntStream.range(0, scenes)
            .parallel()
            .mapToObj(
                number -> {
                  try {
                    return painter.paint(number, Seeds.random(seed, number));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .toList();
    List<String> lines = new ArrayList<>(List.of(header));
    rows.forEach(lines::addAll);
    Files.write(folder.resolve("labels.csv"), lines);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * @param box in the picture's pixels
   */
  static String row(String file, String label, Box box, double width, double height) {
    return String.format(
        Locale.ROOT,
        "%s,%s,%.5f,%.5f,%.5f,%.5f,%s",
        file,
        label,
        (box.left() + box.right()) / 2 / width,
        (box.top() + box.bottom()) / 2 / height,
        box.width() / width,
        box.height() / height,
        SOURCE);
  }

  /** A picture with nothing in it. */
  static String emptyRow(String file) {
    return file + ",,,,,," + SOURCE;
  }

  static String row(String file, String label) {
    return file + "," + label + "," + SOURCE;
  }
}
