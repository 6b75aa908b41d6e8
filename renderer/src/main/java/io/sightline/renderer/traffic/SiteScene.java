package io.sightline.renderer.traffic;

import io.sightline.domain.geometry.Box;
import io.sightline.renderer.Seeds;
import io.sightline.renderer.traffic.PictureDrive.Waypoint;
import io.sightline.renderer.traffic.PlateReader.Look;
import io.sightline.renderer.traffic.SiteScript.Car;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Sites at which it is hard to say who came and left when, each for its own reason. Vehicles park
 * where no camera looks.
 */
public enum SiteScene {
  /** One behind the other before the barrier, each standing until it is its turn. */
  QUEUE {
    @Override
    void fill(SiteScript script, Random random) {
      entryAndExit(script);
      List<Car> cars = cars(script, 6);
      queue(script, "in", cars, 0, random);
      Collections.shuffle(cars, random);
      queue(script, "out", cars, 90, random);
    }

    private void queue(
        SiteScript script, String camera, List<Car> cars, double start, Random random) {
      double[] turns = new double[cars.size() + 1];
      for (int car = 0; car < cars.size(); car++) {
        turns[car + 1] = turns[car] + 5 + random.nextDouble() * 4;
      }
      for (int car = 0; car < cars.size(); car++) {
        List<Waypoint> way = new ArrayList<>();
        double x = 600 + random.nextInt(60);
        double arrives = start + car * 1.5 + 3;
        way.add(new Waypoint(start + car * 1.5, x, 40, FRONT));
        for (int place = car; place >= 0; place--) {
          double y = BEFORE_BARRIER - 90 * place;
          double leaves = Math.max(arrives + 0.5, start + 14 + turns[car - place]);
          if (y > 40) {
            way.add(new Waypoint(arrives, x, y, FRONT));
            way.add(new Waypoint(leaves, x, y, FRONT));
          }
          arrives = leaves + 1.6;
        }
        way.add(new Waypoint(arrives + 2, x + 30, 1_050, FRONT));
        script.drive(camera, cars.get(car), 190, way);
      }
    }
  },

  /** Two at a time while the barrier is up, bumper to bumper. */
  TAILGATING {
    @Override
    void fill(SiteScript script, Random random) {
      entryAndExit(script);
      List<Car> cars = cars(script, 8);
      double time = 0;
      for (int i = 0; i < cars.size(); i++) {
        time += i % 2 == 1 ? 1.1 + 0.3 * random.nextDouble() : 5 + 3 * random.nextDouble();
        double x = 620 + random.nextInt(40);
        passes(script, "in", cars.get(i), time, 7, x, x + 20);
        passes(script, "out", cars.get(i), time + 120, 7, x, x - 20);
      }
    }
  },

  /** Something hangs before the camera, a second or so before the gate and behind it. */
  OCCLUSION {
    @Override
    void fill(SiteScript script, Random random) {
      entryAndExit(script);
      script.hide("in", new Box(0, 150, 1_280, 330));
      script.hide("out", new Box(0, 150, 1_280, 330));
      for (Car car : cars(script, 8)) {
        double start = car.number() * 5 + random.nextDouble() * 2;
        double x = 400 + random.nextInt(400);
        passes(script, "in", car, start, 6 + 3 * random.nextDouble(), x, x + 40);
        double leaves = 70 + start + random.nextDouble() * 2;
        passes(script, "out", car, leaves, 6 + 3 * random.nextDouble(), x, x + 40);
      }
    }
  },

  /** Little light and a dirty lens: unsure boxes, and some that are missing. */
  NIGHT {
    @Override
    void fill(SiteScript script, Random random) {
      entryAndExit(script);
      for (String camera : List.of("in", "out")) {
        script.script(camera).scores(0.3, 0.75);
        script.script(camera).misses(0.12);
      }
      for (Car car : cars(script, 6)) {
        double start = car.number() * 6 + random.nextDouble() * 3;
        double x = 400 + random.nextInt(400);
        passes(script, "in", car, start, 7 + random.nextDouble(), x, x + 40);
        passes(script, "out", car, start + 80 + random.nextDouble() * 2, 7, x, x + 40);
      }
    }
  },

