package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    for (Path picture : pictures) {
      Optional<Path> file = folder.textLabels(picture);
      if (file.isPresent()) {
        return isOfThisForm(file.get()) ? Optional.of(read(pictures, folder)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isOfThisForm(Path file) throws IOException {
    return LabelText.lines(file).stream()
        .findFirst()
        .map(line -> line.split("\t").length == VALUES)
        .orElse(false);
  }

  private static List<LabelledPicture> read(List<Path> pictures, PictureTree folder)
      throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Optional<Path> file = folder.textLabels(picture);
      List<LabelledBox> boxes = new ArrayList<>();
      List<String> lines = file.isPresent() ? LabelText.lines(file.get()) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        String[] values = lines.get(i).split("\t");
        String where = file.map(Path::toString).orElse("") + ", line " + (i + 1);
        if (values.length == VALUES) {
          Box box =
              Corners.sized(
                  Numbers.parse(values[1], where),
                  Numbers.parse(values[2], where),
                  Numbers.parse(values[3], where),
                  Numbers.parse(values[4], where),
                  where);
          boxes.add(new LabelledBox(PLATE, box, false, values[5].strip()));
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
