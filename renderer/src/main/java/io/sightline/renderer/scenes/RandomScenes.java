package io.sightline.renderer.scenes;

import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.Lighting;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.things.Furniture;
import io.sightline.renderer.things.Garage;
import io.sightline.renderer.things.Greenery;
import io.sightline.renderer.things.GroundArt;
import io.sightline.renderer.things.Person;
import io.sightline.renderer.things.Vehicle;
import io.sightline.renderer.things.VehicleKind;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes up places where vehicles are: car parks from low to overhead, roads with several lanes,
 * gates, and single vehicles nearby. The same random numbers make the same scene.
 */
public final class RandomScenes {
  /** Of what hides parking spots and is no vehicle. */
  private static final int STANDING = 1_000_000;

  private static final double GROUND_SIDE = 70;
  private static final VehicleKind[] MOSTLY_CARS = {
    VehicleKind.HATCHBACK,
    VehicleKind.HATCHBACK,
    VehicleKind.SEDAN,
    VehicleKind.SEDAN,
    VehicleKind.SUV,
    VehicleKind.SUV,
    VehicleKind.WAGON,
    VehicleKind.COUPE,
    VehicleKind.VAN,
    VehicleKind.PICKUP
  };

  private final Random random;
  private final int width;
  private final int height;
  private final List<Instance> things = new ArrayList<>();
  private final Map<Integer, VehicleKind> vehicles = new TreeMap<>();
  private final List<Scene.Bay> bays = new ArrayList<>();
  private final Lighting lighting;
  private final boolean dark;

  private RandomScenes(Random random, int width, int height, Lighting lighting) {
    this.random = random;
    this.width = width;
    this.height = height;
    this.lighting = lighting;
    this.dark = isDark(lighting);
  }

  /** Whether lamps light the scene. */
  public static boolean isDark(Lighting lighting) {
    return !lighting.lamps().isEmpty();
  }