  /** A plate that nobody can read, and some that look otherwise at the exit or at the entry. */
  DIRT {
    @Override
    void fill(SiteScript script, Random random) {
      entryAndExit(script);
      List<Car> cars = cars(script, 7);
      Car lorry = script.car("truck").looks("in", Look.DIRTY).looks("out", Look.DIRTY);
      cars.add(lorry);
      cars.get(0).looks("in", Look.DIRTY).looks("out", Look.DIRTY);
      cars.get(2).looks("out", Look.STAINED);
      cars.get(4).looks("in", Look.STAINED);
      cars.get(5).looks("out", Look.STAINED);
      Collections.shuffle(cars, random);
      for (int i = 0; i < cars.size(); i++) {
        double start = i * 6 + random.nextDouble() * 3;
        double x = 500 + random.nextInt(200);
        passes(script, "in", cars.get(i), start, 7, x, x + 40);
      }
      Collections.shuffle(cars, random);
      for (int i = 0; i < cars.size(); i++) {
        double start = 90 + i * 6 + random.nextDouble() * 3;
        double x = 500 + random.nextInt(200);
        passes(script, "out", cars.get(i), start, 7, x, x + 40);
      }
    }
  },

  /** Side by side at different speeds, each lane with its own gate. */
  TWO_LANES {
    @Override
    void fill(SiteScript script, Random random) {
      script.camera(
          "in",
          "[{id: left, line: [[0, 430], [640, 430]]}, {id: right, line: [[640, 430], [1280, 430]]}]");
      script.camera(
          "out",
          "[{id: out-left, line: [[640, 430], [0, 430]]},"
              + " {id: out-right, line: [[1280, 430], [640, 430]]}]");
      List<Car> cars = cars(script, 10);
      lanes(script, "in", cars, 0, random);
      Collections.shuffle(cars, random);
      lanes(script, "out", cars, 80, random);
    }

    private void lanes(
        SiteScript script, String camera, List<Car> cars, double from, Random random) {
      for (int i = 0; i < cars.size(); i++) {
        boolean fast = i % 2 == 1;
        double start = from + i / 2 * 4 + (fast ? 1 : 0) + random.nextDouble();
        double x = fast ? 800 : 480;
        passes(script, camera, cars.get(i), start, fast ? 5.5 : 8, x, 640 + (x - 640) * 1.8);
      }
    }
  },

  /** In, around and out again by the same gate; and some that turn before it. */
  U_TURN {
    @Override
    void fill(SiteScript script, Random random) {
      script.camera("in", "[{id: gate, line: [[0, 400], [1280, 400]]}]");
      for (Car car : cars(script, 5)) {
        double start = car.number() * 9 + random.nextDouble() * 2;
        double x = 380 + random.nextInt(60);
        double deepest = car.number() % 3 == 2 ? 330 : 600;
        script.drive(
            "in",
            car,
            200,
            List.of(
                new Waypoint(start, x, 60, FRONT),
                new Waypoint(start + 3, x + 10, deepest - 120, FRONT),
                new Waypoint(start + 4.6, x + 130, deepest, 1.4),
                new Waypoint(start + 6.2, x + 280, deepest - 120, FRONT),
                new Waypoint(start + 9, x + 310, 60, FRONT)));
      }
    }
  },

  /** In by one of two gates and out by one of three, one of them beside the way in. */
  ANOTHER_GATE {
    @Override
    void fill(SiteScript script, Random random) {
      script.camera("north", "[{id: north-in, line: [[0, 430], [1280, 430]], direction: entry}]");
      script.camera(
          "south",
          "[{id: south-in, line: [[0, 430], [640, 430]]},"
              + " {id: south-out, line: [[1280, 430], [640, 430]]}]");
      script.camera("west", "[{id: west-out, line: [[1280, 430], [0, 430]], direction: exit}]");
      List<Car> cars = cars(script, 8);
      for (int i = 0; i < cars.size(); i++) {
        double start = i * 5 + random.nextDouble() * 2;
        boolean north = random.nextBoolean();
        double x = north ? 640 : 400;
        passes(script, north ? "north" : "south", cars.get(i), start, 7, x, x - 30);
      }
      Collections.shuffle(cars, random);
      for (int i = 0; i < cars.size(); i++) {
        double start = 80 + i * 5 + random.nextDouble() * 2;
        boolean west = random.nextBoolean();
        double x = west ? 640 : 900;
        passes(script, west ? "west" : "south", cars.get(i), start, 7, x, x + 30);
      }
    }
  },

