package io.sightline.renderer.raster;

import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws scenes: finds the nearest triangle of every pixel (z-buffer), then shades each pixel once,
 * by sun with shadows, sky, lamps and what glossy surfaces mirror. Same scene, same picture.
 */
public final class Rasteriser {
  private static final float NEAR = 0.15f;
  private static final int VALUES = 3;

  private final int samples;

  /**
   * @param samples along each side of a pixel
   */
  public Rasteriser(int samples) {
    this.samples = samples;
  }

  /** A triangle in front of the camera, cut at its nearest bearable distance. */
  private record Piece(
      float[] x, float[] y, float[] inverse, float[] corners, float[] normals, float[] places) {}

  public Rendering draw(List<Instance> things, PinholeCamera camera, Lighting lighting) {
    PinholeCamera fine = camera.finer(samples);
    Buffers buffers = new Buffers(fine);
    Map<Integer, float[]> wholes = new TreeMap<>();
    Map<Integer, BitSet> covered = new TreeMap<>();
    for (Instance thing : things) {
      Mesh mesh = thing.mesh().moved(thing.pose());
      BitSet mask =
          thing.id() == 0 ? null : covered.computeIfAbsent(thing.id(), id -> new BitSet());
      float[] whole =
          thing.id() == 0 ? null : wholes.computeIfAbsent(thing.id(), id -> emptyBounds());
      for (int i = 0; i < mesh.triangles(); i++) {
        for (Piece piece : pieces(mesh, i, fine)) {
          buffers.draw(piece, mesh.materials()[i], thing.id(), mask);
          if (whole != null) {
            grow(whole, piece);
          }
        }
      }
    }
    List<Instance> casters = things.stream().filter(thing -> thing.mesh().triangles() > 2).toList();
    Vec centre = groundAhead(camera);
    double reach = 20 + camera.eye().minus(centre).length();
    ShadowMap sun = new ShadowMap(casters, lighting.toSun(), centre, reach);
    ShadowMap above = new ShadowMap(casters, Vec.UP, centre, reach);
    Shader shader = new Shader(fine, lighting, sun, above);
    float[] light = new float[camera.width() * camera.height() * VALUES];
    float[] rgb = new float[VALUES];
    float share = 1f / (samples * samples);
    for (int y = 0; y < fine.height(); y++) {
      for (int x = 0; x < fine.width(); x++) {
        buffers.shade(shader, x, y, rgb);
        int at = ((y / samples) * camera.width() + x / samples) * VALUES;
        for (int i = 0; i < VALUES; i++) {
          // Clipped before the mean, as each point of a sensor clips.
          light[at + i] += Math.min(4, rgb[i]) * share;
        }
      }
    }
    return new Rendering(
        camera.width(),
        camera.height(),
        light,
        buffers.ids(samples),
        buffers.seen(wholes, covered, samples));
  }

