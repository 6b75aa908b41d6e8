package io.sightline.renderer.carpark;

import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.things.Emotion;
import io.sightline.renderer.things.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The pay kiosk: people step before its camera one after another, and their faces change. */
public final class Kiosk {
  private static final double EYE = 1.6;
  private static final double DISTANCE = 1.05;
  private static final double WALK_SECONDS = 1.6;
  private static final double CHANGE_SECONDS = 0.5;

  /**
   * An expression of a face.
   *
   * @param from seconds; half of the change from the last expression is over
   * @param to seconds
   */
  public record Mood(int person, double from, double to, Emotion emotion) {}

  private record Customer(Person person, double from, double to, List<Mood> moods) {}

  private final List<Customer> customers = new ArrayList<>();
  private final List<Instance> room;

  /** Shapes already made, so that what does not change is known not to have changed. */
  private final Map<List<Object>, Mesh> known = new HashMap<>();

  public Kiosk(Random random, double seconds) {
    room = room();
    double time = 3;
    while (time < seconds - 25) {
      double stay = 20 + 16 * random.nextDouble();
      customers.add(
          customer(customers.size() + 1, random, time, Math.min(seconds - 4, time + stay)));
      time += stay + 4 + 5 * random.nextDouble();
    }
  }

  private static Customer customer(int id, Random random, double from, double to) {
    List<Mood> moods = new ArrayList<>();
    double begin = from;
    Emotion last = null;
    while (begin < to) {
      Emotion emotion;
      do {
        emotion = Emotion.values()[random.nextInt(Emotion.values().length)];
      } while (emotion == last);
      double end = begin + 7 + 5 * random.nextDouble();
      if (to - end < 5) {
        end = to;
      }
      moods.add(new Mood(id, begin, end, emotion));
      last = emotion;
      begin = end;
    }
    return new Customer(new Person(random), from, to, moods);
  }

  private static List<Instance> room() {
    Material wall = Material.of(0xb9b3a6, 0);
    Material floor = Material.of(0x6f6a63, 0.1);
    MeshBuilder mesh = new MeshBuilder();
    mesh.box(new Vec(5, -6, 0), new Vec(5.2, 6, 4), wall);
    mesh.box(new Vec(-2, -6, -0.1), new Vec(5, 6, 0), floor);
    mesh.box(new Vec(4.9, -2.4, 0), new Vec(5, -1.2, 2.1), Material.of(0x4d3b2c, 0.2));
    mesh.box(new Vec(4.9, 0.6, 1.2), new Vec(5, 2.6, 2.4), Material.of(0x8fb0c4, 0.7));
    return List.of(new Instance(0, mesh.build(), Pose.ORIGIN));
  }

  public static PinholeCamera camera() {
    return new PinholeCamera(
        new Vec(0, 0, EYE), new Vec(2, 0, EYE - 0.06), 62, 0, CarPark.WIDTH, CarPark.HEIGHT);
  }

  /** What is seen at a time; a face's id is its person's. */
  public List<Instance> things(double time) {
    List<Instance> things = new ArrayList<>(room);
    for (int i = 0; i < customers.size(); i++) {
      Customer customer = customers.get(i);
      if (time < customer.from() - WALK_SECONDS || time > customer.to() + WALK_SECONDS) {
        continue;
      }
      double away = Math.max(0, customer.from() - time) - Math.max(0, time - customer.to());
      double side = 1.9 * away / WALK_SECONDS;
      // Whoever waits shifts from foot to foot and looks about a little.
      double moment = Math.floor(time * 5) / 5;
      double sway = 0.03 * Math.sin(moment * 0.9 + i);
      double look = 0.12 * Math.sin(moment * 0.55 + 2 * i);
      Pose pose =
          new Pose(
              DISTANCE,
              side + sway,
              EYE - customer.person().eyeHeight(),
              Math.PI + look + 0.5 * Math.signum(away) * Math.min(1, Math.abs(away)),
              1);
      double stride = away == 0 ? 0 : 9 * away;
      int now = 0;
      while (now + 1 < customer.moods().size()
          && time >= customer.moods().get(now).to() - CHANGE_SECONDS / 2) {
        now++;
      }
      Mood mood = customer.moods().get(now);
      Emotion before = now == 0 ? mood.emotion() : customer.moods().get(now - 1).emotion();
      double share = Math.min(1, Math.max(0, (time - mood.from()) / CHANGE_SECONDS + 0.5));
      // In steps, so that faces at rest need not be drawn again.
      share = Math.round(share * 10) / 10.0;
      things.add(new Instance(0, body(customer, stride), pose));
      things.add(new Instance(i + 1, head(customer, before, mood.emotion(), share), pose));
    }
    return things;
  }

  private Mesh body(Customer customer, double stride) {
    return stride == 0
        ? known.computeIfAbsent(List.of(customer), key -> customer.person().body(0))
        : customer.person().body(stride);
  }

  private Mesh head(Customer customer, Emotion before, Emotion now, double share) {
    return known.computeIfAbsent(
        List.of(customer, before, now, share), key -> customer.person().head(before, now, share));
  }

  public List<Mood> moods() {
    return customers.stream().flatMap(customer -> customer.moods().stream()).toList();
  }
}
