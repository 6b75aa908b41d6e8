package io.sightline.renderer.raster;

import java.util.ArrayList;
import java.util.List;

/** Puts meshes together out of simple bodies. */
public final class MeshBuilder {
  private static final double CREASE = Math.cos(Math.toRadians(42));

  private final List<Vec> corners = new ArrayList<>();
  private final List<Vec> normals = new ArrayList<>();
  private final List<double[]> places = new ArrayList<>();
  private final List<Material> materials = new ArrayList<>();

  /** Four corners anticlockwise seen from outside, the texture's lower left first. */
  public MeshBuilder quad(Vec a, Vec b, Vec c, Vec d, Material material) {
    Vec normal = b.minus(a).cross(d.minus(a));
    if (normal.length() < 1e-9) {
      normal = c.minus(b).cross(d.minus(b));
    }
    return quad(a, b, c, d, normal, normal, normal, normal, material);
  }

  private MeshBuilder quad(
      Vec a, Vec b, Vec c, Vec d, Vec na, Vec nb, Vec nc, Vec nd, Material material) {
    corner(a, na, 0, 1);
    corner(b, nb, 1, 1);
    corner(c, nc, 1, 0);
    materials.add(material);
    corner(a, na, 0, 1);
    corner(c, nc, 1, 0);
    corner(d, nd, 0, 0);
    materials.add(material);
    return this;
  }

  private void corner(Vec at, Vec normal, double u, double v) {
    corners.add(at);
    normals.add(normal.unit());
    places.add(new double[] {u, v});
  }

  /** An upright box, given by opposite corners. */
  public MeshBuilder box(Vec low, Vec high, Material material) {
    Vec a = low;
    Vec b = new Vec(high.x(), low.y(), low.z());
    Vec c = new Vec(high.x(), high.y(), low.z());
    Vec d = new Vec(low.x(), high.y(), low.z());
    Vec e = new Vec(low.x(), low.y(), high.z());
    Vec f = new Vec(high.x(), low.y(), high.z());
    Vec g = high;
    Vec h = new Vec(low.x(), high.y(), high.z());
    return quad(a, b, f, e, material)
        .quad(b, c, g, f, material)
        .quad(c, d, h, g, material)
        .quad(d, a, e, h, material)
        .quad(e, f, g, h, material)
        .quad(d, c, b, a, material);
  }

  /** A wheel or log: lies along y. */
  public MeshBuilder cylinder(
      Vec centre, double radius, double width, Material side, Material ends) {
    int parts = 16;
    Vec[] left = new Vec[parts];
    Vec[] right = new Vec[parts];
    for (int i = 0; i < parts; i++) {
      double angle = 2 * Math.PI * i / parts;
      Vec spoke = new Vec(radius * Math.cos(angle), 0, radius * Math.sin(angle));
      left[i] = centre.plus(spoke).plus(new Vec(0, width / 2, 0));
      right[i] = centre.plus(spoke).plus(new Vec(0, -width / 2, 0));
    }
    for (int i = 0; i < parts; i++) {
      int next = (i + 1) % parts;
      Vec outI = left[i].minus(centre.plus(new Vec(0, width / 2, 0)));
      Vec outNext = left[next].minus(centre.plus(new Vec(0, width / 2, 0)));
      quad(right[i], left[i], left[next], right[next], outI, outI, outNext, outNext, side);
      double rim = 0.68;
      Vec hubLeft = centre.plus(new Vec(0, width / 2 + 0.01, 0));
      Vec hubRight = centre.plus(new Vec(0, -width / 2 - 0.01, 0));
      disc(hubLeft, left[i], left[next], rim, side, ends, new Vec(0, 1, 0));
      disc(hubRight, right[next], right[i], rim, side, ends, new Vec(0, -1, 0));
    }
    return this;
  }

  private void disc(
      Vec hub, Vec a, Vec b, double rim, Material tyre, Material plate, Vec outwards) {
    Vec innerA = hub.plus(a.minus(hub).times(rim));
    Vec innerB = hub.plus(b.minus(hub).times(rim));
    quad(a, innerA, innerB, b, outwards, outwards, outwards, outwards, tyre);
    quad(hub, hub, innerB, innerA, outwards, outwards, outwards, outwards, plate);
  }

