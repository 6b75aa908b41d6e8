package io.sightline.renderer.carpark;

import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.things.Garage;
import io.sightline.renderer.things.PlateFormat;
import io.sightline.renderer.things.Vehicle;
import io.sightline.renderer.things.VehicleKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What happens in the car park in some minutes: vehicles that stood there, that come, that leave.
 * Nobody touches anybody, and at the gate one passes after the other.
 */
public final class Story {
  private static final int TRIES = 2_000;
  private static final double ROAD_SPEED = 6;
  private static final double BACKING_SPEED = 1.5;
  private static final double LOOK_EVERY = 0.25;
  private static final double ELBOW_ROOM = 0.35;
  private static final double TALL = 1.9;
  private static final double GATE_VIEW_EAST = -42;
  private static final double GATE_VIEW_WEST = -118;
  private static final VehicleKind[] KINDS = {
    VehicleKind.HATCHBACK,
    VehicleKind.SEDAN,
    VehicleKind.SUV,
    VehicleKind.WAGON,
    VehicleKind.COUPE,
    VehicleKind.VAN,
    VehicleKind.SEDAN,
    VehicleKind.HATCHBACK
  };

  private final double seconds;
  private final List<Visit> visits;

  private Story(double seconds, List<Visit> visits) {
    this.seconds = seconds;
    this.visits = visits;
  }

  /**
   * @param seconds how long it is
   * @param there vehicles that are there at first
   * @param coming vehicles that come, in the first half of the time
   * @param leaving vehicles that leave, those that were there first
   */
  public static Story of(long seed, double seconds, int there, int coming, int leaving) {
    Random random = new Random(seed);
    List<Vehicle> vehicles = new ArrayList<>();
    for (int i = 0; i < there + coming; i++) {
      vehicles.add(vehicle(random));
    }
    for (int i = 0; i < TRIES; i++) {
      Story story = new Story(seconds, visits(random, seconds, vehicles, there, leaving));
      if (story.isPossible()) {
        return story;
      }
    }
    throw new IllegalArgumentException(
        "In " + seconds + " s so many vehicles cannot come and go one after the other.");
  }

  private static List<Visit> visits(
      Random random, double seconds, List<Vehicle> vehicles, int there, int leaving) {
    int coming = vehicles.size() - there;
    List<String> spots = new ArrayList<>(CarPark.spots());
    Collections.shuffle(spots, random);
    List<Visit> visits = new ArrayList<>();
    List<Double> departures = times(random, leaving, 0.38 * seconds, 0.72 * seconds);
    for (int i = 0; i < vehicles.size(); i++) {
      String spot = spots.get(i);
      List<Drive> drives = new ArrayList<>();
      boolean arrives = i >= there;
      if (arrives) {
        double start = seconds * 0.5 * (i - there + 0.2 * random.nextDouble()) / coming;
        drives.add(new Drive(CarPark.into(spot), start, ROAD_SPEED, false, true, false));
      }
      boolean leaves = i < leaving;
      if (leaves) {
        double start =
            arrives ? Math.max(departures.get(i), drives.get(0).end() + 5) : departures.get(i);
        Drive back = new Drive(CarPark.backOut(spot), start, BACKING_SPEED, true, true, true);
        drives.add(back);
        drives.add(
            new Drive(CarPark.outOf(spot), back.end() + 0.8, ROAD_SPEED, true, false, false));
      }
      visits.add(
          new Visit(
              i + 1,
              vehicles.get(i),
              spot,
              parked(spot, arrives, random),
              arrives,
              leaves,
              drives));
    }
    return visits;
  }

  private static Pose parked(String spot, boolean arrives, Random random) {
    Path way = CarPark.into(spot);
    Pose end = way.pose(way.points() - 1);
    // Whoever was there before may have backed in, but leaves as all do.
    double askew = arrives ? 0 : 0.01 * random.nextGaussian();
    return Pose.at(end.x(), end.y(), end.heading() + askew);
  }

  private static List<Double> times(Random random, int count, double from, double to) {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(from + (to - from) * (i + 0.3 * random.nextDouble()) / count);
    }
    return times;
  }

  private static Vehicle vehicle(Random random) {
    PlateFormat format = PlateFormat.CHILE;
    return Garage.vehicle(
        KINDS[random.nextInt(KINDS.length)], format.text(random), format, random, false);
  }

  private boolean isPossible() {
    for (Visit visit : visits) {
      // A tall one in the far row would hide its neighbours from the camera.
      if (visit.vehicle().height() > TALL && visit.spot().startsWith("N")) {
        return false;
      }
    }
    for (double time = 0; time < seconds; time += LOOK_EVERY) {
      int atGate = 0;
      for (int i = 0; i < visits.size(); i++) {
        Pose a = visits.get(i).pose(time).orElse(null);
        if (a == null) {
          continue;
        }
        atGate +=
            a.x() > GATE_VIEW_WEST && a.x() < GATE_VIEW_EAST && visits.get(i).moves(time) ? 1 : 0;
        for (int j = i + 1; j < visits.size(); j++) {
          Pose b = visits.get(j).pose(time).orElse(null);
          if (b != null && touch(visits.get(i).vehicle(), a, visits.get(j).vehicle(), b)) {
            return false;
          }
        }
      }
      if (atGate > 1) {
        return false;
      }
    }
    return true;
  }

  /** Whether vehicles come too near, each taken as circles along its length. */
  static boolean touch(Vehicle one, Pose a, Vehicle other, Pose b) {
    double reach = one.width() / 2 + other.width() / 2 + ELBOW_ROOM;
    if (Math.hypot(a.x() - b.x(), a.y() - b.y()) > (one.length() + other.length()) / 2 + reach) {
      return false;
    }
    for (double i = -0.32; i <= 0.33; i += 0.16) {
      for (double j = -0.32; j <= 0.33; j += 0.16) {
        double dx =
            a.x()
                + i * one.length() * Math.cos(a.heading())
                - b.x()
                - j * other.length() * Math.cos(b.heading());
        double dy =
            a.y()
                + i * one.length() * Math.sin(a.heading())
                - b.y()
                - j * other.length() * Math.sin(b.heading());
        if (Math.hypot(dx, dy) < reach) {
          return true;
        }
      }
    }
    return false;
  }

  public double seconds() {
    return seconds;
  }

  public List<Visit> visits() {
    return visits;
  }
}