  private static float[] emptyBounds() {
    return new float[] {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
  }

  private static void grow(float[] bounds, Piece piece) {
    for (int i = 0; i < 3; i++) {
      bounds[0] = Math.min(bounds[0], piece.x()[i]);
      bounds[1] = Math.min(bounds[1], piece.y()[i]);
      bounds[2] = Math.max(bounds[2], piece.x()[i]);
      bounds[3] = Math.max(bounds[3], piece.y()[i]);
    }
  }

  /** Where the middle of the picture meets the ground, or 25 m ahead where it does not. */
  private static Vec groundAhead(PinholeCamera camera) {
    double distance = camera.forward.z() < -0.05 ? -camera.eye.z() / camera.forward.z() : 25;
    Vec ahead = camera.eye.plus(camera.forward.times(Math.min(40, distance)));
    return new Vec(ahead.x(), ahead.y(), 0);
  }

  private static List<Piece> pieces(Mesh mesh, int triangle, PinholeCamera camera) {
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
    List<Piece> pieces = new ArrayList<>(2);
    for (int k = 1; k + 1 < polygon.size(); k++) {
      pieces.add(piece(List.of(polygon.get(0), polygon.get(k), polygon.get(k + 1)), camera));
    }
    return pieces;
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

  private static Piece piece(List<float[]> corners, PinholeCamera camera) {
    Piece piece =
        new Piece(
            new float[3], new float[3], new float[3], new float[9], new float[9], new float[6]);
    for (int k = 0; k < 3; k++) {
      float[] corner = corners.get(k);
      var at = camera.project(new Vec(corner[1], corner[2], corner[3]));
      piece.x()[k] = (float) at.x();
      piece.y()[k] = (float) at.y();
      piece.inverse()[k] = 1 / corner[0];
      System.arraycopy(corner, 1, piece.corners(), 3 * k, 3);
      System.arraycopy(corner, 4, piece.normals(), 3 * k, 3);
      System.arraycopy(corner, 7, piece.places(), 2 * k, 2);
    }
    return piece;
  }

  /** The nearest triangle of every pixel. */
  private static final class Buffers {
    private final int width;
    private final int height;
    private final float focal;
    private final float[] inverse;
    private final int[] ids;
    private final Piece[] pieces;
    private final Material[] materials;
    private final float[] weightB;
    private final float[] weightC;

    Buffers(PinholeCamera camera) {
      width = camera.width();
      height = camera.height();
      focal = (float) camera.focal;
      inverse = new float[width * height];
      ids = new int[width * height];
      pieces = new Piece[width * height];
      materials = new Material[width * height];
      weightB = new float[width * height];
      weightC = new float[width * height];
    }

    void draw(Piece piece, Material material, int id, BitSet mask) {
      float[] px = piece.x();
      float[] py = piece.y();
      float area = (px[1] - px[0]) * (py[2] - py[0]) - (py[1] - py[0]) * (px[2] - px[0]);
      if (Math.abs(area) < 1e-6f) {
        return;
      }
      int left = bound(Math.min(px[0], Math.min(px[1], px[2])), width);
      int right = bound(Math.max(px[0], Math.max(px[1], px[2])) + 1, width);
      int top = bound(Math.min(py[0], Math.min(py[1], py[2])), height);
      int bottom = bound(Math.max(py[0], Math.max(py[1], py[2])) + 1, height);
      for (int y = top; y < bottom; y++) {
        float cy = y + 0.5f;
        for (int x = left; x < right; x++) {
          float cx = x + 0.5f;
          float wb = ((cx - px[0]) * (py[2] - py[0]) - (cy - py[0]) * (px[2] - px[0])) / area;
          float wc = ((px[1] - px[0]) * (cy - py[0]) - (py[1] - py[0]) * (cx - px[0])) / area;
          if (wb < 0 || wc < 0 || wb + wc > 1) {
            continue;
          }
          float[] near = piece.inverse();
          float depth = near[0] + wb * (near[1] - near[0]) + wc * (near[2] - near[0]);
          int at = y * width + x;
          if (mask != null) {
            mask.set(at);
          }
          if (depth > inverse[at]) {
            inverse[at] = depth;
            ids[at] = id;
            pieces[at] = piece;
            materials[at] = material;
            weightB[at] = wb * near[1] / depth;
            weightC[at] = wc * near[2] / depth;
          }
        }
      }
    }

    private static int bound(float value, int size) {
      return (int) Math.max(0, Math.min(size, Math.floor(value)));
    }

    void shade(Shader shader, int x, int y, float[] rgb) {
      int at = y * width + x;
      Piece piece = pieces[at];
      if (piece == null) {
        shader.background(x, y, rgb);
        return;
      }
      float b = weightB[at];
      float c = weightC[at];
      float a = 1 - b - c;
      float[] p = piece.corners();
      float[] n = piece.normals();
      float[] t = piece.places();
      shader.surface(
          a * p[0] + b * p[3] + c * p[6],
          a * p[1] + b * p[4] + c * p[7],
          a * p[2] + b * p[5] + c * p[8],
          a * n[0] + b * n[3] + c * n[6],
          a * n[1] + b * n[4] + c * n[7],
          a * n[2] + b * n[5] + c * n[8],
          a * t[0] + b * t[2] + c * t[4],
          a * t[1] + b * t[3] + c * t[5],
          materials[at].texture() == null ? 0 : texels(piece, materials[at].texture(), at),
          materials[at],
          rgb);
    }

    /** How many texels a pixel spans here, by the corners' distances in both pictures. */
    private double texels(Piece piece, Texture texture, int at) {
      float[] p = piece.corners();
      float[] t = piece.places();
      double world = Math.sqrt(sq(p[3] - p[0]) + sq(p[4] - p[1]) + sq(p[5] - p[2]) + 1e-12);
      double shown = Math.sqrt(sq(t[2] - t[0]) + sq(t[3] - t[1])) * texture.width();
      return shown / world / (inverse[at] * focal);
    }

    int[] ids(int samples) {
      int columns = width / samples;
      int[] middle = new int[columns * (height / samples)];
      for (int i = 0; i < middle.length; i++) {
        int x = (i % columns) * samples + samples / 2;
        int y = (i / columns) * samples + samples / 2;
        middle[i] = ids[y * width + x];
      }
      return middle;
    }

    private static double sq(double value) {
      return value * value;
    }

    Map<Integer, Rendering.Seen> seen(
        Map<Integer, float[]> wholes, Map<Integer, BitSet> covered, int samples) {
      Map<Integer, int[]> boxes = new TreeMap<>();
      Map<Integer, int[]> counts = new TreeMap<>();
      for (int at = 0; at < ids.length; at++) {
        if (ids[at] > 0) {
          int x = at % width;
          int y = at / width;
          int[] box =
              boxes.computeIfAbsent(
                  ids[at], id -> new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1});
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x + 1);
          box[3] = Math.max(box[3], y + 1);
          counts.computeIfAbsent(ids[at], id -> new int[1])[0]++;
        }
      }
      Map<Integer, Rendering.Seen> seen = new TreeMap<>();
      boxes.forEach(
          (id, box) ->
              seen.put(
                  id,
                  new Rendering.Seen(
                      scaled(box[0], box[1], box[2], box[3], samples),
                      scaled(wholes.get(id), samples),
                      (double) counts.get(id)[0] / covered.get(id).cardinality())));
      return seen;
    }

    private static Box scaled(float[] bounds, float samples) {
      return scaled(bounds[0], bounds[1], bounds[2], bounds[3], samples);
    }

    private static Box scaled(float left, float top, float right, float bottom, float samples) {
      return new Box(left / samples, top / samples, right / samples, bottom / samples);
    }
  }

