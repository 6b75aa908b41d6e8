package io.sightline.renderer.raster;

import java.util.Arrays;
import java.util.List;

/**
 * How far a light from far away reaches, as a picture of depths taken from where it comes
 * (Williams, Casting Curved Shadows on Curved Surfaces, 1978).
 */
final class ShadowMap {
  private static final int SIZE = 1024;
  private static final float BIAS = 0.06f;

  private final float[] depths = new float[SIZE * SIZE];
  private final Vec right;
  private final Vec up;
  private final Vec towards;
  private final Vec centre;
  private final double scale;

  /**
   * @param towards direction to the light
   * @param radius metres around the centre that are covered
   */
  ShadowMap(List<Instance> things, Vec towards, Vec centre, double radius) {
    this.towards = towards.unit();
    this.centre = centre;
    Vec side = Math.abs(this.towards.z()) > 0.999 ? new Vec(1, 0, 0) : Vec.UP;
    this.right = side.cross(this.towards).unit();
    this.up = this.towards.cross(right).unit();
    this.scale = SIZE / (2 * radius);
    Arrays.fill(depths, Float.NEGATIVE_INFINITY);
    for (Instance thing : things) {
      Mesh mesh = thing.mesh().moved(thing.pose());
      float[] corners = mesh.corners();
      for (int i = 0; i < corners.length; i += 9) {
        draw(seen(corners, i), seen(corners, i + 3), seen(corners, i + 6));
      }
    }
  }

  private float[] seen(float[] corners, int at) {
    return seen(new Vec(corners[at], corners[at + 1], corners[at + 2]));
  }

  private float[] seen(Vec place) {
    Vec from = place.minus(centre);
    return new float[] {
      (float) (SIZE / 2.0 + from.dot(right) * scale),
      (float) (SIZE / 2.0 + from.dot(up) * scale),
      (float) from.dot(towards)
    };
  }

  private void draw(float[] a, float[] b, float[] c) {
    float area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (Math.abs(area) < 1e-9f) {
      return;
    }
    int left = (int) Math.max(0, Math.floor(Math.min(a[0], Math.min(b[0], c[0]))));
    int right = (int) Math.min(SIZE - 1, Math.ceil(Math.max(a[0], Math.max(b[0], c[0]))));
    int top = (int) Math.max(0, Math.floor(Math.min(a[1], Math.min(b[1], c[1]))));
    int bottom = (int) Math.min(SIZE - 1, Math.ceil(Math.max(a[1], Math.max(b[1], c[1]))));
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        float px = x + 0.5f;
        float py = y + 0.5f;
        float wb = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
        float wc = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
        if (wb >= 0 && wc >= 0 && wb + wc <= 1) {
          float depth = a[2] + wb * (b[2] - a[2]) + wc * (c[2] - a[2]);
          int at = y * SIZE + x;
          depths[at] = Math.max(depths[at], depth);
        }
      }
    }
  }

  /**
   * Share of the light that reaches a place, softened over some texels.
   *
   * @param reach texels between the samples
   */
  float light(float x, float y, float z, int reach) {
    double fromX = x - centre.x();
    double fromY = y - centre.y();
    double fromZ = z - centre.z();
    int column =
        (int) (SIZE / 2.0 + (fromX * right.x() + fromY * right.y() + fromZ * right.z()) * scale);
    int row = (int) (SIZE / 2.0 + (fromX * up.x() + fromY * up.y() + fromZ * up.z()) * scale);
    float depth = (float) (fromX * towards.x() + fromY * towards.y() + fromZ * towards.z()) + BIAS;
    if (column < reach || row < reach || column >= SIZE - reach || row >= SIZE - reach) {
      return 1;
    }
    int lit = 0;
    for (int dy = -reach; dy <= reach; dy += reach) {
      for (int dx = -reach; dx <= reach; dx += reach) {
        lit += depths[(row + dy) * SIZE + column + dx] <= depth ? 1 : 0;
      }
    }
    return lit / 9f;
  }
}
