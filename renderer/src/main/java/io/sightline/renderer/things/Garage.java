package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Texture;
import io.sightline.renderer.raster.Vec;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Builds vehicles of many shapes and colours. */
public final class Garage {
  private static final int[] PAINTS = {
    0xf2f2f0, 0xe4e4e0, 0xb9bcc0, 0x8d9196, 0x55595e, 0x2a2c2f, 0x121315, 0x7a1418, 0xb01e22,
    0x14264f, 0x2c4f8c, 0x5f86b3, 0x1e4a35, 0x6d7a55, 0x8a5a2b, 0xc8a96a, 0xd9b21c, 0xd2571e,
    0x4a2a4f, 0x9fb8c4
  };

  private static final Material GLASS = Material.of(0x14191d, 1);
  private static final Material TYRE = Material.of(0x16171a, 0.05);
  private static final Material DARK = Material.of(0x0b0c0d, 0.1);
  private static final Material PLASTIC = Material.of(0x25272a, 0.15);
  private static final Material HEADLIGHT = Material.lamp(0xf4f6fa, 0.25);
  private static final Material TAILLIGHT = Material.lamp(0xb0101a, 0.25);
  private static final Material HEADLIGHT_ON = Material.lamp(0xfffbe8, 3.5);
  private static final Material TAILLIGHT_ON = Material.lamp(0xff1a20, 2);

  private Garage() {}

  /**
   * Any vehicle of a kind: colour and measures are drawn.
   *
   * @param lights whether its lights are on
   */
  public static Vehicle vehicle(VehicleKind kind, Random random, boolean lights) {
    PlateFormat format = PlateFormat.values()[random.nextInt(PlateFormat.values().length)];
    return vehicle(kind, format.text(random), format, random, lights);
  }

  public static Vehicle vehicle(
      VehicleKind kind, String text, PlateFormat format, Random random, boolean lights) {
    Material paint = paint(random);
    BufferedImage art = PlateArt.draw(text, format, random);
    Plate plate =
        new Plate(Material.of(new Texture(art), 0.1), art.getWidth() > 4 * art.getHeight());
    Lights lamps =
        lights ? new Lights(HEADLIGHT_ON, TAILLIGHT_ON) : new Lights(HEADLIGHT, TAILLIGHT);
    double vary = 0.93 + 0.14 * random.nextDouble();
    return switch (kind) {
      case BUS -> bus(text, paint, plate, lamps, vary, random);
      case BOX_TRUCK, FLATBED -> truck(kind, text, paint, plate, lamps, vary, random);
      case MOTORCYCLE -> motorcycle(text, paint, plate, lamps, vary, random);
      default -> car(kind, text, paint, plate, lamps, vary, random);
    };
  }

  private record Plate(Material material, boolean wide) {}

  private record Lights(Material front, Material rear) {}

  private static Material paint(Random random) {
    if (random.nextInt(8) == 0) {
      return Material.of(java.awt.Color.HSBtoRGB(random.nextFloat(), 0.75f, 0.6f), 0.5);
    }
    // Whites, greys and blacks come first in the list and are commonest on the road.
    int choice = random.nextBoolean() ? random.nextInt(7) : random.nextInt(PAINTS.length);
    return Material.of(PAINTS[choice], 0.35 + 0.45 * random.nextDouble());
  }

  /** A cross-section's measures, heights as shares of the vehicle's. */
  private record Station(double x, double belt, double roof, double width) {}

  private static Station at(double x, double belt, double roof, double width) {
    return new Station(x, belt, roof, width);
  }

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

