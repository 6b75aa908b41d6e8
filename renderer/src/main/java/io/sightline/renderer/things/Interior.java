package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Texture;
import io.sightline.renderer.raster.Vec;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * What stands and hangs in rooms; among it what is round, of the colour of skin, or dark in two
 * places.
 */
public final class Interior {
  private static final int KINDS = 9;

  private Interior() {}

  /** Something on the floor. */
  public static Mesh any(Random random) {
    return switch (random.nextInt(KINDS)) {
      case 0 -> chair(random);
      case 1 -> table(random);
      case 2 -> sofa(random);
      case 3 -> shelf(random);
      case 4 -> lamp(random);
      case 5 -> pottedPlant(random);
      case 6 -> stool(random);
      case 7 -> screen(random);
      default -> cupboard(random);
    };
  }

  /** Something flat that hangs on a wall: its front faces −x, its middle is the origin. */
  public static Mesh hung(Random random) {
    double breadth = 0.2 + 0.8 * random.nextDouble();
    double height = breadth * (0.6 + 0.8 * random.nextDouble());
    MeshBuilder mesh = new MeshBuilder();
    if (random.nextInt(3) == 0) {
      double radius = 0.1 + 0.15 * random.nextDouble();
      mesh.ellipsoid(new Vec(0, 0, 0), new Vec(0.03, radius, radius), 8, cloth(random));
      mesh.ellipsoid(
          new Vec(-0.02, 0, 0), new Vec(0.03, 0.85 * radius, 0.85 * radius), 8, cloth(random));
      return mesh.build();
    }
    return mesh.quad(
            new Vec(-0.02, breadth / 2, -height / 2),
            new Vec(-0.02, -breadth / 2, -height / 2),
            new Vec(-0.02, -breadth / 2, height / 2),
            new Vec(-0.02, breadth / 2, height / 2),
            Material.of(new Texture(poster(random)), 0.1))
        .build();
  }

  private static Material cloth(Random random) {
    // A third of it is near the colours of skin and wood.
    boolean warm = random.nextInt(3) == 0;
    float hue = warm ? 0.03f + 0.08f * random.nextFloat() : random.nextFloat();
    float saturation = warm ? 0.2f + 0.4f * random.nextFloat() : 0.6f * random.nextFloat();
    return Material.of(
        Color.HSBtoRGB(hue, saturation, 0.1f + 0.85f * random.nextFloat()),
        0.15 * random.nextDouble());
  }

  private static void legs(
      MeshBuilder mesh, double x, double y, double height, double thick, Material material) {
    for (int i = 0; i < 4; i++) {
      double px = (i % 2 == 0 ? -1 : 1) * x;
      double py = (i / 2 == 0 ? -1 : 1) * y;
      mesh.box(
          new Vec(px - thick, py - thick, 0), new Vec(px + thick, py + thick, height), material);
    }
  }

  private static Mesh chair(Random random) {
    Material seat = cloth(random);
    Material frame = cloth(random);
    double height = 0.42 + 0.08 * random.nextDouble();
    double back = 0.3 + 0.4 * random.nextDouble();
    MeshBuilder mesh = new MeshBuilder();
    legs(mesh, 0.2, 0.2, height, 0.02, frame);
    mesh.box(new Vec(-0.23, -0.23, height), new Vec(0.23, 0.23, height + 0.06), seat);
    if (random.nextBoolean()) {
      mesh.ellipsoid(
          new Vec(-0.22, 0, height + 0.15 + back / 2), new Vec(0.05, 0.22, back / 2), 8, seat);
    } else {
      mesh.box(new Vec(-0.25, -0.22, height + 0.1), new Vec(-0.2, 0.22, height + back), seat);
    }
    return mesh.build();
  }

