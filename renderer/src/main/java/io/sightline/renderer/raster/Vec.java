package io.sightline.renderer.raster;

/** A point or direction of the world: metres, x to the east, y to the north, z up. */
public record Vec(double x, double y, double z) {
  public static final Vec UP = new Vec(0, 0, 1);

  public Vec plus(Vec other) {
    return new Vec(x + other.x, y + other.y, z + other.z);
  }

  public Vec minus(Vec other) {
    return new Vec(x - other.x, y - other.y, z - other.z);
  }

  public Vec times(double factor) {
    return new Vec(x * factor, y * factor, z * factor);
  }

  public double dot(Vec other) {
    return x * other.x + y * other.y + z * other.z;
  }

  public Vec cross(Vec other) {
    return new Vec(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  public double length() {
    return Math.sqrt(dot(this));
  }

  /** Of length 1; straight up where this has no length. */
  public Vec unit() {
    double length = length();
    return length < 1e-12 ? UP : times(1 / length);
  }
}