  /** A place with vehicles. */
  public static Scene any(Random random, int width, int height) {
    RandomScenes scene = new RandomScenes(random, width, height, Light.any(random));
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> scene.carPark(false);
      case 4, 5, 6 -> scene.road();
      case 7 -> scene.gate();
      default -> scene.near();
    };
  }

  /** A car park. */
  public static Scene carPark(Random random, int width, int height) {
    return new RandomScenes(random, width, height, Light.any(random)).carPark(false);
  }

  /** A car park in the sun, under the hard shadows of trees, lamp posts, houses and fences. */
  public static Scene shadedCarPark(Random random, int width, int height) {
    return new RandomScenes(random, width, height, Light.sun(random)).carPark(true);
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private Scene scene(PinholeCamera camera) {
    return new Scene(things, vehicles, bays, camera, lighting);
  }

  private PinholeCamera camera(Vec eye, Vec lookAt, double fieldOfView) {
    double roll = random.nextInt(3) == 0 ? 0.05 * random.nextGaussian() : 0;
    return new PinholeCamera(eye, lookAt, fieldOfView, roll, width, height);
  }

  private int park(VehicleKind kind, Pose pose) {
    Vehicle vehicle = Garage.vehicle(kind, random, dark && random.nextInt(3) > 0);
    int id = vehicles.size() + 1;
    vehicles.put(id, kind);
    things.add(new Instance(id, vehicle.mesh(), pose));
    return id;
  }

  private void people(int most, double reach) {
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      Person person = new Person(random);
      things.add(
          new Instance(
              0,
              person.mesh(between(0, 6)),
              Pose.at(between(-reach, reach), between(-reach, reach), between(-3, 3))));
    }
  }

  private Scene carPark(boolean shaded) {
    Color asphalt = GroundArt.asphalt(random);
    Color paint = random.nextInt(5) == 0 ? new Color(0xd8b13a) : new Color(0xd9d9d4);
    GroundArt ground = new GroundArt(GROUND_SIDE, asphalt, random);
    ground.wear(40 + random.nextInt(120));
    if (shaded) {
      ground.wear(random.nextInt(500)).puddles(random.nextInt(40));
    }
    double bayWidth = between(2.3, 2.9);
    double depth = between(4.6, 5.4);
    double aisle = between(5, 7);
    double slant = random.nextInt(3) == 0 ? between(-0.7, 0.7) : 0;
    double full = between(0.1, 0.95);
    boolean marked = random.nextInt(8) > 0;
    boolean closed = random.nextBoolean();
    double[] fronts = {aisle / 2, -aisle / 2, aisle / 2 + 2 * depth + aisle};
    int columns = 6 + random.nextInt(5);
    for (int row = 0; row < fronts.length; row++) {
      double inwards = row == 1 ? -1 : 1;
      for (int column = -columns; column < columns; column++) {
        bay(
            ground,
            column * bayWidth,
            fronts[row],
            bayWidth,
            depth,
            inwards,
            slant,
            full,
            marked ? paint : null,
            closed);
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      park(any(), Pose.at(between(-16, 16), between(-1, 1), random.nextBoolean() ? 0 : Math.PI));
    }
    if (random.nextInt(3) == 0) {
      ground.fill(new Rectangle2D.Double(-35, aisle / 2 + depth + 0.3, 70, 2), new Color(0x53653a));
    }
    things.add(new Instance(0, ground.mesh(), Pose.ORIGIN));
    backdrop(22, 30);
    people(4, 9);
    clutter(5, 12);
    Vec lookAt = new Vec(between(-6, 6), between(-3, 5), 0);
    double tilt = random.nextInt(4) == 0 ? between(1.1, 1.55) : between(0.3, 1.1);
    double distance = between(9, 28);
    double azimuth = between(-2.4, -0.7);
    Vec eye = around(lookAt, distance, tilt, azimuth);
    PinholeCamera camera = camera(eye, lookAt, between(38, 88));
    if (shaded) {
      shade(lookAt, eye, aisle / 2 + depth + 0.6);
    }
    return scene(camera);
  }

  /**
   * What throws shadows onto the bays: some of it behind the rows, some towards the sun.
   *
   * @param behind metres from the middle of the aisle to behind the first rows
   */
  private void shade(Vec lookAt, Vec eye, double behind) {
    for (int i = 4 + random.nextInt(9); i > 0; i--) {
      boolean island = random.nextBoolean();
      double away = between(2, 16);
      double x =
          island ? between(-16, 16) : lookAt.x() + away * lighting.toSun().x() + between(-8, 8);
      double y =
          island
              ? (random.nextBoolean() ? behind : -behind)
              : lookAt.y() + away * lighting.toSun().y() + between(-8, 8);
      if (Math.hypot(x - eye.x(), y - eye.y()) > 6) {
        things.add(new Instance(STANDING, caster(), Pose.at(x, y, between(-3, 3))));
      }
    }
    for (int i = random.nextInt(12); i > 0; i--) {
      double y = random.nextBoolean() ? behind : -behind;
      things.add(new Instance(STANDING, Greenery.bush(random), Pose.at(between(-16, 16), y, 0)));
    }
    if (random.nextInt(4) == 0) {
      double away = between(14, 24);
      Vec sun = lighting.toSun();
      double level = Math.hypot(sun.x(), sun.y());
      things.add(
          new Instance(
              STANDING,
              Furniture.building(6, between(6, 30), between(4, 16), random),
              Pose.at(
                  lookAt.x() + away * sun.x() / level,
                  lookAt.y() + away * sun.y() / level,
                  Math.atan2(-sun.y(), -sun.x()))));
    }
  }

  private Mesh caster() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> Greenery.leafy(random);
      case 3, 4 -> Greenery.bare(random);
      case 5 -> Furniture.lampPost(between(4, 9), false);
      case 6 -> Furniture.fence(between(3, 12), between(0.8, 2.4), random);
      default -> Furniture.tree(random);
    };
  }

  private static Vec around(Vec middle, double distance, double tilt, double azimuth) {
    return new Vec(
        middle.x() + distance * Math.cos(tilt) * Math.cos(azimuth),
        middle.y() + distance * Math.cos(tilt) * Math.sin(azimuth),
        Math.max(1.4, middle.z() + distance * Math.sin(tilt)));
  }

  private void bay(
      GroundArt ground,
      double x,
      double front,
      double bayWidth,
      double depth,
      double inwards,
      double slant,
      double full,
      Color paint,
      boolean closed) {
    double shift = Math.tan(slant) * depth;
    double back = front + inwards * depth;
    List<Vec> corners =
        List.of(
            new Vec(x, front, 0),
            new Vec(x + bayWidth, front, 0),
            new Vec(x + bayWidth + shift, back, 0),
            new Vec(x + shift, back, 0));
    if (paint != null) {
      ground.line(x, front, x + shift, back, 0.11, paint);
      ground.line(x + bayWidth, front, x + bayWidth + shift, back, 0.11, paint);
      if (closed) {
        ground.line(x + shift, back, x + bayWidth + shift, back, 0.11, paint);
      }
    }
    int vehicle = 0;
    if (random.nextDouble() < full) {
      double heading = Math.atan2(inwards * depth, shift) + (random.nextInt(3) == 0 ? Math.PI : 0);
      VehicleKind kind = inBay();
      vehicle =
          park(
              kind,
              Pose.at(
                  x + bayWidth / 2 + shift / 2 + 0.18 * random.nextGaussian(),
                  (front + back) / 2 + 0.2 * random.nextGaussian(),
                  heading + 0.04 * random.nextGaussian()));
    }
    bays.add(new Scene.Bay(corners, vehicle));
  }

  private VehicleKind inBay() {
    return random.nextInt(25) == 0
        ? VehicleKind.MOTORCYCLE
        : MOSTLY_CARS[random.nextInt(MOSTLY_CARS.length)];
  }

  private VehicleKind any() {
    return random.nextInt(5) < 2
        ? VehicleKind.values()[random.nextInt(VehicleKind.values().length)]
        : MOSTLY_CARS[random.nextInt(MOSTLY_CARS.length)];
  }

  private Scene road() {
    GroundArt ground =
        new GroundArt(
            GROUND_SIDE, random.nextBoolean() ? new Color(0x5b6b42) : new Color(0x9a958a), random);
    int lanes = 1 + random.nextInt(3);
    double lane = between(3, 3.7);
    double half = lanes * lane;
    ground.fill(
        new Rectangle2D.Double(-35, -half - 0.5, 70, 2 * half + 1), GroundArt.asphalt(random));
    Color white = new Color(0xdadad6);
    for (int i = -lanes; i <= lanes; i++) {
      boolean solid = Math.abs(i) == lanes || i == 0;
      for (double x = -35; x < 35; x += solid ? 35 : 9) {
        ground.line(x, i * lane, x + (solid ? 35 : 3), i * lane, 0.13, white);
      }
    }
    ground.wear(60);
    things.add(new Instance(0, ground.mesh(), Pose.ORIGIN));
    for (int i = -lanes; i < lanes; i++) {
      double x = between(-38, -26);
      while (x < 34) {
        VehicleKind kind = any();
        double room = kind == VehicleKind.BUS ? 13 : kind.label().equals("truck") ? 11 : 6;
        if (random.nextInt(3) > 0) {
          park(
              kind,
              Pose.at(
                  x + room / 2,
                  (i + 0.5) * lane + 0.2 * random.nextGaussian(),
                  (i < 0 ? 0 : Math.PI) + 0.03 * random.nextGaussian()));
        }
        x += room + between(0.5, 9);
      }
    }
    backdrop(half + 5, half + 25);
    people(4, 10);
    clutter(4, 14);
    Vec lookAt = new Vec(between(-6, 6), between(-3, 3), 0.5);
    double tilt = random.nextInt(5) == 0 ? between(0.9, 1.5) : between(0.1, 0.8);
    Vec eye = around(lookAt, between(10, 30), tilt, between(-Math.PI, Math.PI));
    return scene(camera(eye, lookAt, between(35, 80)));
  }

  private Scene gate() {
    GroundArt ground = new GroundArt(GROUND_SIDE, GroundArt.asphalt(random), random);
    ground.line(-30, 2, 20, 2, 0.15, new Color(0xe0e0da)).wear(60);
    things.add(new Instance(0, ground.mesh(), Pose.ORIGIN));
    park(
        any(), Pose.at(between(-3, 2), between(-0.4, 0.4), Math.PI + 0.05 * random.nextGaussian()));
    if (random.nextBoolean()) {
      park(any(), Pose.at(between(-14, -10), between(-0.4, 0.4), Math.PI));
    }
    if (random.nextBoolean()) {
      park(any(), Pose.at(between(-12, 2), between(3.7, 4.3), 0));
    }
    backdrop(9, 25);
    people(2, 6);
    clutter(5, 7);
    Vec eye = new Vec(between(-14, -5), between(-3, 5), between(1, 4.5));
    return scene(camera(eye, new Vec(between(-2, 2), between(-1, 2), 0.8), between(35, 75)));
  }

  private Scene near() {
    GroundArt ground = new GroundArt(GROUND_SIDE, GroundArt.asphalt(random), random);
    ground.wear(80);
    things.add(new Instance(0, ground.mesh(), Pose.ORIGIN));
    VehicleKind kind = VehicleKind.values()[random.nextInt(VehicleKind.values().length)];
    park(kind, Pose.at(0, 0, between(-Math.PI, Math.PI)));
    for (int i = random.nextInt(4); i > 0; i--) {
      double angle = between(-Math.PI, Math.PI);
      double distance = between(9, 18);
      park(
          any(),
          Pose.at(
              distance * Math.cos(angle), distance * Math.sin(angle), between(-Math.PI, Math.PI)));
    }
    backdrop(16, 30);
    people(3, 7);
    clutter(6, 9);
    boolean large = kind == VehicleKind.BUS || kind.label().equals("truck");
    double distance = (large ? 9 : kind == VehicleKind.MOTORCYCLE ? 2.5 : 5) * between(0.9, 2.2);
    Vec lookAt = new Vec(between(-1, 1), between(-1, 1), between(0.4, 1.2));
    Vec eye = around(lookAt, distance, between(0.05, 0.5), between(-Math.PI, Math.PI));
    return scene(camera(eye, lookAt, between(45, 75)));
  }

  private void clutter(int most, double reach) {
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      things.add(
          new Instance(
              0,
              Furniture.small(random),
              Pose.at(between(-reach, reach), between(-reach, reach), between(-3, 3))));
    }
  }

  /** Houses, trees and lamps around the place, no nearer than some distance. */
  private void backdrop(double near, double far) {
    for (int i = 0; i < 10; i++) {
      double angle = between(-Math.PI, Math.PI);
      double distance = between(near, far) + 4;
      double x = distance * 1.4 * Math.cos(angle);
      double y =
          Math.signum(Math.sin(angle)) * Math.max(near, Math.abs(distance * Math.sin(angle)));
      Pose pose = Pose.at(x, y + Math.signum(y) * 4, Math.atan2(-y, -x));
      things.add(
          new Instance(
              0,
              switch (random.nextInt(3)) {
                case 0 -> Furniture.building(6, between(6, 18), between(4, 14), random);
                case 1 -> Furniture.lampPost(between(4, 8), dark);
                default -> Furniture.tree(random);
              },
              pose));
    }
  }
}
