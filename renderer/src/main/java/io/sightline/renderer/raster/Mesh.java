package io.sightline.renderer.raster;

import java.util.ArrayList;
import java.util.List;

/**
 * Triangles, each with a normal at every corner, in a thing's own frame: metres, x forward, y to
 * its left, z up, its foot at the origin.
 *
 * @param corners x, y, z of three corners a triangle
 * @param normals of the corners, length 1
 * @param places u, v in the texture of each corner
 * @param materials one a triangle
 */
public record Mesh(float[] corners, float[] normals, float[] places, Material[] materials) {

  int triangles() {
    return materials.length;
  }

  /** Several things as one. */
  public static Mesh joined(List<Mesh> parts) {
    int triangles = parts.stream().mapToInt(Mesh::triangles).sum();
    float[] corners = new float[triangles * 9];
    float[] normals = new float[triangles * 9];
    float[] places = new float[triangles * 6];
    List<Material> materials = new ArrayList<>();
    int at = 0;
    for (Mesh part : parts) {
      System.arraycopy(part.corners, 0, corners, at * 9, part.corners.length);
      System.arraycopy(part.normals, 0, normals, at * 9, part.normals.length);
      System.arraycopy(part.places, 0, places, at * 6, part.places.length);
      materials.addAll(List.of(part.materials));
      at += part.triangles();
    }
    return new Mesh(corners, normals, places, materials.toArray(Material[]::new));
  }

  /**
   * The flat faces that carry a picture, as {@link MeshBuilder#quad} got them: four corners each,
   * anticlockwise seen from outside.
   */
  public List<List<Vec>> pictured() {
    List<List<Vec>> faces = new ArrayList<>();
    for (int i = 0; i + 1 < materials.length; i++) {
      if (materials[i].texture() != null && materials[i] == materials[i + 1]) {
        faces.add(List.of(corner(i, 0), corner(i, 1), corner(i, 2), corner(i + 1, 2)));
        i++;
      }
    }
    return faces;
  }

  private Vec corner(int triangle, int which) {
    int at = triangle * 9 + which * 3;
    return new Vec(corners[at], corners[at + 1], corners[at + 2]);
  }

  /** The same, standing elsewhere. */
  public Mesh moved(Pose pose) {
    float[] moved = new float[corners.length];
    float[] turned = new float[normals.length];
    Pose turn = new Pose(0, 0, 0, pose.heading(), 1);
    for (int i = 0; i < corners.length; i += 3) {
      put(moved, i, pose.place(new Vec(corners[i], corners[i + 1], corners[i + 2])));
      put(turned, i, turn.place(new Vec(normals[i], normals[i + 1], normals[i + 2])));
    }
    return new Mesh(moved, turned, places, materials);
  }

  private static void put(float[] target, int at, Vec value) {
    target[at] = (float) value.x();
    target[at + 1] = (float) value.y();
    target[at + 2] = (float) value.z();
  }
}
