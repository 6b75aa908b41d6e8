package io.sightline.renderer.raster;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws scenes: finds the nearest triangle of every pixel (z-buffer), then shades each pixel once,
 * by sun with shadows, sky, lamps and what glossy surfaces mirror. Same scene, same picture.
 */
public final class Rasteriser {
  private static final int VALUES = 3;

  private final int samples;

  /**
   * @param samples along each side of a pixel
   */
  public Rasteriser(int samples) {
    this.samples = samples;
  }

  public Rendering draw(List<Instance> things, PinholeCamera camera, Lighting lighting) {
    PinholeCamera fine = camera.finer(samples);
    NearestTriangles nearest = new NearestTriangles(fine);
    Map<Integer, float[]> wholes = new TreeMap<>();
    Map<Integer, BitSet> covered = new TreeMap<>();
    for (Instance thing : things) {
      Mesh mesh = thing.mesh().moved(thing.pose());
      BitSet mask =
          thing.id() == 0 ? null : covered.computeIfAbsent(thing.id(), id -> new BitSet());
      float[] whole =
          thing.id() == 0 ? null : wholes.computeIfAbsent(thing.id(), id -> emptyBounds());
      for (int i = 0; i < mesh.triangles(); i++) {
        for (Triangle triangle : Triangle.of(mesh, i, fine)) {
          nearest.draw(triangle, mesh.materials()[i], thing.id(), mask);
          if (whole != null) {
            grow(whole, triangle);
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
        nearest.shade(shader, x, y, rgb);
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
        nearest.ids(samples),
        nearest.seen(wholes, covered, samples));
  }

  private static float[] emptyBounds() {
    return new float[] {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
  }

  private static void grow(float[] bounds, Triangle triangle) {
    for (int i = 0; i < 3; i++) {
      bounds[0] = Math.min(bounds[0], triangle.x()[i]);
      bounds[1] = Math.min(bounds[1], triangle.y()[i]);
      bounds[2] = Math.max(bounds[2], triangle.x()[i]);
      bounds[3] = Math.max(bounds[3], triangle.y()[i]);
    }
  }

  /** Where the middle of the picture meets the ground, or 25 m ahead where it does not. */
  private static Vec groundAhead(PinholeCamera camera) {
    double distance = camera.forward.z() < -0.05 ? -camera.eye.z() / camera.forward.z() : 25;
    Vec ahead = camera.eye.plus(camera.forward.times(Math.min(40, distance)));
    return new Vec(ahead.x(), ahead.y(), 0);
  }
}
