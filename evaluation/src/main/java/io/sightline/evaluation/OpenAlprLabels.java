package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * OpenALPR's benchmark: a {@code .txt} a picture, each line the picture's name, left, top, width
 * and height in pixels and the plate's text, parted by tabs.
 */
final class OpenAlprLabels implements LabelFormat {
  private static final int VALUES = 6;
  private static final String PLATE = "plate";

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> pictures = folder.pictures();
    Optional<Path> first =
        pictures.stream().map(PictureTree::textLabels).filter(Files::isRegularFile).findFirst();
    return first.isPresent() && isOfThisForm(first.get())
        ? Optional.of(read(pictures))
        : Optional.empty();
  }

  private static boolean isOfThisForm(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().map(line -> line.split("\t").length == VALUES).orElse(false);
    }
  }

  private static List<LabelledPicture> read(List<Path> pictures) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Path file = PictureTree.textLabels(picture);
      List<LabelledBox> boxes = new ArrayList<>();
      List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        String[] values = lines.get(i).split("\t");
        String where = file + ", line " + (i + 1);
        if (values.length == VALUES) {
          float left = (float) Numbers.parse(values[1], where);
          float top = (float) Numbers.parse(values[2], where);
          float right = left + (float) Numbers.parse(values[3], where);
          float bottom = top + (float) Numbers.parse(values[4], where);
          boxes.add(
              new LabelledBox(PLATE, new Box(left, top, right, bottom), false, values[5].strip()));
        } else if (!lines.get(i).isBlank()) {
          throw new BadInput(
              where + ": expected a picture's name, left, top, width, height and text, with tabs.");
        }
      }
      labelled.add(new LabelledPicture(picture, null, boxes));
    }
    return labelled;
  }
}
