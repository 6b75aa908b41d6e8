package io.sightline.renderer.carpark;

import io.sightline.renderer.pictures.Lens;
import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.Lighting;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.scenes.Light;
import io.sightline.renderer.things.Garage;
import io.sightline.renderer.things.Person;
import io.sightline.renderer.things.Vehicle;
import io.sightline.renderer.things.VehicleKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A day at the car park, told quickly: vehicles come and go one after the other, vans stop in the
 * aisle before others' spots, people walk about, and the weather goes from a low sun over hard
 * shadows, clouds and rain to the night.
 */
public final class ParkDay {
  private static final double ROAD_SPEED = 6;
  private static final double BACKING_SPEED = 1.5;
  private static final double STOP_SECONDS = 60;
  private static final double BETWEEN = 10;

  /** Share of what happens that is a van that stops in the aisle. */
  private static final double STOPS = 0.08;

  /** What stands farther from a spot's middle is not on it, metres. */
  private static final double ON_A_SPOT = 2.5;

  private static final VehicleKind[] KINDS = {
    VehicleKind.HATCHBACK,
    VehicleKind.SEDAN,
    VehicleKind.SUV,
    VehicleKind.WAGON,
    VehicleKind.COUPE,
    VehicleKind.VAN
  };

  /** In their order, each for the same share of the day. */
  public enum Weather {
    LOW_SUN,
    HIGH_SUN,
    CLOUDS,
    RAIN,
    EVENING,
    NIGHT
  }

  private final double seconds;
  private final CarPark carPark;
  private final List<Visit> visits = new ArrayList<>();
  private final List<Walker> walkers = new ArrayList<>();

  /** Somebody who walks along the rows. */
  private record Walker(Person person, double start, double y, double speed) {}

  /**
   * @param seconds how long it is
   */
  public ParkDay(long seed, double seconds) {
    this.seconds = seconds;
    Random random = new Random(seed);
    this.carPark = new CarPark(random);
    Map<String, Integer> there = new HashMap<>();
    for (String spot : CarPark.spots()) {
      if (random.nextInt(3) > 0) {
        Pose parked = CarPark.into(spot).pose(CarPark.into(spot).points() - 1);
        there.put(spot, visits.size());
        visits.add(visit(spot, parked, false, false, List.of(), random));
      }
    }
    double time = BETWEEN;
    while (time < seconds) {
      time =
          BETWEEN + (random.nextDouble() < STOPS ? stop(time, random) : next(time, there, random));
    }
    for (double at = 5; at < seconds; at += 10 + 40 * random.nextDouble()) {
      double y = random.nextBoolean() ? 9.1 + 0.8 * random.nextDouble() : 3 * random.nextGaussian();
      double speed = (random.nextBoolean() ? 1 : -1) * (1.1 + 0.5 * random.nextDouble());
      walkers.add(new Walker(new Person(random), at, y, speed));
    }
  }

  private Visit visit(
      String spot,
      Pose parked,
      boolean arrives,
      boolean leaves,
      List<Drive> drives,
      Random random) {
    Vehicle vehicle = Garage.vehicle(KINDS[random.nextInt(KINDS.length)], random, false);
    return new Visit(visits.size() + 1, vehicle, spot, parked, arrives, leaves, drives);
  }

  /** Somebody comes to a free spot or leaves one; gives when that is over. */
  private double next(double time, Map<String, Integer> there, Random random) {
    List<String> spots = CarPark.spots();
    String spot = spots.get(random.nextInt(spots.size()));
    Path in = CarPark.into(spot);
    Integer parked = there.remove(spot);
    if (parked == null) {
      Drive drive = new Drive(in, time, ROAD_SPEED, false, true, false);
      there.put(spot, visits.size());
      visits.add(visit(spot, in.pose(in.points() - 1), true, false, List.of(drive), random));
      return drive.end();
    }
    Drive back = new Drive(CarPark.backOut(spot), time, BACKING_SPEED, true, true, true);
    Drive out = new Drive(CarPark.outAtTheBack(spot), back.end(), ROAD_SPEED, true, false, false);
    Visit stays = visits.get(parked);
    List<Drive> drives = new ArrayList<>(stays.drives());
    drives.add(back);
    drives.add(out);
    visits.set(
        parked,
        new Visit(
            stays.id(), stays.vehicle(), spot, stays.parked(), stays.arrives(), true, drives));
    return out.end();
  }