  private static Mesh table(Random random) {
    Material top = cloth(random);
    double x = 0.3 + 0.5 * random.nextDouble();
    double y = 0.3 + 0.8 * random.nextDouble();
    double height = 0.4 + 0.4 * random.nextDouble();
    MeshBuilder mesh = new MeshBuilder();
    legs(mesh, x - 0.06, y - 0.06, height, 0.03, cloth(random));
    mesh.box(new Vec(-x, -y, height), new Vec(x, y, height + 0.04), top);
    for (int i = random.nextInt(5); i > 0; i--) {
      double size = 0.04 + 0.1 * random.nextDouble();
      Vec at =
          new Vec(
              (2 * random.nextDouble() - 1) * x, (2 * random.nextDouble() - 1) * y, height + size);
      if (random.nextBoolean()) {
        mesh.ellipsoid(at, new Vec(size, size, size * 1.3), 7, cloth(random));
      } else {
        Vec half = new Vec(size, size * 0.8, size);
        mesh.box(at.minus(half), at.plus(half), cloth(random));
      }
    }
    return mesh.build();
  }

  private static Mesh sofa(Random random) {
    Material cover = cloth(random);
    double half = 0.4 + 0.7 * random.nextDouble();
    MeshBuilder mesh =
        new MeshBuilder()
            .box(new Vec(-0.4, -half, 0.1), new Vec(0.4, half, 0.42), cover)
            .box(new Vec(-0.45, -half, 0.1), new Vec(-0.25, half, 0.85), cover)
            .box(new Vec(-0.4, -half - 0.15, 0.1), new Vec(0.4, -half, 0.6), cover)
            .box(new Vec(-0.4, half, 0.1), new Vec(0.4, half + 0.15, 0.6), cover);
    for (int i = random.nextInt(4); i > 0; i--) {
      double y = (2 * random.nextDouble() - 1) * half * 0.8;
      mesh.ellipsoid(new Vec(-0.12, y, 0.58), new Vec(0.1, 0.2, 0.18), 7, cloth(random));
    }
    return mesh.build();
  }

  private static Mesh shelf(Random random) {
    Material wood = cloth(random);
    double half = 0.3 + 0.5 * random.nextDouble();
    MeshBuilder mesh = new MeshBuilder();
    int boards = 3 + random.nextInt(3);
    double step = 0.32 + 0.1 * random.nextDouble();
    mesh.box(new Vec(-0.2, -half - 0.02, 0), new Vec(0.2, -half, boards * step), wood);
    mesh.box(new Vec(-0.2, half, 0), new Vec(0.2, half + 0.02, boards * step), wood);
    for (int i = 0; i <= boards; i++) {
      mesh.box(new Vec(-0.2, -half, i * step), new Vec(0.2, half, i * step + 0.02), wood);
      for (double y = -half + 0.05; i < boards && y < half - 0.1; ) {
        double width = 0.03 + 0.14 * random.nextDouble();
        double height = step * (0.4 + 0.5 * random.nextDouble());
        if (random.nextInt(4) == 0) {
          mesh.ellipsoid(
              new Vec(0, y + width / 2, i * step + 0.02 + height / 2),
              new Vec(width / 2, width / 2, height / 2),
              7,
              cloth(random));
        } else {
          mesh.box(
              new Vec(-0.12, y, i * step + 0.02),
              new Vec(0.12, y + width, i * step + 0.02 + height),
              cloth(random));
        }
        y += width + 0.1 * random.nextDouble();
      }
    }
    return mesh.build();
  }

  private static Mesh lamp(Random random) {
    double height = 1 + 0.9 * random.nextDouble();
    double radius = 0.1 + 0.18 * random.nextDouble();
    Material shade =
        random.nextBoolean()
            ? Material.lamp(0xffe6c0, 0.3 + 1.5 * random.nextDouble())
            : cloth(random);
    return new MeshBuilder()
        .box(new Vec(-0.02, -0.02, 0), new Vec(0.02, 0.02, height), cloth(random))
        .ellipsoid(
            new Vec(0, 0, height),
            new Vec(radius, radius, radius * (0.8 + 0.7 * random.nextDouble())),
            8,
            shade)
        .build();
  }

