package io.sightline.renderer.traffic;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.renderer.traffic.PictureDrive.Waypoint;
import io.sightline.renderer.traffic.TrafficFrame.TrueBox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What happens in a scene, and how a detector sees it. */
final class Script {
  private static final double LEAST_IN_PICTURE = 0.3;
  private static final double LEAST_VISIBLE = 0.4;
  private static final double WELL_SEEN = 0.7;
  private static final double COVERED_SCORE = 0.3;

  /** Points along each side of a box that are asked whether they are covered. */
  private static final int PROBES = 8;

  private static final Box PICTURE = new Box(0, 0, PictureDrive.WIDTH, PictureDrive.HEIGHT);

  private final List<PictureDrive> drives = new ArrayList<>();
  private final List<Box> pillars = new ArrayList<>();
  private final List<Double> blind = new ArrayList<>();
  private final List<Oddity> oddities = new ArrayList<>();
  private double leastScore = 0.75;
  private double mostScore = 0.95;
  private double missed;

  /**
   * Two vehicles in one box, or one in two.
   *
   * @param second 0 where one is split
   * @param from seconds
   * @param until seconds
   */
  private record Oddity(int first, int second, double from, double until) {
    boolean isAt(double time) {
      return from <= time && time <= until;
    }
  }

  private record Thing(PictureDrive drive, Box box, double visible) {}

  /** Vehicles are numbered in the order in which they are added, from 1 on. */
  void drive(String label, double size, List<Waypoint> way) {
    drives.add(new PictureDrive(drives.size() + 1, label, size, way));
  }

  /** Something stands before everything. */
  void hide(Box pillar) {
    pillars.add(pillar);
  }

  /** Nobody looks, in seconds. */
  void blind(double from, double until) {
    blind.add(from);
    blind.add(until);
  }

  void scores(double least, double most) {
    leastScore = least;
    mostScore = most;
  }

  /**
   * @param share of boxes that are missing whatever the noise
   */
  void misses(double share) {
    missed = share;
  }

  void merge(int first, int second, double from, double until) {
    oddities.add(new Oddity(first, second, from, until));
  }

  void split(int vehicle, double from, double until) {
    oddities.add(new Oddity(vehicle, 0, from, until));
  }

  List<TrafficFrame> play(BoxNoise noise, double fps, Random random) {
    double end =
        drives.stream()
            .mapToDouble(one -> one.way().get(one.way().size() - 1).time())
            .max()
            .orElse(0);
    List<TrafficFrame> frames = new ArrayList<>();
    for (int i = 0; i / fps <= end; i++) {
      double time = i / fps;
      if (looks(time)) {
        frames.add(frame(time, noise, random));
      }
    }
    return frames;
  }

  private boolean looks(double time) {
    for (int i = 0; i < blind.size(); i += 2) {
      if (blind.get(i) < time && time < blind.get(i + 1)) {
        return false;
      }
    }
    return true;
  }

  private TrafficFrame frame(double time, BoxNoise noise, Random random) {
    List<Thing> things = things(time);
    List<TrueBox> truth = new ArrayList<>();
    List<Detection> seen = new ArrayList<>();
    Set<Integer> done = new HashSet<>();
    for (Thing thing : things) {
      int vehicle = thing.drive().vehicle();
      if (thing.visible() >= LEAST_VISIBLE) {
        truth.add(new TrueBox(vehicle, thing.drive().label(), thing.box()));
      }
      if (thing.visible() >= LEAST_VISIBLE && done.add(vehicle)) {
        for (Box box : boxes(thing, things, time, done)) {
          detection(thing, box, noise, random).ifPresent(seen::add);
        }
      }
      if (random.nextDouble() < noise.invented()) {
        seen.add(invented(random));
      }
    }
    return new TrafficFrame(Math.round(time * 1_000), truth, seen);
  }