  /** A van stops before somebody's spot and goes on. */
  private double stop(double time, Random random) {
    String before = "N" + (1 + random.nextInt(6));
    double x = CarPark.centre(before).x();
    double far = CarPark.into(before).pose(0).x();
    Path to = Path.from(far, 0, 0).straight(x - far);
    Drive comes = new Drive(to, time, ROAD_SPEED, false, true, false);
    Path on = Path.from(x, 0, 0).straight(-far);
    Drive goes = new Drive(on, comes.end() + STOP_SECONDS, ROAD_SPEED, true, false, false);
    Vehicle van = Garage.vehicle(VehicleKind.VAN, random, false);
    visits.add(
        new Visit(
            visits.size() + 1,
            van,
            "",
            to.pose(to.points() - 1),
            true,
            true,
            List.of(comes, goes)));
    return goes.end();
  }

  /** Everything that stands and moves. */
  public List<Instance> things(double time) {
    List<Instance> things = new ArrayList<>(carPark.things());
    for (Visit visit : visits) {
      visit
          .pose(time)
          .ifPresent(pose -> things.add(new Instance(visit.id(), visit.vehicle().mesh(), pose)));
    }
    for (Walker walker : walkers) {
      double x = walker.speed() * (time - walker.start() - 14);
      if (Math.abs(x) < 20 && time >= walker.start()) {
        double heading = walker.speed() > 0 ? 0 : Math.PI;
        things.add(
            new Instance(0, walker.person().mesh(5 * time), Pose.at(x, walker.y(), heading)));
      }
    }
    return things;
  }

  /** Spots within {@link #ON_A_SPOT} of whose middle their vehicle is. */
  public Set<String> occupied(double time) {
    Set<String> occupied = new HashSet<>();
    for (Visit visit : visits) {
      Optional<Pose> pose = visit.spot().isEmpty() ? Optional.empty() : visit.pose(time);
      Vec middle = visit.spot().isEmpty() ? null : CarPark.centre(visit.spot());
      if (pose.isPresent()
          && Math.hypot(pose.get().x() - middle.x(), pose.get().y() - middle.y()) < ON_A_SPOT) {
        occupied.add(visit.spot());
      }
    }
    return occupied;
  }

  /** Spots that somebody comes to or leaves, about that time. */
  public Set<String> changing(double time, double about) {
    Set<String> changing = new HashSet<>();
    for (Visit visit : visits) {
      for (Drive drive : visit.drives()) {
        if (drive.start() - about <= time && time <= drive.end() + about) {
          changing.add(visit.spot());
        }
      }
    }
    return changing;
  }

  public Weather weather(double time) {
    Weather[] all = Weather.values();
    return all[(int) Math.min(all.length - 1, time / seconds * all.length)];
  }

  public Lighting light(double time) {
    double share = time / seconds;
    return switch (weather(time)) {
      case LOW_SUN, HIGH_SUN -> Light.sunAt(0.25 + 2.2 * share, 0.4 + 5 * share);
      case CLOUDS, RAIN -> Light.clouds();
      case EVENING -> Light.sunAt(1.1 - share, 2.5 + 2 * share);
      case NIGHT -> Light.lamps();
    };
  }

  public Lens lens(double time) {
    return switch (weather(time)) {
      case RAIN -> new Lens(0.42, 0.4, 3, 140, 0.2, 0.9, 0);
      case NIGHT -> new Lens(0.4, 0, 5, 0, 0.1, 1, 0);
      default -> Lens.clean();
    };
  }
}
