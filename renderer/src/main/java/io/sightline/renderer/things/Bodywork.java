package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Vec;
import java.util.Random;

/** What vehicles of all kinds are put together from. */
final class Bodywork {
  static final Material GLASS = Material.of(0x14191d, 1);
  static final Material TYRE = Material.of(0x16171a, 0.05);
  static final Material DARK = Material.of(0x0b0c0d, 0.1);
  static final Material PLASTIC = Material.of(0x25272a, 0.15);

  private Bodywork() {}

  /** What a vehicle's plates show. */
  record Plate(Material material, boolean wide) {}

  /** What its lights are made of. */
  record Lights(Material front, Material rear) {}

  /** A cross-section's measures, heights as shares of the vehicle's. */
  record Station(double x, double belt, double roof, double width) {}

  static Station at(double x, double belt, double roof, double width) {
    return new Station(x, belt, roof, width);
  }

  /** The ring drawn together to its middle, which closes the end. */
  static Vec[] closed(Vec[] ring) {
    double low = ring[0].z();
    double high = ring[5].z();
    Vec[] closed = new Vec[ring.length];
    for (int i = 0; i < ring.length; i++) {
      closed[i] = new Vec(ring[i].x(), 0, (low + high) / 2);
    }
    return closed;
  }

  static void wheels(
      MeshBuilder mesh, double length, double half, double radius, double[] axles, Random random) {
    Material hub = Material.of(random.nextBoolean() ? 0xa4a8ac : 0x3c3f42, 0.4);
    for (double axle : axles) {
      double x = length / 2 - axle * length;
      mesh.cylinder(new Vec(x, 0, radius * 1.05), radius * 1.16, 2 * half + 0.004, DARK, DARK);
      for (int sign = -1; sign <= 1; sign += 2) {
        mesh.cylinder(new Vec(x, sign * (half - 0.1), radius), radius, 0.24, TYRE, hub);
      }
    }
  }

  static void plates(MeshBuilder mesh, Plate plate, double front, double frontZ, double rearZ) {
    double half = plate.wide() ? 0.26 : 0.165;
    double tall = plate.wide() ? 0.055 : 0.085;
    double x = front;
    mesh.quad(
        new Vec(x, -half, frontZ - tall),
        new Vec(x, half, frontZ - tall),
        new Vec(x, half, frontZ + tall),
        new Vec(x, -half, frontZ + tall),
        plate.material());
    mesh.quad(
        new Vec(-x, half, rearZ - tall),
        new Vec(-x, -half, rearZ - tall),
        new Vec(-x, -half, rearZ + tall),
        new Vec(-x, half, rearZ + tall),
        plate.material());
  }
}
