package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * YOLO: a {@code .txt} a picture, beside it or in {@code labels}, each line a class number and the
 * box's centre and size as shares of the picture's sides. Of a polygon, and so of an oriented box,
 * the corners stand behind the class; what counts is the box around them. Of a pose the box counts.
 */
final class YoloLabels implements LabelFormat {
  private static final int BOX = 5;

  /** Of a box's side, how far points may lie from it that reach to it. */
  private static final double SAME_SIDE = 0.1;

  private static final int LEAST_POLYGON = 7;
  private static final int POINT_WITH_VISIBILITY = 3;
  private static final Set<String> OTHER_TEXTS =
      Set.of("classes.txt", "train.txt", "val.txt", "test.txt", "labels.txt", "notes.txt");

  private final List<String> names;

  /**
   * @param names of the classes in their order; empty to find them in the folder
   */
  YoloLabels(List<String> names) {
    this.names = YoloNames.clean(names);
  }

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> pictures = folder.pictures();
    Set<Path> used = new HashSet<>();
    for (Path picture : pictures) {
      folder.textLabels(picture).ifPresent(used::add);
    }
    requireUsed(folder, used);
    if (used.isEmpty()) {
      return Optional.empty();
    }
    List<String> classes = names.isEmpty() ? YoloNames.in(folder.folder()) : names;
    int keypoints = YoloNames.keypointValues(folder.folder());
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Optional<Path> file = folder.textLabels(picture);
      // A line that is there twice means one thing.
      Set<LabelledBox> boxes = new LinkedHashSet<>();
      // A picture without a file of labels shows none of the classes.
      List<String> lines = file.isPresent() ? LabelText.lines(file.get()) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          boxes.add(box(lines.get(i), classes, keypoints, file.get() + ", line " + (i + 1)));
        }
      }
      labelled.add(new LabelledPicture(picture, null, List.copyOf(boxes)));
    }
    return Optional.of(labelled);
  }

  /** A label that finds no picture may be that of one that looks empty, or of one that is lost. */
  private static void requireUsed(PictureTree folder, Set<Path> used) throws IOException {
    List<Path> unused =
        folder.files(".txt").stream()
            .filter(file -> !used.contains(file) && looksLikeLabels(file, folder))
            .toList();
    if (!unused.isEmpty()) {
      throw new BadInput(
          "The labels "
              + unused.get(0)
              + (unused.size() > 1 ? " and " + (unused.size() - 1) + " more" : "")
              + " are of no picture; a label file has its picture's name and lies beside it, or in"
              + " labels/ where the picture is in images/.");
    }
  }

  private static boolean looksLikeLabels(Path file, PictureTree folder) {
    try {
      return !OTHER_TEXTS.contains(file.getFileName().toString().toLowerCase(Locale.ROOT))
          && LabelText.lines(file).stream()
              .filter(line -> !line.isBlank())
              .findFirst()
              .filter(line -> line.strip().matches("\\d{1,4}([ \\t]+[-+.\\deE]+){4,}"))
              .isPresent();
    } catch (IOException | BadInput e) {
      return false;
    }
  }

  private static LabelledBox box(String line, List<String> classes, int keypoints, String where) {
    String[] texts = line.strip().split("\\s+");
    double number = Numbers.parse(texts[0], where);
    double[] values = new double[texts.length - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Numbers.parse(texts[i + 1], where);
    }
    if (number < 0 || number >= classes.size() || number != (int) number) {
      throw new BadInput(
          where
              + ": expected a class number from 0 to "
              + (classes.size() - 1)
              + ", not "
              + texts[0]
              + ".");
    }
    String label = classes.get((int) number);
    if (texts.length == BOX
        || (keypoints > 0 && texts.length == BOX + keypoints)
        || isBoxAroundPoints(values)) {
      return Shares.box(label, values[0], values[1], values[2], values[3], where);
    }
    if (texts.length < LEAST_POLYGON || texts.length % 2 == 0 || hasVisibilities(texts)) {
      throw new BadInput(
          where
              + ": "
              + texts.length
              + " values are neither a class with the four of a box nor a class with the corners of"
              + " a polygon"
              + (hasVisibilities(texts)
                  ? "; where they are keypoints, say kpt_shape in data.yaml."
                  : "."));
    }
    return Shares.around(label, values, where);
  }

  /**
   * Whether the values are a box and points that reach to each of its sides, as those of the
   * corners of plates: no polygon has such numbers in front.
   */
  private static boolean isBoxAroundPoints(double[] values) {
    if (values.length < BOX + 3 || values.length % 2 != 0) {
      return false;
    }
    boolean fits = true;
    for (int axis = 0; axis < 2; axis++) {
      double centre = values[axis];
      double size = values[axis + 2];
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = BOX - 1 + axis; i < values.length; i += 2) {
        least = Math.min(least, values[i]);
        most = Math.max(most, values[i]);
      }
      double tolerance = SAME_SIDE * size;
      fits &=
          Math.abs(centre - size / 2 - least) <= tolerance
              && Math.abs(centre + size / 2 - most) <= tolerance;
    }
    return fits;
  }

  /** Whether the values can be a box and keypoints, each with whether it is seen. */
  private static boolean hasVisibilities(String[] texts) {
    if (texts.length <= BOX || (texts.length - BOX) % POINT_WITH_VISIBILITY != 0) {
      return false;
    }
    for (int i = BOX + 2; i < texts.length; i += POINT_WITH_VISIBILITY) {
      if (!texts[i].matches("[012](\\.0*)?")) {
        return false;
      }
    }
    return true;
  }
}