  /** What light comes to the camera from a place. */
  private static final class Shader {
    private final PinholeCamera camera;
    private final Lighting lighting;
    private final ShadowMap sunMap;
    private final ShadowMap above;
    private final boolean sunny;
    private final float sunX;
    private final float sunY;
    private final float sunZ;
    private final float[] colour = new float[3];
    private final float[] mirrored = new float[3];

    Shader(PinholeCamera camera, Lighting lighting, ShadowMap sunMap, ShadowMap above) {
      this.camera = camera;
      this.lighting = lighting;
      this.sunMap = sunMap;
      this.above = above;
      Vec sun = lighting.toSun().unit();
      sunX = (float) sun.x();
      sunY = (float) sun.y();
      sunZ = (float) sun.z();
      float[] light = lighting.sun();
      sunny = light[0] + light[1] + light[2] > 0.01f;
    }

    void background(int x, int y, float[] rgb) {
      double dx = (x + 0.5 - camera.width() / 2.0) / camera.focal;
      double dy = (y + 0.5 - camera.height() / 2.0) / camera.focal;
      Vec ray = camera.forward.plus(camera.right.times(dx)).plus(camera.down.times(dy)).unit();
      surroundings((float) ray.z(), rgb);
    }

    /** What is seen in a direction where nothing stands. */
    private void surroundings(float z, float[] rgb) {
      float rise = z > 0 ? Math.min(1, z * 2.2f) : 0;
      float below = z < 0 ? Math.max(0.25f, 1 + z * 4) : 1;
      for (int i = 0; i < 3; i++) {
        rgb[i] =
            (lighting.horizon()[i] + (lighting.sky()[i] - lighting.horizon()[i]) * rise) * below;
      }
    }

