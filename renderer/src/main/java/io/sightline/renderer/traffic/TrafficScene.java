package io.sightline.renderer.traffic;

import io.sightline.domain.geometry.Box;
import io.sightline.renderer.Seeds;
import io.sightline.renderer.traffic.PictureDrive.Waypoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Scenes in which following vehicles is hard, each for its own reason. */
public enum TrafficScene {
  /** One behind the other up to a gate, each standing until it is its turn. */
  QUEUE {
    @Override
    void fill(Script script, Random random) {
      int cars = 6;
      double[] turns = new double[cars + 1];
      for (int car = 0; car < cars; car++) {
        turns[car + 1] = turns[car] + 4 + random.nextDouble() * 3;
      }
      for (int car = 0; car < cars; car++) {
        List<Waypoint> way = new ArrayList<>();
        double x = 620 + random.nextInt(30);
        way.add(new Waypoint(car * 1.5, x, 60, FRONT));
        double arrives = car * 1.5 + 3;
        for (int place = car; place >= 0; place--) {
          double y = 640 - 95 * place;
          double leaves = Math.max(arrives + 0.5, 14 + turns[car - place]);
          way.add(new Waypoint(arrives, x, y, FRONT));
          way.add(new Waypoint(leaves, x, y, FRONT));
          arrives = leaves + 1.6;
        }
        way.add(new Waypoint(arrives + 1, x + 30, 1_050, FRONT));
        script.drive("car", 190, way);
      }
    }
  },

  /** Bumper to bumper. */
  TAILGATING {
    @Override
    void fill(Script script, Random random) {
      double speed = 150 + random.nextInt(100);
      double y = 480 + random.nextInt(120);
      double start = 0;
      for (int car = 0; car < 8; car++) {
        boolean pair = car % 2 == 1;
        double length = 190 * SIDE * 0.8;
        start += pair ? (length + 12) / speed : 2.5 + random.nextDouble() * 2;
        script.drive(
            "car",
            190,
            List.of(
                new Waypoint(start, -200, y, SIDE),
                new Waypoint(start + 1_700 / speed, 1_500, y, SIDE)));
      }
    }
  },

  /** Behind a pillar for a second or so, at different speeds. */
  OCCLUSION {
    @Override
    void fill(Script script, Random random) {
      script.hide(new Box(560, 100, 760, 720));
      for (int car = 0; car < 6; car++) {
        double start = car * 5 + random.nextDouble();
        double speed = 140 + random.nextInt(120);
        double y = 420 + random.nextInt(150);
        boolean back = car % 3 == 2;
        script.drive(
            car % 3 == 1 ? "truck" : "car",
            car % 3 == 1 ? 230 : 170,
            List.of(
                new Waypoint(start, back ? 1_500 : -200, y, SIDE),
                new Waypoint(start + 1_700 / speed, back ? -200 : 1_500, y, SIDE)));
      }
    }
  },

  /** Oncoming lanes of which the nearer one covers the farther, and some that turn across. */
  CROSSING {
    @Override
    void fill(Script script, Random random) {
      for (int car = 0; car < 10; car++) {
        double start = car * 1.8 + random.nextDouble() * 1.2;
        double speed = 170 + random.nextInt(90);
        boolean near = car % 2 == 0;
        double y = near ? 560 : 490;
        if (car % 5 == 4) {
          script.drive(
              "car",
              170,
              List.of(
                  new Waypoint(start, 300, 150, FRONT),
                  new Waypoint(start + 2.5, 500, 380, 1.4),
                  new Waypoint(start + 5.5, 1_000, 800, 1.4),
                  new Waypoint(start + 6.5, 1_200, 1_000, 1.4)));
        } else {
          script.drive(
              "car",
              170,
              List.of(
                  new Waypoint(start, near ? -200 : 1_500, y, SIDE),
                  new Waypoint(start + 1_700 / speed, near ? 1_500 : -200, y, SIDE)));
        }
      }
    }
  },

  /** Little light and a dirty lens: unsure boxes, and some that are missing. */
  NIGHT {
    @Override
    void fill(Script script, Random random) {
      script.scores(0.3, 0.75);
      script.misses(0.12);
      for (int car = 0; car < 6; car++) {
        double start = car * 4 + random.nextDouble() * 2;
        double x = 300 + random.nextInt(600);
        script.drive(
            "car",
            190,
            List.of(
                new Waypoint(start, x, 80, FRONT),
                new Waypoint(start + 4, x + 40, 420, FRONT),
                new Waypoint(start + 7, x + 60, 1_000, FRONT)));
      }
    }
  },