  private static Mesh pottedPlant(Random random) {
    MeshBuilder pot = new MeshBuilder();
    pot.ellipsoid(new Vec(0, 0, 0.2), new Vec(0.2, 0.2, 0.22), 7, cloth(random));
    for (int i = 0; i < 60; i++) {
      double angle = 2 * Math.PI * random.nextDouble();
      double out = 0.1 + 0.35 * random.nextDouble();
      double rise = 0.5 + 0.9 * random.nextDouble();
      Vec tip = new Vec(out * Math.cos(angle), out * Math.sin(angle), rise);
      Vec side = new Vec(-Math.sin(angle), Math.cos(angle), 0).times(0.05);
      Vec root = new Vec(0, 0, 0.35);
      Material green =
          Material.of(Color.HSBtoRGB(0.3f, 0.5f, 0.15f + 0.3f * random.nextFloat()), 0.05);
      pot.quad(root, tip.times(0.6).plus(side), tip, tip.times(0.6).minus(side), green);
    }
    return pot.build();
  }

  private static Mesh stool(Random random) {
    double height = 0.45 + 0.35 * random.nextDouble();
    MeshBuilder mesh = new MeshBuilder();
    legs(mesh, 0.12, 0.12, height, 0.02, cloth(random));
    double radius = 0.14 + 0.08 * random.nextDouble();
    return mesh.ellipsoid(
            new Vec(0, 0, height + 0.03),
            new Vec(radius, radius, 0.04 + 0.1 * random.nextDouble()),
            8,
            cloth(random))
        .build();
  }

  private static Mesh screen(Random random) {
    double half = 0.2 + 0.3 * random.nextDouble();
    double foot = 0.7 + 0.4 * random.nextDouble();
    Material frame = Material.of(0x17181a, 0.2);
    Material picture = random.nextBoolean() ? Material.of(new Texture(poster(random)), 0.2) : frame;
    return new MeshBuilder()
        .box(new Vec(-0.25, -0.5, 0), new Vec(0.25, 0.5, foot), cloth(random))
        .box(new Vec(-0.03, -half, foot), new Vec(0.03, half, foot + 1.2 * half), frame)
        .quad(
            new Vec(0.035, -half + 0.02, foot + 0.02),
            new Vec(0.035, half - 0.02, foot + 0.02),
            new Vec(0.035, half - 0.02, foot + 1.2 * half - 0.02),
            new Vec(0.035, -half + 0.02, foot + 1.2 * half - 0.02),
            picture)
        .build();
  }

  private static Mesh cupboard(Random random) {
    Material wood = cloth(random);
    Material knob = cloth(random);
    double half = 0.25 + 0.5 * random.nextDouble();
    double height = 0.6 + 1.4 * random.nextDouble();
    MeshBuilder mesh =
        new MeshBuilder().box(new Vec(-0.25, -half, 0), new Vec(0.25, half, height), wood);
    for (int side = -1; side <= 1; side += 2) {
      // Two knobs beside each other look at one as eyes do.
      mesh.ellipsoid(
          new Vec(0.27, side * half * 0.3, height * (0.4 + 0.4 * random.nextDouble())),
          new Vec(0.03, 0.03, 0.03),
          6,
          knob);
    }
    return mesh.build();
  }

  /** Blots, bars and rounds: anything but a face. */
  private static BufferedImage poster(Random random) {
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(colour(random));
    graphics.fillRect(0, 0, 96, 96);
    for (int i = 3 + random.nextInt(12); i > 0; i--) {
      graphics.setColor(colour(random));
      int x = random.nextInt(96) - 10;
      int y = random.nextInt(96) - 10;
      int width = 3 + random.nextInt(50);
      int height = 3 + random.nextInt(50);
      if (random.nextBoolean()) {
        graphics.fillOval(x, y, width, height);
      } else {
        graphics.fillRect(x, y, width, height / 2);
      }
    }
    graphics.dispose();
    return image;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(0x1000000));
  }
}