  /** What is in the picture, the nearest first. */
  private List<Thing> things(double time) {
    List<Thing> things = new ArrayList<>();
    List<PictureDrive> nearest = new ArrayList<>(drives);
    nearest.removeIf(drive -> drive.box(time).isEmpty());
    nearest.sort(
        Comparator.<PictureDrive>comparingDouble(drive -> -drive.box(time).orElseThrow().bottom())
            .thenComparingInt(PictureDrive::vehicle));
    List<Box> before = new ArrayList<>(pillars);
    for (PictureDrive drive : nearest) {
      Box whole = drive.box(time).orElseThrow();
      Box inside = clipped(whole);
      if (inside.width() > 0
          && inside.height() > 0
          && inside.area() >= LEAST_IN_PICTURE * whole.area()) {
        things.add(new Thing(drive, inside, visible(inside, before)));
      }
      before.add(whole);
    }
    return things;
  }

  private static Box clipped(Box box) {
    return new Box(
        Math.max(PICTURE.left(), box.left()),
        Math.max(PICTURE.top(), box.top()),
        Math.min(PICTURE.right(), box.right()),
        Math.min(PICTURE.bottom(), box.bottom()));
  }

  private static double visible(Box box, List<Box> before) {
    int free = 0;
    for (int i = 0; i < PROBES; i++) {
      for (int j = 0; j < PROBES; j++) {
        float x = box.left() + box.width() * (i + 0.5f) / PROBES;
        float y = box.top() + box.height() * (j + 0.5f) / PROBES;
        boolean covered =
            before.stream()
                .anyMatch(
                    one ->
                        one.left() <= x && x < one.right() && one.top() <= y && y < one.bottom());
        free += covered ? 0 : 1;
      }
    }
    return (double) free / (PROBES * PROBES);
  }

  private List<Box> boxes(Thing thing, List<Thing> things, double time, Set<Integer> done) {
    int vehicle = thing.drive().vehicle();
    for (Oddity oddity : oddities) {
      if (!oddity.isAt(time)) {
        continue;
      }
      if (oddity.second() == 0 && oddity.first() == vehicle) {
        return halves(thing.box());
      }
      if (oddity.first() == vehicle || oddity.second() == vehicle) {
        int other = oddity.first() == vehicle ? oddity.second() : oddity.first();
        done.add(other);
        return things.stream()
            .filter(one -> one.drive().vehicle() == other)
            .map(one -> around(one.box(), thing.box()))
            .findFirst()
            .map(List::of)
            .orElse(List.of(thing.box()));
      }
    }
    return List.of(thing.box());
  }

  private static List<Box> halves(Box box) {
    float middle = box.left() + box.width() * 0.4f;
    return List.of(
        new Box(box.left(), box.top(), middle, box.bottom()),
        new Box(middle, box.top(), box.right(), box.bottom()));
  }

  private static Box around(Box a, Box b) {
    return new Box(
        Math.min(a.left(), b.left()),
        Math.min(a.top(), b.top()),
        Math.max(a.right(), b.right()),
        Math.max(a.bottom(), b.bottom()));
  }

  private Optional<Detection> detection(Thing thing, Box box, BoxNoise noise, Random random) {
    double score = leastScore + random.nextDouble() * (mostScore - leastScore);
    if (thing.visible() < WELL_SEEN) {
      score -= COVERED_SCORE;
    }
    boolean lost = random.nextDouble() < missed + noise.missed();
    boolean confused = random.nextDouble() < noise.confused();
    Box moved =
        new Box(
            moved(box.left(), noise, random),
            moved(box.top(), noise, random),
            moved(box.right(), noise, random),
            moved(box.bottom(), noise, random));
    if (lost) {
      return Optional.empty();
    }
    String label = thing.drive().label();
    String said = confused ? label.equals("car") ? "truck" : "car" : label;
    return Optional.of(new Detection(said, (float) Math.max(0.1, score), moved));
  }

  private static float moved(float edge, BoxNoise noise, Random random) {
    return (float) (edge + noise.jitter() * random.nextGaussian());
  }

  private static Detection invented(Random random) {
    float height = 60 + random.nextInt(90);
    float width = height * (1 + random.nextFloat());
    float x = random.nextFloat() * (PICTURE.right() - width);
    float y = random.nextFloat() * (PICTURE.bottom() - height);
    float score = 0.2f + 0.6f * random.nextFloat();
    return new Detection("car", score, new Box(x, y, x + width, y + height));
  }
}