  private static Vehicle car(
      VehicleKind kind,
      String text,
      Material paint,
      Plate plate,
      Lights lights,
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
    Station[] stations = {
      at(0.0, bonnet - 0.14, bonnet - 0.14, 0.8),
      at(0.025, bonnet - 0.05, bonnet - 0.05, 0.93),
      at(0.1, bonnet, bonnet, 1),
      at(cowl, belt, belt, 1),
      at(top, belt, 0.97, 1),
      at(middle, belt + 0.01, 1, 1),
      at(middle + 0.02, belt + 0.01, 1, 1),
      at(end, belt + 0.01, 0.965, 1),
      at(foot, belt, belt + 0.005, 0.99),
      at(0.985, belt - 0.02, belt - 0.02, 0.96),
      at(1.0, belt - 0.14, belt - 0.14, 0.86)
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
            return DARK;
          }
          if (cell == 0 || cell == 9) {
            return station <= 1 || station >= 10 ? PLASTIC : paint;
          }
          if (station == 4 && (roofCell || window)) {
            return cell == 4 || cell == 5 ? GLASS : paint;
          }
          if (window && station >= 5 && station <= 8) {
            return station == 6 || (panel && station > 5) ? paint : GLASS;
          }
          if (station == 8 && (cell == 4 || cell == 5) && !panel) {
            return GLASS;
          }
          return bed && station >= 9 && roofCell ? DARK : paint;
        });
    double half = width / 2;
    double radius = height > 1.6 ? 0.36 : 0.315;
    wheels(mesh, length, half, radius, new double[] {0.19, 0.81}, random);
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
        DARK);
    plates(mesh, plate, front + 0.02, 0.27 * height + 0.05, 0.36 * height + 0.08);
    return new Vehicle(kind, text, length, width, height, mesh.build());
  }

  /** Eleven points a ring: sill, side, belt, roof edge, roof and back down, then the underside. */
  private static Vec[][] rings(
      Station[] stations, double length, double width, double height, double clearance) {
    Vec[][] rings = new Vec[stations.length + 2][11];
    for (int i = 0; i < stations.length; i++) {
      Station station = stations[i];
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
    rings[0] = closed(rings[1]);
    rings[stations.length + 1] = closed(rings[stations.length]);
    return rings;
  }

  /** The ring drawn together to its middle, which closes the end. */
  private static Vec[] closed(Vec[] ring) {
    double low = ring[0].z();
    double high = ring[5].z();
    Vec[] closed = new Vec[ring.length];
    for (int i = 0; i < ring.length; i++) {
      closed[i] = new Vec(ring[i].x(), 0, (low + high) / 2);
    }
    return closed;
  }

  private static void wheels(
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

  private static void plates(
      MeshBuilder mesh, Plate plate, double front, double frontZ, double rearZ) {
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

  private static Vehicle bus(
      String text, Material paint, Plate plate, Lights lights, double vary, Random random) {
    double length = (random.nextInt(4) == 0 ? 7.2 : 11.2) * vary;
    double width = 2.45;
    double height = length > 8 ? 3.05 : 2.75;
    Material stripe = random.nextBoolean() ? paint : paint(random);
    Station[] stations = new Station[16];
    stations[0] = at(0, 0.4, 0.93, 0.95);
    stations[15] = at(1, 0.4, 0.93, 0.95);
    for (int i = 1; i < 15; i++) {
      stations[i] = at(0.012 + (i - 1) * 0.976 / 13, 0.42, 1, 1);
    }
    MeshBuilder mesh = new MeshBuilder();
    mesh.loft(
        boxRings(stations, length, width, height, 0.3),
        (station, cell) -> {
          if (cell == 10) {
            return DARK;
          }
          if (station == 0 || station == 16) {
            return paint;
          }
          if (cell == 2 || cell == 7) {
            return GLASS;
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
          DARK);
    }
    faces(mesh, front, half, height, lights);
    wheels(mesh, length, half, 0.46, new double[] {0.2, 0.72}, random);
    plates(mesh, plate, front + 0.03, 0.5, 0.6);
    return new Vehicle(VehicleKind.BUS, text, length, width, height, mesh.build());
  }

  /** Windscreen, rear window and lights of a vehicle with upright ends. */
  private static void faces(
      MeshBuilder mesh, double front, double half, double height, Lights lights) {
    mesh.box(
        new Vec(front - 0.05, -half * 0.9, 0.42 * height),
        new Vec(front + 0.01, half * 0.9, 0.85 * height),
        GLASS);
    mesh.box(
        new Vec(-front - 0.01, -half * 0.8, 0.5 * height),
        new Vec(-front + 0.05, half * 0.8, 0.83 * height),
        GLASS);
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
      Station[] stations, double length, double width, double height, double clearance) {
    Vec[][] rings = new Vec[stations.length + 2][11];
    for (int i = 0; i < stations.length; i++) {
      Station station = stations[i];
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
    rings[0] = closed(rings[1]);
    rings[stations.length + 1] = closed(rings[stations.length]);
    return rings;
  }

  private static Vehicle truck(
      VehicleKind kind,
      String text,
      Material paint,
      Plate plate,
      Lights lights,
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
        GLASS);
    mesh.box(
        new Vec(front - 1.2, -half * 0.955, 0.55 * cabHeight),
        new Vec(front - 0.25, half * 0.955, 0.86 * cabHeight),
        GLASS);
    mesh.box(
        new Vec(front - 0.2, -half * 0.9, 0.35), new Vec(front + 0.03, half * 0.9, 0.75), PLASTIC);
    mesh.box(new Vec(-front, -half * 0.5, 0.55), new Vec(front - cab, half * 0.5, 0.85), DARK);
    double height;
    if (kind == VehicleKind.BOX_TRUCK) {
      height = 3 + 0.6 * random.nextDouble();
      Material box = random.nextInt(3) == 0 ? paint(random) : Material.of(0xe6e6e2, 0.2);
      mesh.box(new Vec(-front, -half, 0.85), new Vec(front - cab - 0.15, half, height), box);
    } else {
      height = cabHeight;
      Material bed = paint(random);
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
          DARK);
    }
    wheels(mesh, length, half * 0.96, 0.45, new double[] {0.16, 0.8}, random);
    plates(mesh, plate, front + 0.045, 0.5, 0.7);
    return new Vehicle(kind, text, length, width, height, mesh.build());
  }

  private static Vehicle motorcycle(
      String text, Material paint, Plate plate, Lights lights, double vary, Random random) {
    double length = 2.1 * vary;
    double front = length / 2;
    Material metal = Material.of(0x6f7376, 0.5);
    MeshBuilder mesh = new MeshBuilder();
    mesh.cylinder(new Vec(front - 0.31, 0, 0.31), 0.31, 0.12, TYRE, metal);
    mesh.cylinder(new Vec(-front + 0.31, 0, 0.31), 0.31, 0.16, TYRE, metal);
    mesh.box(new Vec(-0.3, -0.16, 0.25), new Vec(0.35, 0.16, 0.62), metal);
    mesh.ellipsoid(new Vec(0.2, 0, 0.8), new Vec(0.36, 0.17, 0.17), 6, paint);
    mesh.box(new Vec(-0.75, -0.13, 0.68), new Vec(-0.05, 0.13, 0.8), DARK);
    mesh.ellipsoid(new Vec(0.62, 0, 0.85), new Vec(0.18, 0.2, 0.24), 5, paint);
    mesh.box(new Vec(0.72, -0.1, 0.8), new Vec(0.82, 0.1, 0.95), lights.front());
    mesh.box(new Vec(-0.98, -0.08, 0.65), new Vec(-0.9, 0.08, 0.75), lights.rear());
    mesh.box(new Vec(0.45, -0.38, 1), new Vec(0.52, 0.38, 1.05), DARK);
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
    mesh.ellipsoid(new Vec(-0.05, 0, 1.52), new Vec(0.16, 0.14, 0.16), 7, paint(random));
    for (int sign = -1; sign <= 1; sign += 2) {
      mesh.ellipsoid(new Vec(0.15, sign * 0.3, 1.15), new Vec(0.36, 0.07, 0.1), 5, jacket);
      mesh.ellipsoid(new Vec(0, sign * 0.22, 0.75), new Vec(0.32, 0.09, 0.12), 5, trousers);
      mesh.ellipsoid(new Vec(0.08, sign * 0.22, 0.45), new Vec(0.1, 0.08, 0.28), 5, trousers);
    }
    return mesh.build().moved(Pose.ORIGIN);
  }
}
