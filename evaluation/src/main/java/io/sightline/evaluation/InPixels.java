package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.geometry.Box;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether labels in pixels are those of the picture, as it is shown. */
final class InPixels {
  private InPixels() {}

  /**
   * @param width that the labels say the picture has; 0 where they say none
   * @throws BadInput when the picture is of another size
   */
  static void requireSize(Path picture, double width, double height, String where) {
    if (width <= 0 || height <= 0) {
      return;
    }
    Optional<PictureSize> size = size(picture);
    if (size.isPresent() && (size.get().width() != width || size.get().height() != height)) {
      throw new BadInput(
          where
              + " speaks of a picture of "
              + (long) width
              + " x "
              + (long) height
              + " pixels, and "
              + picture
              + " has "
              + size.get().width()
              + " x "
              + size.get().height()
              + " as it is shown, upright by its EXIF orientation; label the shown picture.");
    }
  }

  /**
   * @throws BadInput when a box lies outside its picture, or all are shares and not pixels
   */
  static void requireInside(LabelledPicture picture) {
    List<Box> boxes =
        picture.boxes().stream().filter(box -> !box.relative()).map(LabelledBox::box).toList();
    if (boxes.isEmpty()) {
      return;
    }
    Optional<PictureSize> size = size(picture.file());
    for (Box box : boxes) {
      if (size.isPresent()
          && (box.right() <= 0
              || box.bottom() <= 0
              || box.left() >= size.get().width()
              || box.top() >= size.get().height())) {
        throw new BadInput(
            "A label of "
                + picture.file()
                + " lies outside the picture, which has "
                + size.get()
                + ": its box begins at "
                + box.left()
                + ", "
                + box.top()
                + "; correct or remove it.");
      }
    }
    if (size.isPresent()
        && size.get().width() > 1
        && boxes.stream().allMatch(box -> box.right() <= 1 && box.bottom() <= 1)) {
      throw new BadInput(
          "The labels of "
              + picture.file()
              + " are shares of its sides where pixels are expected; multiply them by its width and"
              + " height.");
    }
  }

  /** Empty where the picture cannot be read, which is said when it is. */
  private static Optional<PictureSize> size(Path picture) {
    try {
      return Optional.of(PictureFile.size(picture));
    } catch (MediaFailure e) {
      return Optional.empty();
    }
  }
}
