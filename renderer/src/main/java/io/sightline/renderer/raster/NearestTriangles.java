package io.sightline.renderer.raster;

import io.sightline.domain.geometry.Box;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** The nearest triangle of every pixel. */
final class NearestTriangles {
  private final int width;
  private final int height;
  private final float focal;
  private final float[] inverse;
  private final int[] ids;
  private final Triangle[] triangles;
  private final Material[] materials;
  private final float[] weightB;
  private final float[] weightC;

  NearestTriangles(PinholeCamera camera) {
    width = camera.width();
    height = camera.height();
    focal = (float) camera.focal;
    inverse = new float[width * height];
    ids = new int[width * height];
    triangles = new Triangle[width * height];
    materials = new Material[width * height];
    weightB = new float[width * height];
    weightC = new float[width * height];
  }

  void draw(Triangle triangle, Material material, int id, BitSet mask) {
    float[] px = triangle.x();
    float[] py = triangle.y();
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
        float[] near = triangle.inverse();
        float depth = near[0] + wb * (near[1] - near[0]) + wc * (near[2] - near[0]);
        int at = y * width + x;
        if (mask != null) {
          mask.set(at);
        }
        if (depth > inverse[at]) {
          inverse[at] = depth;
          ids[at] = id;
          triangles[at] = triangle;
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
    Triangle triangle = triangles[at];
    if (triangle == null) {
      shader.background(x, y, rgb);
      return;
    }
    float b = weightB[at];
    float c = weightC[at];
    float a = 1 - b - c;
    float[] p = triangle.corners();
    float[] n = triangle.normals();
    float[] t = triangle.places();
    shader.surface(
        a * p[0] + b * p[3] + c * p[6],
        a * p[1] + b * p[4] + c * p[7],
        a * p[2] + b * p[5] + c * p[8],
        a * n[0] + b * n[3] + c * n[6],
        a * n[1] + b * n[4] + c * n[7],
        a * n[2] + b * n[5] + c * n[8],
        a * t[0] + b * t[2] + c * t[4],
        a * t[1] + b * t[3] + c * t[5],
        materials[at].texture() == null ? 0 : texels(triangle, materials[at].texture(), at),
        materials[at],
        rgb);
  }

  /** How many texels a pixel spans here, by the corners' distances in both pictures. */
  private double texels(Triangle triangle, Texture texture, int at) {
    float[] p = triangle.corners();
    float[] t = triangle.places();
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
