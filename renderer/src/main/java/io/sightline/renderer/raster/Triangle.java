package io.sightline.renderer.raster;

import java.util.ArrayList;
import java.util.List;

/**
 * A triangle in front of the camera, as it is shown.
 *
 * @param x of its corners in the picture, pixels
 * @param y of its corners in the picture, pixels
 * @param inverse of its corners' depths
 * @param corners in the world, three numbers each
 * @param normals at its corners, three numbers each
 * @param places of its corners in the texture, two numbers each
 */
record Triangle(
    float[] x, float[] y, float[] inverse, float[] corners, float[] normals, float[] places) {
  private static final float NEAR = 0.15f;

  /** A triangle of a mesh, cut at the nearest bearable distance: none, one or two. */
  static List<Triangle> of(Mesh mesh, int triangle, PinholeCamera camera) {
    // Per corner: depth, then what is interpolated: place in the world, normal, place in texture.
    List<float[]> polygon = new ArrayList<>(4);
    for (int k = 0; k < 3; k++) {
      int at = triangle * 9 + k * 3;
      float[] corner = new float[9];
      for (int i = 0; i < 3; i++) {
        corner[1 + i] = mesh.corners()[at + i];
        corner[4 + i] = mesh.normals()[at + i];
      }
      corner[7] = mesh.places()[triangle * 6 + k * 2];
      corner[8] = mesh.places()[triangle * 6 + k * 2 + 1];
      corner[0] = (float) camera.depth(new Vec(corner[1], corner[2], corner[3]));
      polygon.add(corner);
    }
    int behind = 0;
    for (float[] corner : polygon) {
      behind += corner[0] < NEAR ? 1 : 0;
    }
    if (behind == 3) {
      return List.of();
    }
    if (behind > 0) {
      polygon = cut(polygon);
    }
    List<Triangle> triangles = new ArrayList<>(2);
    for (int k = 1; k + 1 < polygon.size(); k++) {
      triangles.add(shown(List.of(polygon.get(0), polygon.get(k), polygon.get(k + 1)), camera));
    }
    return triangles;
  }

  /** Sutherland and Hodgman, 1974, at the near plane. */
  private static List<float[]> cut(List<float[]> polygon) {
    List<float[]> inside = new ArrayList<>(4);
    for (int k = 0; k < polygon.size(); k++) {
      float[] a = polygon.get(k);
      float[] b = polygon.get((k + 1) % polygon.size());
      if (a[0] >= NEAR) {
        inside.add(a);
      }
      if (a[0] >= NEAR != b[0] >= NEAR) {
        float share = (NEAR - a[0]) / (b[0] - a[0]);
        float[] corner = new float[a.length];
        for (int i = 0; i < a.length; i++) {
          corner[i] = a[i] + share * (b[i] - a[i]);
        }
        inside.add(corner);
      }
    }
    return inside;
  }

  private static Triangle shown(List<float[]> corners, PinholeCamera camera) {
    Triangle shown =
        new Triangle(
            new float[3], new float[3], new float[3], new float[9], new float[9], new float[6]);
    for (int k = 0; k < 3; k++) {
      float[] corner = corners.get(k);
      var at = camera.project(new Vec(corner[1], corner[2], corner[3]));
      shown.x()[k] = (float) at.x();
      shown.y()[k] = (float) at.y();
      shown.inverse()[k] = 1 / corner[0];
      System.arraycopy(corner, 1, shown.corners(), 3 * k, 3);
      System.arraycopy(corner, 4, shown.normals(), 3 * k, 3);
      System.arraycopy(corner, 7, shown.places(), 2 * k, 2);
    }
    return shown;
  }
}
