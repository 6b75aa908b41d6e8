package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * DOTA (Xia et al., 2018): a {@code .txt} a picture, beside it or in {@code labelTxt}, each line
 * the corners of an oriented box in pixels, the class by its name and whether it is difficult. The
 * box around the corners counts; finding difficult ones or not says nothing.
 */
final class DotaLabels implements LabelFormat {
  private static final int CORNERS = 8;
  private static final Pattern HEADER = Pattern.compile("(?i)(imagesource|gsd)\\s*:.*");
  private static final Pattern LINE =
      Pattern.compile("([-+.\\deE]+\\s+){8}(?![-+.\\d])(\\S+)(\\s+[012])?");

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> pictures = folder.pictures();
    boolean isOfThisForm = false;
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      Optional<Path> file = folder.textLabels(picture);
      List<LabelledBox> boxes = new ArrayList<>();
      List<LabelledBox> difficult = new ArrayList<>();
      List<String> lines = file.isPresent() ? LabelText.lines(file.get()) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (line.isEmpty() || HEADER.matcher(line).matches()) {
          continue;
        }
        if (!LINE.matcher(line).matches()) {
          if (!isOfThisForm) {
            return Optional.empty();
          }
          throw new BadInput(
              file.get() + ", line " + (i + 1) + ": expected eight numbers, a class and 0 or 1.");
        }
        isOfThisForm = true;
        String[] values = line.split("\\s+");
        boolean easy = values.length <= CORNERS + 1 || values[CORNERS + 1].equals("0");
        (easy ? boxes : difficult).add(box(values, file.get() + ", line " + (i + 1)));
      }
      labelled.add(new LabelledPicture(picture, null, boxes, difficult));
    }
    return isOfThisForm ? Optional.of(labelled) : Optional.empty();
  }

  private static LabelledBox box(String[] values, String where) {
    double[] corners = new double[CORNERS];
    for (int i = 0; i < CORNERS; i++) {
      corners[i] = Numbers.parse(values[i], where);
    }
    return new LabelledBox(values[CORNERS], Corners.around(corners, where), false);
  }
}
