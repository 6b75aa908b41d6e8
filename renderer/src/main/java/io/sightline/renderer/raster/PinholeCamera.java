package io.sightline.renderer.raster;

import io.sightline.domain.geometry.Point;

/**
 * A camera without a lens: it stands somewhere and looks somewhere, its picture's sides upright.
 */
public final class PinholeCamera {
  final Vec eye;
  final Vec right;
  final Vec down;
  final Vec forward;
  final double focal;
  private final int width;
  private final int height;

  /**
   * @param lookAt the place in the middle of the picture
   * @param fieldOfView degrees from the left edge to the right
   * @param roll radians that the camera hangs askew
   */
  public PinholeCamera(
      Vec eye, Vec lookAt, double fieldOfView, double roll, int width, int height) {
    this.eye = eye;
    this.forward = lookAt.minus(eye).unit();
    Vec level = Math.abs(forward.z()) > 0.999 ? new Vec(1, 0, 0) : forward.cross(Vec.UP).unit();
    Vec plumb = forward.cross(level).unit();
    this.right = level.times(StrictMath.cos(roll)).plus(plumb.times(StrictMath.sin(roll)));
    this.down = plumb.times(StrictMath.cos(roll)).minus(level.times(StrictMath.sin(roll)));
    this.focal = width / 2.0 / StrictMath.tan(Math.toRadians(fieldOfView) / 2);
    this.width = width;
    this.height = height;
  }

  private PinholeCamera(PinholeCamera camera, int factor) {
    this.eye = camera.eye;
    this.right = camera.right;
    this.down = camera.down;
    this.forward = camera.forward;
    this.focal = camera.focal * factor;
    this.width = camera.width * factor;
    this.height = camera.height * factor;
  }

  /** The same view in more pixels. */
  PinholeCamera finer(int factor) {
    return new PinholeCamera(this, factor);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public Vec eye() {
    return eye;
  }

  /** How far in front of the camera a place is, metres. */
  public double depth(Vec place) {
    return place.minus(eye).dot(forward);
  }

  /** Whether any part of a thing is in front of the camera, inside the picture or not. */
  public boolean isAhead(Instance thing) {
    float[] corners = thing.mesh().corners();
    for (int i = 0; i < corners.length; i += 3) {
      Vec own = new Vec(corners[i], corners[i + 1], corners[i + 2]);
      if (depth(thing.pose().place(own)) > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether any corner of a thing is in the picture or not far outside.
   *
   * @param margin how far at most, as a share of the picture's width and height
   */
  public boolean isNear(Instance thing, double margin) {
    float[] corners = thing.mesh().corners();
    for (int i = 0; i < corners.length; i += 3) {
      Vec place = thing.pose().place(new Vec(corners[i], corners[i + 1], corners[i + 2]));
      if (depth(place) > 0) {
        Point at = project(place);
        if (Math.abs(at.x() / width - 0.5) < 0.5 + margin
            && Math.abs(at.y() / height - 0.5) < 0.5 + margin) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where a place of the world is in the picture; only for places in front of the camera. */
  public Point project(Vec place) {
    Vec seen = place.minus(eye);
    double depth = seen.dot(forward);
    return new Point(
        width / 2.0 + focal * seen.dot(right) / depth,
        height / 2.0 + focal * seen.dot(down) / depth);
  }
}