  /** In and out by one gate, the ones against the others. */
  ONE_GATE {
    @Override
    void fill(SiteScript script, Random random) {
      script.camera("gate", "[{id: gate, line: [[0, 430], [1280, 430]]}]");
      List<Car> cars = cars(script, 8);
      for (Car car : cars) {
        double start = car.number() * 5 + random.nextDouble() * 2;
        passes(script, "gate", car, start, 7, 420, 380);
      }
      // Some leave while others still come.
      Collections.shuffle(cars.subList(0, 4), random);
      Collections.shuffle(cars.subList(4, 8), random);
      for (int i = 0; i < cars.size(); i++) {
        Car car = cars.get(i);
        double leaves = 22 + i * 5 + random.nextDouble() * 2;
        script.drive(
            "gate",
            car,
            190,
            List.of(
                new Waypoint(leaves, 860, 1_000, FRONT), new Waypoint(leaves + 7, 820, 60, FRONT)));
      }
    }
  },

  /**
   * Some come again and again, some were there before, some stay; two have plates that differ by
   * one character.
   */
  AGAIN {
    @Override
    void fill(SiteScript script, Random random) {
      entryAndExit(script);
      List<Car> cars = cars(script, 5);
      cars.add(script.car("car", "BCDF12"));
      cars.add(script.car("car", "BCDF17"));
      for (int visit = 0; visit < 2; visit++) {
        for (Car car : cars) {
          double start = visit * 160 + car.number() * 5 + random.nextDouble() * 2;
          boolean wasThere = visit == 0 && car.number() == 0;
          boolean stays = visit == 1 && car.number() == 1;
          if (!wasThere) {
            passes(script, "in", car, start, 7, 640, 620);
          }
          if (!stays) {
            double leaves = visit * 160 + 80 + (6 - car.number()) * 5 + random.nextDouble() * 2;
            passes(script, "out", car, leaves, 7, 640, 660);
          }
        }
      }
    }
  },

  /** Two cameras look at each gate, one from farther away. */
  SEEN_TWICE {
    @Override
    void fill(SiteScript script, Random random) {
      for (String camera : List.of("in-near", "in-far")) {
        script.camera(camera, "[{id: entry, line: [[0, 430], [1280, 430]]}]");
      }
      script.camera("out", "[{id: exit, line: [[1280, 430], [0, 430]]}]");
      for (Car car : cars(script, 7)) {
        double start = car.number() * 6 + random.nextDouble() * 2;
        passes(script, "in-near", car, start, 7, 640, 620);
        passes(script, "in-far", car, start + 0.2, 7, 500, 480);
        passes(script, "out", car, start + 70 + random.nextDouble() * 2, 7, 640, 600);
      }
    }
  };

  /** Frames per second, unless others are asked for. */
  public static final double FPS = 5;

  private static final double FRONT = 1.15;
  private static final double BEFORE_BARRIER = 370;

  abstract void fill(SiteScript script, Random random);

  private static void entryAndExit(SiteScript script) {
    script.camera("in", "[{id: entry, line: [[0, 430], [1280, 430]], direction: entry}]");
    script.camera("out", "[{id: exit, line: [[1280, 430], [0, 430]], direction: exit}]");
  }

  private static List<Car> cars(SiteScript script, int count) {
    List<Car> cars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cars.add(script.car(i % 4 == 3 ? "truck" : "car"));
    }
    return cars;
  }

  /** From the far end of the picture past the camera. */
  private static void passes(
      SiteScript script, String camera, Car car, double start, double span, double x, double to) {
    script.drive(
        camera,
        car,
        car.label().equals("truck") ? 230 : 190,
        List.of(new Waypoint(start, x, 40, FRONT), new Waypoint(start + span, to, 1_050, FRONT)));
  }

  /**
   * The scene from its first frame to its last.
   *
   * @param seed the same scene for the same number
   * @param fps frames per second of each camera
   */
  public SiteTraffic play(long seed, BoxNoise boxes, PlateNoise plates, double fps) {
    SiteScript script = new SiteScript(Seeds.random(seed, SALT, ordinal(), 4));
    fill(script, Seeds.random(seed, SALT, ordinal(), 0));
    return script.play(boxes, plates, fps, seed, SALT + ordinal());
  }

  /** The scene at {@link #FPS}. */
  public SiteTraffic play(long seed, BoxNoise boxes, PlateNoise plates) {
    return play(seed, boxes, plates, FPS);
  }

  /** Apart from the scenes of one camera. */
  private static final long SALT = 1_000;
}