  /** Side by side in two lanes at different speeds. */
  TWO_LANES {
    @Override
    void fill(Script script, Random random) {
      for (int car = 0; car < 10; car++) {
        boolean fast = car % 2 == 1;
        double start = car / 2 * 3.2 + (fast ? 1 : 0) + random.nextDouble();
        double time = fast ? 5 : 7.5;
        double x = fast ? 760 : 560;
        script.drive(
            car % 4 == 0 ? "truck" : "car",
            car % 4 == 0 ? 240 : 180,
            List.of(
                new Waypoint(start, 640 + (x - 640) * 0.3, 80, FRONT),
                new Waypoint(start + time, 640 + (x - 640) * 1.8, 1_000, FRONT)));
      }
    }
  },

  /** In, around and out again. */
  U_TURN {
    @Override
    void fill(Script script, Random random) {
      for (int car = 0; car < 4; car++) {
        double start = car * 6 + random.nextDouble() * 2;
        double x = 450 + random.nextInt(60);
        script.drive(
            "car",
            180,
            List.of(
                new Waypoint(start, x, 120, FRONT),
                new Waypoint(start + 3, x + 10, 450, FRONT),
                new Waypoint(start + 4.5, x + 120, 560, SIDE),
                new Waypoint(start + 6, x + 260, 460, FRONT),
                new Waypoint(start + 9, x + 290, 120, FRONT)));
      }
    }
  },

  /** Traffic that stops hard, stands and goes on. */
  STOP_AND_GO {
    @Override
    void fill(Script script, Random random) {
      for (int car = 0; car < 5; car++) {
        List<Waypoint> way = new ArrayList<>();
        double time = car * 2.2;
        double x = -200;
        double y = 500;
        way.add(new Waypoint(time, x, y, SIDE));
        for (int stop = 0; stop < 4; stop++) {
          time = Math.max(time + 1.8, 6 + stop * 6 + car * 0.6);
          x = 1_150 - car * 290 + stop * 290 - 580;
          way.add(new Waypoint(time, x, y, SIDE));
          time += 2 + random.nextDouble() * 0.5;
          way.add(new Waypoint(time, x, y, SIDE));
        }
        way.add(new Waypoint(time + 8, x + 1_900, y, SIDE));
        script.drive("car", 170, way);
      }
    }
  },

  /**
   * Nobody looks for 40 s. What stood there before is another vehicle afterwards: nobody knows
   * better.
   */
  GAP {
    @Override
    void fill(Script script, Random random) {
      script.blind(8, 48);
      for (int car = 0; car < 3; car++) {
        double x = 250 + car * 300 + random.nextInt(40);
        script.drive(
            "car", 180, List.of(new Waypoint(0, x, 400, FRONT), new Waypoint(8, x, 400, FRONT)));
        script.drive(
            "car", 180, List.of(new Waypoint(48, x, 400, FRONT), new Waypoint(60, x, 400, FRONT)));
      }
      for (double start : new double[] {2, 49, 52}) {
        script.drive(
            "car",
            190,
            List.of(
                new Waypoint(start, -200, 620, SIDE), new Waypoint(start + 7, 1_500, 620, SIDE)));
      }
    }
  },

  /** Two that drive side by side are seen as one box for a while. */
  MERGED {
    @Override
    void fill(Script script, Random random) {
      for (int pair = 0; pair < 3; pair++) {
        double start = pair * 8 + random.nextDouble();
        for (int car = 0; car < 2; car++) {
          double x = 520 + car * (170 + random.nextInt(10));
          script.drive(
              "car",
              190,
              List.of(
                  new Waypoint(start, x, 150, FRONT),
                  new Waypoint(start + 7, x + (car - 0.5) * 120, 800, FRONT)));
        }
        double from = start + 2.4 + random.nextDouble();
        script.merge(2 * pair + 1, 2 * pair + 2, from, from + 1.2);
      }
    }
  },

  /** One is seen as two boxes for a while: a lorry and its trailer. */
  SPLIT {
    @Override
    void fill(Script script, Random random) {
      for (int truck = 0; truck < 3; truck++) {
        double start = truck * 6 + random.nextDouble();
        double y = 560;
        script.drive(
            "truck",
            230,
            List.of(new Waypoint(start, -350, y, LONG), new Waypoint(start + 9, 1_650, y, LONG)));
        double from = start + 3.6 + random.nextDouble();
        script.split(truck + 1, from, from + 1.4);
      }
    }
  };

  /** Frames per second, unless others are asked for. */
  public static final double FPS = 5;

  private static final double FRONT = 1.15;
  private static final double SIDE = 1.9;
  private static final double LONG = 2.6;

  abstract void fill(Script script, Random random);

  /**
   * The scene from its first frame to its last; frames that nobody looked at are left out.
   *
   * @param seed the same scene for the same number
   * @param fps frames per second
   */
  public List<TrafficFrame> frames(long seed, BoxNoise noise, double fps) {
    Script script = new Script();
    fill(script, Seeds.random(seed, ordinal(), 0));
    return script.play(noise, fps, Seeds.random(seed, ordinal(), 1));
  }

  /** The scene at {@link #FPS}. */
  public List<TrafficFrame> frames(long seed, BoxNoise noise) {
    return frames(seed, noise, FPS);
  }
}
