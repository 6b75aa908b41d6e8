package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Vec;
import java.util.Random;

/** Builds buses and trucks. */
final class HeavyVehicles {
  private HeavyVehicles() {}

  static Vehicle bus(
      String text,
      Material paint,
      Bodywork.Plate plate,
      Bodywork.Lights lights,
      double vary,
      Random random) {
    double length = (random.nextInt(4) == 0 ? 7.2 : 11.2) * vary;
    double width = 2.45;
    double height = length > 8 ? 3.05 : 2.75;
    Material stripe = random.nextBoolean() ? paint : Garage.paint(random);
    Bodywork.Station[] stations = new Bodywork.Station[16];
    stations[0] = Bodywork.at(0, 0.4, 0.93, 0.95);
    stations[15] = Bodywork.at(1, 0.4, 0.93, 0.95);
    for (int i = 1; i < 15; i++) {
      stations[i] = Bodywork.at(0.012 + (i - 1) * 0.976 / 13, 0.42, 1, 1);
    }
    MeshBuilder mesh = new MeshBuilder();
    mesh.loft(
        boxRings(stations, length, width, height, 0.3),
        (station, cell) -> {
          if (cell == 10) {
            return Bodywork.DARK;
          }
          if (station == 0 || station == 16) {
            return paint;
          }
          if (cell == 2 || cell == 7) {
            return Bodywork.GLASS;
          }
          return cell == 1 || cell == 8 ? stripe : paint;
        });
    double front = length / 2;
    double half = width / 2;
    // Pillars between the windows.
    for (int i = 1; i < 14; i++) {
      double x = front - (0.012 + i * 0.976 / 13) * length;
      mesh.box(
          new Vec(x - 0.05, -half - 0.006, 0.42 * height),
          new Vec(x + 0.05, half + 0.006, 0.8 * height),
          Bodywork.DARK);
    }
    faces(mesh, front, half, height, lights);
    Bodywork.wheels(mesh, length, half, 0.46, new double[] {0.2, 0.72}, random);
    Bodywork.plates(mesh, plate, front + 0.03, 0.5, 0.6);
    return new Vehicle(VehicleKind.BUS, text, length, width, height, mesh.build());
  }

  /** Windscreen, rear window and lights of a vehicle with upright ends. */
  private static void faces(
      MeshBuilder mesh, double front, double half, double height, Bodywork.Lights lights) {
    mesh.box(
        new Vec(front - 0.05, -half * 0.9, 0.42 * height),
        new Vec(front + 0.01, half * 0.9, 0.85 * height),
        Bodywork.GLASS);
    mesh.box(
        new Vec(-front - 0.01, -half * 0.8, 0.5 * height),
        new Vec(-front + 0.05, half * 0.8, 0.83 * height),
        Bodywork.GLASS);
    for (int sign = -1; sign <= 1; sign += 2) {
      double y = sign * half * 0.78;
      mesh.box(
          new Vec(front - 0.1, y - 0.16, 0.7),
          new Vec(front + 0.02, y + 0.16, 0.88),
          lights.front());
      mesh.box(
          new Vec(-front - 0.02, y - 0.14, 0.9),
          new Vec(-front + 0.1, y + 0.14, 1.25),
          lights.rear());
    }
  }

  private static Vec[][] boxRings(
      Bodywork.Station[] stations, double length, double width, double height, double clearance) {
    Vec[][] rings = new Vec[stations.length + 2][11];
    for (int i = 0; i < stations.length; i++) {
      Bodywork.Station station = stations[i];
      double x = length / 2 - station.x() * length;
      double half = width / 2 * station.width();
      double roof = station.roof() * height;
      double[][] points = {
        {half, clearance},
        {half, 0.28 * height},
        {half, station.belt() * height},
        {half * 0.99, 0.8 * roof},
        {half * 0.88, roof - 0.02},
        {0, roof}
      };
      for (int j = 0; j < 6; j++) {
        rings[i + 1][j] = new Vec(x, points[j][0], points[j][1]);
        rings[i + 1][10 - j] = new Vec(x, -points[j][0], points[j][1]);
      }
    }
    rings[0] = Bodywork.closed(rings[1]);
    rings[stations.length + 1] = Bodywork.closed(rings[stations.length]);
    return rings;
  }

