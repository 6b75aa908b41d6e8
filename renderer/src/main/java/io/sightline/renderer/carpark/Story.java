package io.sightline.renderer.carpark;

import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.things.Garage;
import io.sightline.renderer.things.PlateFormat;
import io.sightline.renderer.things.PlateState;
import io.sightline.renderer.things.Vehicle;
import io.sightline.renderer.things.VehicleKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;

/**
 * What happens in the car park in four minutes: vehicles that stood there, that come, that leave at
 * the front or at the back; one is under so much mud that its plate cannot be read, one has a plate
 * that looks like another, one stays for longer than the others. The seed decides all but that.
 * Nobody touches anybody, and at the gate one passes after the other.
 */
public final class Story {
  public static final double SECONDS = 240;

  private static final int TRIES = 300;

  /** Many tall vehicles find no spots behind which nobody stands; others come in their place. */
  private static final int FLEETS = 60;

  private static final double ROAD_SPEED = 6;
  private static final double BACKING_SPEED = 1.5;
  private static final double LOOK_EVERY = 0.25;
  private static final double ELBOW_ROOM = 0.35;
  private static final double TALL = 1.9;
  private static final double GATE_VIEW_EAST = -42;
  private static final double GATE_VIEW_WEST = -95;

  /** Seconds by which the seed moves what happens. */
  private static final double EARLIER_OR_LATER = 1.5;

  /** Seconds from backing out to driving off. */
  private static final double BREATH = 0.8;

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

  /**
   * What one vehicle does.
   *
   * @param enters when it passes the gate, about, seconds; null when it is there at first
   * @param leaves when it passes the gate again, about, seconds; null when it stays
   * @param back whether it leaves at the back
   */
  private record Role(Double enters, Double leaves, boolean back, PlateState plate) {
    static Role there(Double leaves) {
      return new Role(null, leaves, false, PlateState.USUAL);
    }

    static Role comes(double enters, Double leaves) {
      return new Role(enters, leaves, false, PlateState.USUAL);
    }

    Role atTheBack() {
      return new Role(enters, leaves, true, plate);
    }

    Role with(PlateState state) {
      return new Role(enters, leaves, back, state);
    }
  }

  private static final List<Role> ROLES =
      List.of(
          Role.there(64.0),
          Role.there(76.0),
          Role.there(null),
          Role.there(null),
          Role.comes(14, 206.0),
          Role.comes(28, 118.0).with(PlateState.WORN),
          Role.comes(40, 104.0).atTheBack(),
          Role.comes(52, 130.0),
          Role.comes(92, 177.0).with(PlateState.MUDDY),
          Role.comes(105, null),
          Role.comes(146, null));

  private final List<Visit> visits;

  private Story(List<Visit> visits) {
    this.visits = visits;
  }

  public static Story of(long seed) {
    Random random = new Random(seed);
    for (int fleet = 0; fleet < FLEETS; fleet++) {
      List<Vehicle> vehicles = ROLES.stream().map(role -> vehicle(role, random)).toList();
      for (int i = 0; i < TRIES; i++) {
        Story story = new Story(visits(random, vehicles));
        if (story.isPossible()) {
          return story;
        }
      }
    }
    throw new IllegalArgumentException(
        "With the seed " + seed + " the vehicles cannot come and go one after the other.");
  }

  private static List<Visit> visits(Random random, List<Vehicle> vehicles) {
    List<String> spots = new ArrayList<>(CarPark.spots());
    Collections.shuffle(spots, random);
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < ROLES.size(); i++) {
      Role role = ROLES.get(i);
      String spot = spots.get(i);
      List<Drive> drives = new ArrayList<>();
      if (role.enters() != null) {
        DoubleFunction<Drive> in =
            start -> new Drive(CarPark.into(spot), start, ROAD_SPEED, false, true, false);
        double lead = crossing(in.apply(0), CarPark.GATE_X);
        drives.add(in.apply(moved(role.enters(), random) - lead));
      }
      if (role.leaves() != null) {
        DoubleFunction<Drive> back =
            start -> new Drive(CarPark.backOut(spot), start, BACKING_SPEED, true, true, true);
        Path way = role.back() ? CarPark.outAtTheBack(spot) : CarPark.outOf(spot);
        DoubleFunction<Drive> out = start -> new Drive(way, start, ROAD_SPEED, true, false, false);
        double lead =
            back.apply(0).end()
                + BREATH
                + crossing(out.apply(0), role.back() ? CarPark.BACK_GATE_X : CarPark.GATE_X);
        Drive backOut = back.apply(moved(role.leaves(), random) - lead);
        drives.add(backOut);
        drives.add(out.apply(backOut.end() + BREATH));
      }
      boolean arrives = role.enters() != null;
      visits.add(
          new Visit(
              i + 1,
              vehicles.get(i),
              spot,
              parked(spot, arrives, random),
              arrives,
              role.leaves() != null,
              drives));
    }
    return visits;
  }

  private static double moved(double time, Random random) {
    return time + EARLIER_OR_LATER * (2 * random.nextDouble() - 1);
  }

  /** When a drive's vehicle passes a place along the road. */
  private static double crossing(Drive drive, double x) {
    boolean west = drive.pose(drive.start()).x() < x;
    for (double time = drive.start(); time < drive.end(); time += 0.02) {
      if (drive.pose(time).x() < x != west) {
        return time;
      }
    }
    throw new IllegalStateException("Nobody passes " + x + " on this way.");
  }

  private static Pose parked(String spot, boolean arrives, Random random) {
    Path way = CarPark.into(spot);
    Pose end = way.pose(way.points() - 1);
    // Whoever was there before may have backed in, but leaves as all do.
    double askew = arrives ? 0 : 0.01 * random.nextGaussian();
    return Pose.at(end.x(), end.y(), end.heading() + askew);
  }

  private static Vehicle vehicle(Role role, Random random) {
    PlateFormat format = PlateFormat.CHILE;
    String text = format.text(random);
    if (role.plate() == PlateState.WORN) {
      text = text.substring(0, 2) + "E" + text.substring(3);
    }
    VehicleKind kind = KINDS[random.nextInt(KINDS.length)];
    return Garage.vehicle(kind, text, format, role.plate(), random, false);
  }

  private boolean isPossible() {
    for (Visit visit : visits) {
      List<Drive> drives = visit.drives();
      for (int i = 1; i < drives.size(); i++) {
        if (drives.get(i).start() < drives.get(i - 1).end()) {
          return false;
        }
      }
      // A tall one in the far row would hide its neighbours from the camera.
      if (visit.vehicle().height() > TALL && visit.spot().startsWith("N")) {
        return false;
      }
    }
    for (double time = 0; time < SECONDS; time += LOOK_EVERY) {
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

  public List<Visit> visits() {
    return visits;
  }

  /** When somebody passes the gate at the back, seconds. */
  public double passesAtTheBack() {
    for (int i = 0; i < ROLES.size(); i++) {
      if (ROLES.get(i).back()) {
        List<Drive> drives = visits.get(i).drives();
        return crossing(drives.get(drives.size() - 1), CarPark.BACK_GATE_X);
      }
    }
    throw new IllegalStateException("Nobody leaves at the back.");
  }

  /** What the plate of a vehicle looks like; null where it cannot be read. */
  public String looks(Visit visit) {
    return ROLES.get(visit.id() - 1).plate().looks(visit.vehicle().plate());
  }
}
