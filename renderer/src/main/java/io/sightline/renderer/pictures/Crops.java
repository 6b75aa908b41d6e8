package io.sightline.renderer.pictures;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Vec;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;

/** Things cut out of photographs, as a detector might cut them. */
final class Crops {
  private Crops() {}

  /** The box around places of the world, all of them before the camera, in the picture's pixels. */
  static Box around(List<Vec> places, PinholeCamera camera) {
    List<Point> seen = places.stream().map(camera::project).toList();
    return new Box(
        (float) seen.stream().mapToDouble(Point::x).min().orElseThrow(),
        (float) seen.stream().mapToDouble(Point::y).min().orElseThrow(),
        (float) seen.stream().mapToDouble(Point::x).max().orElseThrow(),
        (float) seen.stream().mapToDouble(Point::y).max().orElseThrow());
  }

  /**
   * A box in whole pixels of the photograph, each side moved outwards at random.
   *
   * @param least share of the box's width or height; negative moves inwards
   * @param most share of the box's width or height
   */
  static Box widened(Box box, double least, double most, PinholeCamera camera, Random random) {
    double[] margins = random.doubles(4, least, most).toArray();
    return new Box(
        (float) Math.max(0, Math.floor(box.left() - margins[0] * box.width())),
        (float) Math.max(0, Math.floor(box.top() - margins[1] * box.height())),
        (float) Math.min(camera.width(), Math.ceil(box.right() + margins[2] * box.width())),
        (float) Math.min(camera.height(), Math.ceil(box.bottom() + margins[3] * box.height())));
  }

  /**
   * @param crop whole pixels of the photograph
   */
  static BufferedImage cut(BufferedImage photograph, Box crop) {
    BufferedImage picture =
        new BufferedImage((int) crop.width(), (int) crop.height(), BufferedImage.TYPE_3BYTE_BGR);
    picture.createGraphics().drawImage(photograph, (int) -crop.left(), (int) -crop.top(), null);
    return picture;
  }
}
