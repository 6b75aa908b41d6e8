package io.sightline.renderer.carpark;

import io.sightline.renderer.Seeds;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.things.Vehicle;
import io.sightline.renderer.things.VehicleKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One day of one car park: who comes when and stays how long. Mornings and afternoons are busy, at
 * the end of the week fewer come, and at night the car park is empty.
 */
final class SimulatedDay {
  private static final double ROAD_SPEED = 3;
  private static final double BACKING_SPEED = 1;
  private static final int HOUR = 3_600;

  /** Vehicles that come on an ordinary day, by the hour at which they do. */
  private static final double[] ARRIVALS = {
    0, 0, 0, 0, 0, 0.4, 1.5, 4, 7, 5, 4, 4, 5, 5, 4, 4, 5, 5, 3, 1.5, 0.5, 0, 0, 0
  };

  private static final double LAST_DEPARTURE = 23.0 * HOUR;
  private static final double LEAST_STAY = 240;
  private static final double MEDIAN_STAY = 4_500;

  /** Between two that begin to move, so that they are not in each other's way. */
  static final double APART = 45;

  private static final VehicleKind[] KINDS = {
    VehicleKind.HATCHBACK, VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.WAGON, VehicleKind.VAN
  };

  private final int day;
  private final List<Visit> visits = new ArrayList<>();
  private final Map<Integer, List<Visit>> byHour = new HashMap<>();

  SimulatedDay(long seed, int park, int day) {
    this.day = day;
    Random random = Seeds.random(seed, park, day);
    boolean weekEnd = day % 7 >= 5;
    List<Double> movements = new ArrayList<>();
    Map<String, Double> busyUntil = new HashMap<>();
    for (int hour = 0; hour < ARRIVALS.length; hour++) {
      double rate = ARRIVALS[hour] * (weekEnd ? 0.6 : 1);
      for (double at = after(0, rate, random); at < HOUR; at = after(at, rate, random)) {
        arrive(hour * HOUR + at, movements, busyUntil, random);
      }
    }
  }

  /** When the next one comes; arrivals are independent of each other. */
  private static double after(double at, double ratePerHour, Random random) {
    return ratePerHour == 0
        ? Double.POSITIVE_INFINITY
        : at - StrictMath.log(1 - random.nextDouble()) * HOUR / ratePerHour;
  }

  private void arrive(
      double wanted, List<Double> movements, Map<String, Double> busyUntil, Random random) {
    double start = free(wanted, movements);
    List<String> spots =
        CarPark.spots().stream()
            .filter(spot -> busyUntil.getOrDefault(spot, 0.0) + APART < start)
            .toList();
    double stay = LEAST_STAY + MEDIAN_STAY * StrictMath.exp(0.8 * random.nextGaussian());
    Vehicle vehicle = vehicle(random);
    int choice = random.nextInt(1 << 16);
    if (spots.isEmpty() || start > LAST_DEPARTURE - LEAST_STAY) {
      return;
    }
    String spot = spots.get(choice % spots.size());
    Drive in = new Drive(CarPark.into(spot), start, ROAD_SPEED, false, true, false);
    movements.add(start);
    double leave = free(Math.min(in.end() + stay, LAST_DEPARTURE), movements);
    movements.add(leave);
    Drive back = new Drive(CarPark.backOut(spot), leave, BACKING_SPEED, true, true, true);
    Drive out = new Drive(CarPark.outOf(spot), back.end() + 1, ROAD_SPEED, true, false, false);
    busyUntil.put(spot, back.end());
    Path way = CarPark.into(spot);
    Visit visit =
        new Visit(
            visits.size() + 1,
            vehicle,
            spot,
            way.pose(way.points() - 1),
            true,
            true,
            List.of(in, back, out));
    visits.add(visit);
    for (int hour = (int) (start / HOUR); hour <= (int) (out.end() / HOUR); hour++) {
      byHour.computeIfAbsent(hour, key -> new ArrayList<>()).add(visit);
    }
  }

  /** The first time from a wished one on that is apart from all others. */
  static double free(double wanted, List<Double> movements) {
    double time = wanted;
    boolean moved = true;
    while (moved) {
      moved = false;
      for (double other : movements) {
        // The very sum that is taken over: where it was rounded down, the difference stays below.
        if (other - APART < time && time < other + APART) {
          time = other + APART;
          moved = true;
        }
      }
    }
    return time;
  }

  private static Vehicle vehicle(Random random) {
    VehicleKind kind = KINDS[random.nextInt(KINDS.length)];
    double length = (kind == VehicleKind.VAN ? 5.1 : 4.4) * (0.93 + 0.14 * random.nextDouble());
    double height = kind == VehicleKind.VAN ? 2.2 : kind == VehicleKind.SUV ? 1.72 : 1.47;
    return new Vehicle(kind, "", length, 1.82, height, new MeshBuilder().build());
  }

  int day() {
    return day;
  }

  List<Visit> visits() {
    return visits;
  }

  /**
   * Visits of the hour in which a time lies.
   *
   * @param time seconds of the day
   */
  List<Visit> around(double time) {
    return byHour.getOrDefault((int) (time / HOUR), List.of());
  }
}
