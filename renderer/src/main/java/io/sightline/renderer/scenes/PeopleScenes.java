package io.sightline.renderer.scenes;

import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.Lighting;
import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.things.Emotion;
import io.sightline.renderer.things.Furniture;
import io.sightline.renderer.things.GroundArt;
import io.sightline.renderer.things.Interior;
import io.sightline.renderer.things.Person;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes up people before a camera, in rooms and out of doors, each with an expression. The same
 * random numbers make the same scene.
 */
public final class PeopleScenes {
  private static final int MOST_PEOPLE = 6;

  /** An expression is this much of itself at least; the rest is the one that it grows out of. */
  private static final double LEAST_SHOWN = 0.7;

  /**
   * Somebody in a scene.
   *
   * @param head id of the head
   * @param outline places on the face's edge and in it, in the world
   * @param front where the face looks, in the world
   */
  public record Face(int head, List<Vec> outline, Emotion emotion, Vec front) {}

  /**
   * @param faces those of everybody, whether or not they are in the picture
   */
  public record Scene(
      List<Instance> things, List<Face> faces, PinholeCamera camera, Lighting lighting) {}

  private final Random random;

  private PeopleScenes(Random random) {
    this.random = random;
  }

  /** One to six people. */
  public static Scene group(Random random, int width, int height) {
    int people = 1 + random.nextInt(1 + random.nextInt(MOST_PEOPLE));
    return new PeopleScenes(random).scene(people, 0.7, 7, 1.4, width, height);
  }

  /** Somebody right before the camera, looking its way. */
  public static Scene portrait(Random random, int width, int height) {
    return new PeopleScenes(random).scene(1, 0.6, 1.6, 0.45, width, height);
  }

  /** Nobody, but what furnishes a room, seen from head height to the ceiling. */
  public static Scene emptyRoom(Random random, int width, int height) {
    return new PeopleScenes(random).furnished(width, height);
  }

  private Scene furnished(int width, int height) {
    double back = between(3, 9);
    List<Instance> things = new ArrayList<>(room(back));
    for (int i = 4 + random.nextInt(14); i > 0; i--) {
      Pose pose = Pose.at(between(1, back - 0.5), between(-4, 4), between(-3, 3));
      things.add(new Instance(0, Interior.any(random), pose));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      Pose pose = new Pose(back - 0.01, between(-4, 4), between(0.8, 2.4), 0, 1);
      things.add(new Instance(0, Interior.hung(random), pose));
    }
    Vec eye = new Vec(between(-1, 0.3), between(-2, 2), between(1.1, 3.2));
    Vec lookAt = new Vec(between(2, back), between(-2.5, 2.5), between(0.2, 1.5));
    double roll = 0.06 * random.nextGaussian();
    return new Scene(
        things,
        List.of(),
        new PinholeCamera(eye, lookAt, between(45, 80), roll, width, height),
        Light.indoors());
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /**
   * @param turn how far people look past the camera, radians
   */
  private Scene scene(int people, double near, double far, double turn, int width, int height) {
    boolean inside = random.nextBoolean();
    List<Instance> things = new ArrayList<>(inside ? room(between(3, 9)) : street());
    double fieldOfView = between(45, 75);
    double eye = between(1.3, 2.4);
    Vec at = new Vec(0, 0, eye);
    List<Face> faces = new ArrayList<>();
    double reach = 0.8 * Math.tan(Math.toRadians(fieldOfView / 2));
    for (int id = 1; id <= people; id++) {
      double distance = near * Math.pow(far / near, random.nextDouble());
      Person person = new Person(random);
      double side = between(-reach, reach) * distance;
      double heading = Math.PI + Math.atan2(side, distance) + between(-turn, turn);
      Pose pose = Pose.at(distance, side, heading);
      Emotion emotion = Emotion.values()[random.nextInt(Emotion.values().length)];
      Emotion before = Emotion.values()[random.nextInt(Emotion.values().length)];
      double shown = random.nextInt(3) > 0 ? 1 : between(LEAST_SHOWN, 1);
      things.add(new Instance(0, person.body(between(0, 6)), pose));
      things.add(new Instance(id, person.head(before, emotion, shown), pose));
      Vec front = new Vec(Math.cos(heading), Math.sin(heading), 0);
      List<Vec> outline = person.faceOutline().stream().map(pose::place).toList();
      faces.add(new Face(id, outline, emotion, front));
    }
    // Aimed at about where somebody's face is, wherever the others are.
    Vec aim = middle(faces.get(0).outline());
    double spread = 0.35 * aim.x();
    Vec lookAt =
        new Vec(
            aim.x(),
            aim.y() + between(-spread, spread) * reach,
            aim.z() + between(-spread, spread) * reach / 2);
    double roll = 0.06 * random.nextGaussian();
    return new Scene(
        things,
        faces,
        new PinholeCamera(at, lookAt, fieldOfView, roll, width, height),
        inside ? Light.indoors() : Light.any(random));
  }

  private static Vec middle(List<Vec> places) {
    Vec sum = new Vec(0, 0, 0);
    for (Vec place : places) {
      sum = sum.plus(place);
    }
    return sum.times(1.0 / places.size());
  }

  private Material paint(float most) {
    return Material.of(
        Color.HSBtoRGB(random.nextFloat(), 0.35f * random.nextFloat(), most * random.nextFloat()),
        0.05);
  }

  private List<Instance> room(double back) {
    MeshBuilder mesh = new MeshBuilder();
    mesh.box(new Vec(back, -12, 0), new Vec(back + 0.2, 12, 4), paint(0.95f));
    mesh.box(new Vec(-2, -12, -0.1), new Vec(back, 12, 0), paint(0.6f));
    for (int i = random.nextInt(7); i > 0; i--) {
      double y = between(-4, 4);
      double z = between(0, 2.2);
      mesh.box(
          new Vec(back - between(0.05, 0.6), y, z),
          new Vec(back, y + between(0.2, 1.6), z + between(0.2, 1.8)),
          paint(1));
    }
    return List.of(new Instance(0, mesh.build(), Pose.ORIGIN));
  }

  private List<Instance> street() {
    GroundArt ground = new GroundArt(60, GroundArt.asphalt(random), random);
    List<Instance> things = new ArrayList<>();
    things.add(new Instance(0, ground.mesh(), Pose.ORIGIN));
    for (int i = 0; i < 6; i++) {
      Pose pose = Pose.at(between(9, 25), between(-14, 14), Math.PI);
      things.add(
          new Instance(
              0,
              switch (random.nextInt(3)) {
                case 0 -> Furniture.building(6, between(6, 14), between(4, 12), random);
                case 1 -> Furniture.small(random);
                default -> Furniture.tree(random);
              },
              pose));
    }
    return things;
  }
}
