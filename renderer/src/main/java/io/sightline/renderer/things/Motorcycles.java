package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import java.util.List;
import java.util.Random;

/** Builds motorcycles, most of them ridden. */
final class Motorcycles {
  private Motorcycles() {}

  static Vehicle build(
      String text,
      Material paint,
      Bodywork.Plate plate,
      Bodywork.Lights lights,
      double vary,
      Random random) {
    double length = 2.1 * vary;
    double front = length / 2;
    Material metal = Material.of(0x6f7376, 0.5);
    MeshBuilder mesh = new MeshBuilder();
    mesh.cylinder(new Vec(front - 0.31, 0, 0.31), 0.31, 0.12, Bodywork.TYRE, metal);
    mesh.cylinder(new Vec(-front + 0.31, 0, 0.31), 0.31, 0.16, Bodywork.TYRE, metal);
    mesh.box(new Vec(-0.3, -0.16, 0.25), new Vec(0.35, 0.16, 0.62), metal);
    mesh.ellipsoid(new Vec(0.2, 0, 0.8), new Vec(0.36, 0.17, 0.17), 6, paint);
    mesh.box(new Vec(-0.75, -0.13, 0.68), new Vec(-0.05, 0.13, 0.8), Bodywork.DARK);
    mesh.ellipsoid(new Vec(0.62, 0, 0.85), new Vec(0.18, 0.2, 0.24), 5, paint);
    mesh.box(new Vec(0.72, -0.1, 0.8), new Vec(0.82, 0.1, 0.95), lights.front());
    mesh.box(new Vec(-0.98, -0.08, 0.65), new Vec(-0.9, 0.08, 0.75), lights.rear());
    mesh.box(new Vec(0.45, -0.38, 1), new Vec(0.52, 0.38, 1.05), Bodywork.DARK);
    mesh.quad(
        new Vec(-1, 0.1, 0.42),
        new Vec(-1, -0.1, 0.42),
        new Vec(-1, -0.1, 0.56),
        new Vec(-1, 0.1, 0.56),
        plate.material());
    double height = 1.15;
    Mesh body = mesh.build();
    if (random.nextInt(3) > 0) {
      body = Mesh.joined(List.of(body, rider(random)));
      height = 1.6;
    }
    return new Vehicle(VehicleKind.MOTORCYCLE, text, length, 0.75, height, body);
  }

  private static Mesh rider(Random random) {
    Material jacket = Material.of(random.nextInt(0xffffff) & 0x7f7f7f, 0.05);
    Material trousers = Material.of(0x22252b, 0.05);
    MeshBuilder mesh = new MeshBuilder();
    mesh.ellipsoid(new Vec(-0.2, 0, 1.1), new Vec(0.2, 0.25, 0.36), 7, jacket);
    mesh.ellipsoid(new Vec(-0.05, 0, 1.52), new Vec(0.16, 0.14, 0.16), 7, Garage.paint(random));
    for (int sign = -1; sign <= 1; sign += 2) {
      mesh.ellipsoid(new Vec(0.15, sign * 0.3, 1.15), new Vec(0.36, 0.07, 0.1), 5, jacket);
      mesh.ellipsoid(new Vec(0, sign * 0.22, 0.75), new Vec(0.32, 0.09, 0.12), 5, trousers);
      mesh.ellipsoid(new Vec(0.08, sign * 0.22, 0.45), new Vec(0.1, 0.08, 0.28), 5, trousers);
    }
    return mesh.build().moved(Pose.ORIGIN);
  }
}