    void surface(
        float x,
        float y,
        float z,
        float nx,
        float ny,
        float nz,
        float u,
        float v,
        double texels,
        Material material,
        float[] rgb) {
      float length = (float) Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9f;
      float vx = (float) camera.eye.x() - x;
      float vy = (float) camera.eye.y() - y;
      float vz = (float) camera.eye.z() - z;
      float distance = (float) Math.sqrt(vx * vx + vy * vy + vz * vz);
      vx /= distance;
      vy /= distance;
      vz /= distance;
      float facing = (nx * vx + ny * vy + nz * vz) / length;
      // Thin things are seen from both sides.
      float side = (facing < 0 ? -1 : 1) / length;
      nx *= side;
      ny *= side;
      nz *= side;
      facing = Math.abs(facing);
      colour(material, u, v, texels);

      float toSun = nx * sunX + ny * sunY + nz * sunZ;
      float lit = sunny && toSun > 0 ? sunMap.light(x, y, z, 1) : 0;
      float open = 0.35f + 0.65f * above.light(x, y, z + 0.02f, 6);
      float upward = 0.5f + 0.5f * nz;
      float away = 1 - facing;
      float fresnel = away * away * away * away * away;
      float mirror = material.gloss() * (0.06f + 0.74f * fresnel);
      float rx = 2 * facing * nx - vx;
      float ry = 2 * facing * ny - vy;
      float rz = 2 * facing * nz - vz;
      surroundings(rz, mirrored);
      float glint = lit * material.gloss() * power(rx * sunX + ry * sunY + rz * sunZ, 6) * 3;
      float hazy = (float) (1 - 1 / (1 + lighting.haze() * distance));
      for (int i = 0; i < 3; i++) {
        float ambient =
            (lighting.horizon()[i] * (1 - upward) * 0.7f + lighting.sky()[i] * upward) * open;
        float light = ambient + lighting.sun()[i] * Math.max(0, toSun) * lit;
        float seen = colour[i] * light * (1 - mirror) + mirrored[i] * mirror * (0.3f + 0.7f * open);
        seen += glint * lighting.sun()[i];
        rgb[i] = seen;
      }
      lamps(x, y, z, nx, ny, nz, rgb);
      for (int i = 0; i < 3; i++) {
        float seen = rgb[i] + material.glow() * colour[i];
        rgb[i] = seen + (lighting.horizon()[i] - seen) * hazy;
      }
    }

    private void colour(Material material, float u, float v, double texels) {
      if (material.texture() != null) {
        material.texture().sample(u, v, texels, colour);
        colour[0] *= material.red();
        colour[1] *= material.green();
        colour[2] *= material.blue();
      } else {
        colour[0] = material.red();
        colour[1] = material.green();
        colour[2] = material.blue();
      }
    }

    private void lamps(float x, float y, float z, float nx, float ny, float nz, float[] rgb) {
      for (Lighting.Lamp lamp : lighting.lamps()) {
        float lx = (float) lamp.at().x() - x;
        float ly = (float) lamp.at().y() - y;
        float lz = (float) lamp.at().z() - z;
        float squared = lx * lx + ly * ly + lz * lz + 0.2f;
        float facing = (lx * nx + ly * ny + lz * nz) / (float) Math.sqrt(squared);
        if (facing > 0) {
          for (int i = 0; i < 3; i++) {
            rgb[i] += colour[i] * lamp.power()[i] * facing / squared;
          }
        }
      }
    }

    /** {@code value} to the power of 2 to the {@code doublings}; 0 for negative values. */
    private static float power(float value, int doublings) {
      float result = Math.max(0, value);
      for (int i = 0; i < doublings; i++) {
        result *= result;
      }
      return result;
    }
  }
}
