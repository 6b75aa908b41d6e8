package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * YOLO: a {@code .txt} a picture, beside it or in {@code labels}, each line a class number and the
 * box's centre and size as shares of the picture's sides.
 */
final class YoloLabels implements LabelFormat {
  private static final int VALUES = 5;

  private final List<String> names;

  /**
   * @param names of the classes in their order; empty to find them in the folder
   */
  YoloLabels(List<String> names) {
    this.names = names;
  }

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> pictures = folder.pictures();
    if (pictures.stream().map(PictureTree::textLabels).noneMatch(Files::isRegularFile)) {
      return Optional.empty();
    }
    List<String> classes = names.isEmpty() ? YoloNames.in(folder.folder()) : names;
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Path file = PictureTree.textLabels(picture);
      List<LabelledBox> boxes = new ArrayList<>();
      // A picture without a file of labels shows none of the classes.
      List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          boxes.add(box(lines.get(i), classes, file + ", line " + (i + 1)));
        }
      }
      labelled.add(new LabelledPicture(picture, null, boxes));
    }
    return Optional.of(labelled);
  }

  private static LabelledBox box(String line, List<String> classes, String where) {
    String[] values = line.strip().split("\\s+");
    int number = (int) Numbers.parse(values[0], where);
    if (values.length < VALUES || number < 0 || number >= classes.size()) {
      throw new BadInput(
          where
              + ": expected a class number from 0 to "
              + (classes.size() - 1)
              + " and four numbers.");
    }
    return LabelledBox.relative(
        classes.get(number),
        Numbers.parse(values[1], where),
        Numbers.parse(values[2], where),
        Numbers.parse(values[3], where),
        Numbers.parse(values[4], where));
  }
}
