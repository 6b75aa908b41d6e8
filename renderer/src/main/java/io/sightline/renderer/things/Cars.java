package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Vec;
import java.util.Map;
import java.util.Random;

/** Builds cars, vans and pickups: one lofted body, by the proportions of its kind. */
final class Cars {
  private Cars() {}

  /**
   * What makes a car's shape: metres, then where windscreen, roof and rear window begin and end, as
   * shares of the length from the front.
   *
   * @param breadth factor of an ordinary car's
   */
  private record Proportions(
      double length,
      double height,
      double breadth,
      double cowl,
      double top,
      double end,
      double foot) {}

  private static final Map<VehicleKind, Proportions> PROPORTIONS =
      Map.of(
          VehicleKind.HATCHBACK, new Proportions(3.95, 1.48, 1, 0.25, 0.42, 0.86, 0.965),
          VehicleKind.SEDAN, new Proportions(4.65, 1.45, 1, 0.27, 0.42, 0.71, 0.86),
          VehicleKind.WAGON, new Proportions(4.7, 1.5, 1, 0.27, 0.41, 0.91, 0.975),
          VehicleKind.SUV, new Proportions(4.55, 1.72, 1.05, 0.26, 0.38, 0.9, 0.97),
          VehicleKind.COUPE, new Proportions(4.4, 1.33, 1, 0.32, 0.47, 0.62, 0.88),
          VehicleKind.VAN, new Proportions(5.1, 2.05, 1.08, 0.12, 0.27, 0.97, 0.99),
          VehicleKind.PICKUP, new Proportions(5.3, 1.82, 1.06, 0.25, 0.35, 0.56, 0.6));

  static Vehicle build(
      VehicleKind kind,
      String text,
      Material paint,
      Bodywork.Plate plate,
      Bodywork.Lights lights,
      double vary,
      Random random) {
    Proportions own = PROPORTIONS.get(kind);
    double length = own.length() * vary;
    double width = 1.8 * (0.96 + 0.1 * random.nextDouble()) * own.breadth();
    double height = own.height();
    if (kind == VehicleKind.VAN) {
      height += 0.4 * random.nextDouble();
    }
    double cowl = own.cowl();
    double top = own.top();
    double end = own.end();
    double foot = own.foot();
    double belt = kind == VehicleKind.VAN ? 0.52 : 0.62 + 0.03 * random.nextDouble();
    double bonnet = kind == VehicleKind.VAN ? 0.5 : belt - 0.05;
    double middle = (top + end) / 2 - 0.02;
    Bodywork.Station[] stations = {
      Bodywork.at(0.0, bonnet - 0.14, bonnet - 0.14, 0.8),
      Bodywork.at(0.025, bonnet - 0.05, bonnet - 0.05, 0.93),
      Bodywork.at(0.1, bonnet, bonnet, 1),
      Bodywork.at(cowl, belt, belt, 1),
      Bodywork.at(top, belt, 0.97, 1),
      Bodywork.at(middle, belt + 0.01, 1, 1),
      Bodywork.at(middle + 0.02, belt + 0.01, 1, 1),
      Bodywork.at(end, belt + 0.01, 0.965, 1),
      Bodywork.at(foot, belt, belt + 0.005, 0.99),
      Bodywork.at(0.985, belt - 0.02, belt - 0.02, 0.96),
      Bodywork.at(1.0, belt - 0.14, belt - 0.14, 0.86)
    };
    boolean panel = kind == VehicleKind.VAN && random.nextInt(3) > 0;
    boolean bed = kind == VehicleKind.PICKUP;
    MeshBuilder mesh = new MeshBuilder();
    mesh.loft(
        rings(stations, length, width, height, 0.19 * (kind == VehicleKind.SUV ? 1.3 : 1)),
        (station, cell) -> {
          boolean roofCell = cell >= 3 && cell <= 6;
          boolean window = cell == 2 || cell == 7;
          if (cell == 10) {
            return Bodywork.DARK;
          }
          if (cell == 0 || cell == 9) {
            return station <= 1 || station >= 10 ? Bodywork.PLASTIC : paint;
          }
          if (station == 4 && (roofCell || window)) {
            return cell == 4 || cell == 5 ? Bodywork.GLASS : paint;
          }
          if (window && station >= 5 && station <= 8) {
            return station == 6 || (panel && station > 5) ? paint : Bodywork.GLASS;
          }
          if (station == 8 && (cell == 4 || cell == 5) && !panel) {
            return Bodywork.GLASS;
          }
          return bed && station >= 9 && roofCell ? Bodywork.DARK : paint;
        });
    double half = width / 2;
    double radius = height > 1.6 ? 0.36 : 0.315;
    Bodywork.wheels(mesh, length, half, radius, new double[] {0.19, 0.81}, random);
    double front = length / 2;
    double lightZ = (bonnet - 0.09) * height;
    for (int sign = -1; sign <= 1; sign += 2) {
      double y = sign * half * 0.68;
      mesh.box(
          new Vec(front - 0.2, y - 0.2, lightZ - 0.07),
          new Vec(front - 0.015, y + 0.2, lightZ + 0.07),
          lights.front());
      mesh.box(
          new Vec(-front + 0.015, y - 0.17, (belt - 0.18) * height),
          new Vec(-front + 0.12, y + 0.17, (belt - 0.06) * height),
          lights.rear());
      mesh.box(
          new Vec(front - cowl * length - 0.28, sign * (half + 0.09) - 0.09, belt * height),
          new Vec(front - cowl * length - 0.12, sign * (half + 0.09) + 0.09, belt * height + 0.14),
          paint);
    }
    mesh.box(
        new Vec(front - 0.1, -half * 0.42, 0.36 * height),
        new Vec(front + 0.005, half * 0.42, 0.44 * height),
        Bodywork.DARK);
    Bodywork.plates(mesh, plate, front + 0.02, 0.27 * height + 0.05, 0.36 * height + 0.08);
    return new Vehicle(kind, text, length, width, height, mesh.build());
  }

  /** Eleven points a ring: sill, side, belt, roof edge, roof and back down, then the underside. */
  private static Vec[][] rings(
      Bodywork.Station[] stations, double length, double width, double height, double clearance) {
    Vec[][] rings = new Vec[stations.length + 2][11];
    for (int i = 0; i < stations.length; i++) {
      Bodywork.Station station = stations[i];
      double x = length / 2 - station.x() * length;
      double half = width / 2 * station.width();
      double belt = station.belt() * height;
      double roof = station.roof() * height;
      double cabin = Math.min(1, (roof - belt) / (0.3 * height));
      double[][] points = {
        {half * 0.93, clearance},
        {half, clearance + 0.45 * (belt - clearance)},
        {half * 0.97, belt},
        {half * (0.9 - 0.13 * cabin), roof - 0.03 * cabin * height + 0.008},
        {half * (0.62 - 0.02 * cabin), roof + 0.016},
        {0, roof + 0.03}
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
}