  static Vehicle truck(
      VehicleKind kind,
      String text,
      Material paint,
      Bodywork.Plate plate,
      Bodywork.Lights lights,
      double vary,
      Random random) {
    double length = (5.6 + 4 * random.nextDouble()) * vary;
    double width = 2.35;
    double cabHeight = 2.5 + 0.4 * random.nextDouble();
    double front = length / 2;
    double cab = 1.9;
    double half = width / 2;
    MeshBuilder mesh = new MeshBuilder();
    mesh.box(
        new Vec(front - cab, -half * 0.95, 0.5),
        new Vec(front, half * 0.95, cabHeight * 0.98),
        paint);
    mesh.box(
        new Vec(front - 0.3, -half * 0.88, 0.52 * cabHeight),
        new Vec(front + 0.012, half * 0.88, 0.88 * cabHeight),
        Bodywork.GLASS);
    mesh.box(
        new Vec(front - 1.2, -half * 0.955, 0.55 * cabHeight),
        new Vec(front - 0.25, half * 0.955, 0.86 * cabHeight),
        Bodywork.GLASS);
    mesh.box(
        new Vec(front - 0.2, -half * 0.9, 0.35),
        new Vec(front + 0.03, half * 0.9, 0.75),
        Bodywork.PLASTIC);
    mesh.box(
        new Vec(-front, -half * 0.5, 0.55), new Vec(front - cab, half * 0.5, 0.85), Bodywork.DARK);
    double height;
    if (kind == VehicleKind.BOX_TRUCK) {
      height = 3 + 0.6 * random.nextDouble();
      Material box = random.nextInt(3) == 0 ? Garage.paint(random) : Material.of(0xe6e6e2, 0.2);
      mesh.box(new Vec(-front, -half, 0.85), new Vec(front - cab - 0.15, half, height), box);
    } else {
      height = cabHeight;
      Material bed = Garage.paint(random);
      double wall = 0.9 + (random.nextBoolean() ? 0.9 : 0.35);
      mesh.box(new Vec(-front, -half, 0.85), new Vec(front - cab - 0.15, half, 1), bed);
      mesh.box(new Vec(-front, -half, 1), new Vec(front - cab - 0.15, -half + 0.06, wall), bed);
      mesh.box(new Vec(-front, half - 0.06, 1), new Vec(front - cab - 0.15, half, wall), bed);
      mesh.box(new Vec(-front, -half, 1), new Vec(-front + 0.06, half, wall), bed);
      mesh.box(new Vec(front - cab - 0.21, -half, 1), new Vec(front - cab - 0.15, half, wall), bed);
      if (random.nextBoolean()) {
        mesh.ellipsoid(
            new Vec(-0.8, 0, wall - 0.2),
            new Vec(length * 0.3, half * 0.85, 0.7),
            6,
            Material.of(0x7b6a52, 0));
      }
    }
    for (int sign = -1; sign <= 1; sign += 2) {
      double y = sign * half * 0.75;
      mesh.box(
          new Vec(front - 0.1, y - 0.15, 0.75),
          new Vec(front + 0.02, y + 0.15, 0.92),
          lights.front());
      mesh.box(
          new Vec(-front - 0.02, y - 0.14, 0.6),
          new Vec(-front + 0.1, y + 0.14, 0.8),
          lights.rear());
      mesh.box(
          new Vec(front - 0.35, sign * (half + 0.1) - 0.06, 0.6 * cabHeight),
          new Vec(front - 0.2, sign * (half + 0.1) + 0.06, 0.8 * cabHeight),
          Bodywork.DARK);
    }
    Bodywork.wheels(mesh, length, half * 0.96, 0.45, new double[] {0.16, 0.8}, random);
    Bodywork.plates(mesh, plate, front + 0.045, 0.5, 0.7);
    return new Vehicle(kind, text, length, width, height, mesh.build());
  }
}
