package io.sightline.renderer.raster;

/**
 * Where a thing stands: turned about its own vertical axis, then moved.
 *
 * @param heading radians from east, anticlockwise seen from above
 * @param scale factor of its size
 */
public record Pose(double x, double y, double z, double heading, double scale) {
  public static final Pose ORIGIN = new Pose(0, 0, 0, 0, 1);

  public static Pose at(double x, double y, double heading) {
    return new Pose(x, y, 0, heading, 1);
  }

  /** A place of the thing, in the world. */
  public Vec place(Vec own) {
    double cos = StrictMath.cos(heading) * scale;
    double sin = StrictMath.sin(heading) * scale;
    return new Vec(
        x + own.x() * cos - own.y() * sin, y + own.x() * sin + own.y() * cos, z + own.z() * scale);
  }
}