  /** A head, a tree's crown. The texture runs once round it, its middle facing forward (x). */
  public MeshBuilder ellipsoid(Vec centre, Vec radii, int parts, Material material) {
    Vec[][] grid = new Vec[parts + 1][2 * parts + 1];
    for (int i = 0; i <= parts; i++) {
      double latitude = -Math.PI / 2 + Math.PI * i / parts;
      for (int j = 0; j <= 2 * parts; j++) {
        double longitude = -Math.PI + Math.PI * j / parts;
        grid[i][j] =
            new Vec(
                Math.cos(latitude) * Math.cos(longitude),
                Math.cos(latitude) * Math.sin(longitude),
                Math.sin(latitude));
      }
    }
    for (int i = 0; i < parts; i++) {
      for (int j = 0; j < 2 * parts; j++) {
        int first = corners.size();
        Vec[] unit = {grid[i][j], grid[i][j + 1], grid[i + 1][j + 1], grid[i + 1][j]};
        Vec[] at = new Vec[4];
        Vec[] out = new Vec[4];
        for (int k = 0; k < 4; k++) {
          at[k] =
              centre.plus(
                  new Vec(
                      unit[k].x() * radii.x(), unit[k].y() * radii.y(), unit[k].z() * radii.z()));
          out[k] =
              new Vec(unit[k].x() / radii.x(), unit[k].y() / radii.y(), unit[k].z() / radii.z());
        }
        quad(at[0], at[1], at[2], at[3], out[0], out[1], out[2], out[3], material);
        for (int k = first; k < corners.size(); k++) {
          Vec seen = corners.get(k).minus(centre);
          places.get(k)[0] = 0.5 - 0.5 * seen.y() / radii.y();
          places.get(k)[1] = 0.5 - 0.5 * seen.z() / radii.z();
        }
      }
    }
    return this;
  }

  /** What each cell of a skin is made of. */
  public interface Skin {
    /**
     * @param station between this ring and the next
     * @param cell between this point of the ring and the next
     */
    Material of(int station, int cell);
  }

  /**
   * A skin over rings of equally many points; neighbouring cells that meet at less than a crease
   * shade as one smooth surface. Rings run anticlockwise seen from the front, first ring in front.
   */
  public MeshBuilder loft(Vec[][] rings, Skin skin) {
    int stations = rings.length - 1;
    int points = rings[0].length;
    Vec[][] faces = new Vec[stations][points];
    for (int i = 0; i < stations; i++) {
      for (int j = 0; j < points; j++) {
        int next = (j + 1) % points;
        Vec one = rings[i + 1][next].minus(rings[i][j]);
        Vec other = rings[i][next].minus(rings[i + 1][j]);
        faces[i][j] = one.cross(other).unit();
      }
    }
    for (int i = 0; i < stations; i++) {
      for (int j = 0; j < points; j++) {
        int next = (j + 1) % points;
        quad(
            rings[i][j],
            rings[i + 1][j],
            rings[i + 1][next],
            rings[i][next],
            smooth(faces, i, j, i, j),
            smooth(faces, i, j, i + 1, j),
            smooth(faces, i, j, i + 1, next),
            smooth(faces, i, j, i, next),
            skin.of(i, j));
      }
    }
    return this;
  }

  /** The mean normal of the cells around a corner, as far as no crease parts them from this one. */
  private static Vec smooth(Vec[][] faces, int i, int j, int cornerStation, int cornerPoint) {
    Vec own = faces[i][j];
    Vec sum = new Vec(0, 0, 0);
    int points = faces[0].length;
    for (int di = -1; di <= 0; di++) {
      for (int dj = -1; dj <= 0; dj++) {
        int station = cornerStation + di;
        if (station >= 0 && station < faces.length) {
          Vec face = faces[station][Math.floorMod(cornerPoint + dj, points)];
          if (face.dot(own) > CREASE) {
            sum = sum.plus(face);
          }
        }
      }
    }
    return sum.unit();
  }

  public Mesh build() {
    float[] at = new float[corners.size() * 3];
    float[] out = new float[corners.size() * 3];
    float[] place = new float[corners.size() * 2];
    for (int i = 0; i < corners.size(); i++) {
      at[3 * i] = (float) corners.get(i).x();
      at[3 * i + 1] = (float) corners.get(i).y();
      at[3 * i + 2] = (float) corners.get(i).z();
      out[3 * i] = (float) normals.get(i).x();
      out[3 * i + 1] = (float) normals.get(i).y();
      out[3 * i + 2] = (float) normals.get(i).z();
      place[2 * i] = (float) places.get(i)[0];
      place[2 * i + 1] = (float) places.get(i)[1];
    }
    return new Mesh(at, out, place, materials.toArray(Material[]::new));
  }
}
