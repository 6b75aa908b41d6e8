package io.sightline.evaluation;

import io.sightline.domain.geometry.Box;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture and what is known of it.
 *
 * @param label what the whole picture shows; null where boxes say what is in it
 * @param boxes things in it, in its pixels or as shares of its sides; what is written twice is one
 *     thing
 * @param ignored crowds, and things that are hard to tell: finding them or not says nothing
 */
public record LabelledPicture(
    Path file, String label, List<LabelledBox> boxes, List<LabelledBox> ignored) {

  public LabelledPicture {
    boxes = boxes.stream().distinct().toList();
  }

  LabelledPicture(Path file, String label, List<LabelledBox> boxes) {
    this(file, label, boxes, List.of());
  }

  /**
   * @param relative whether the box is in shares of the picture's width and height, not in pixels
   * @param text what stands there; null where the data does not say
   */
  public record LabelledBox(String label, Box box, boolean relative, String text) {

    LabelledBox(String label, Box box, boolean relative) {
      this(label, box, relative, null);
    }

    /** In pixels of a picture of this size. */
    Box inPixels(int width, int height) {
      return relative
          ? new Box(
              box.left() * width, box.top() * height, box.right() * width, box.bottom() * height)
          : box;
    }

    static LabelledBox relative(String label, double cx, double cy, double width, double height) {
      return new LabelledBox(
          label,
          new Box(
              (float) (cx - width / 2),
              (float) (cy - height / 2),
              (float) (cx + width / 2),
              (float) (cy + height / 2)),
          true);
    }
  }
}
