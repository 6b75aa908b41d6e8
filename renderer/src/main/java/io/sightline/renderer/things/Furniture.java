package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Texture;
import io.sightline.renderer.raster.Vec;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** What stands about where vehicles are. */
public final class Furniture {
  private static final Material BARK = Material.of(0x4a3a2a, 0);
  private static final Material METAL = Material.of(0x7d8288, 0.3);

  private Furniture() {}

  public static Mesh tree(Random random) {
    double height = 3 + 5 * random.nextDouble();
    double crown = height * (0.25 + 0.15 * random.nextDouble());
    float hue = 0.22f + 0.12f * random.nextFloat();
    MeshBuilder mesh = new MeshBuilder();
    mesh.box(new Vec(-0.12, -0.12, 0), new Vec(0.12, 0.12, height * 0.6), BARK);
    for (int i = 0; i < 6; i++) {
      Material leaves =
          Material.of(Color.HSBtoRGB(hue, 0.5f, 0.22f + 0.25f * random.nextFloat()), 0);
      double size = crown * (0.5 + 0.5 * random.nextDouble());
      mesh.ellipsoid(
          new Vec(
              (random.nextDouble() - 0.5) * crown,
              (random.nextDouble() - 0.5) * crown,
              height * 0.65 + (random.nextDouble() - 0.3) * crown),
          new Vec(size, size, size * 0.8),
          6,
          leaves);
    }
    return mesh.build();
  }

  public static Mesh lampPost(double height, boolean on) {
    return new MeshBuilder()
        .box(new Vec(-0.07, -0.07, 0), new Vec(0.07, 0.07, height), METAL)
        .box(new Vec(-0.07, -0.07, height - 0.1), new Vec(1.2, 0.07, height), METAL)
        .box(
            new Vec(0.7, -0.15, height - 0.18),
            new Vec(1.3, 0.15, height - 0.1),
            on ? Material.lamp(0xfff0cf, 5) : METAL)
        .build();
  }

  /** Posts with bars between them, along y. */
  public static Mesh fence(double length, double height, Random random) {
    double step = 0.2 + 0.8 * random.nextDouble();
    double thick = 0.03 + 0.07 * random.nextDouble();
    MeshBuilder mesh = new MeshBuilder();
    for (double y = -length / 2; y < length / 2; y += step) {
      mesh.box(new Vec(-thick / 2, y, 0), new Vec(thick / 2, y + thick, height), METAL);
    }
    for (int rail = 1; rail <= 2; rail++) {
      double z = height * rail / 2;
      mesh.box(new Vec(-thick, -length / 2, z - thick), new Vec(thick, length / 2, z), METAL);
    }
    return mesh.build();
  }

  /** A house, its front along y. */
  public static Mesh building(double depth, double breadth, double height, Random random) {
    Color wall =
        new Color(
            Color.HSBtoRGB(0.1f * random.nextFloat(), 0.3f, 0.5f + 0.4f * random.nextFloat()));
    Material front = Material.of(new Texture(windows(breadth, height, wall, random)), 0.1);
    Material plain = Material.of(wall.getRGB(), 0);
    double x = depth / 2;
    double y = breadth / 2;
    return new MeshBuilder()
        .box(new Vec(-x, -y, 0), new Vec(x, y, height), plain)
        .quad(
            new Vec(x + 0.02, -y, 0),
            new Vec(x + 0.02, y, 0),
            new Vec(x + 0.02, y, height),
            new Vec(x + 0.02, -y, height),
            front)
        .quad(
            new Vec(-x - 0.02, y, 0),
            new Vec(-x - 0.02, -y, 0),
            new Vec(-x - 0.02, -y, height),
            new Vec(-x - 0.02, y, height),
            front)
        .build();
  }

  private static BufferedImage windows(double breadth, double height, Color wall, Random random) {
    int width = (int) Math.max(32, breadth * 24);
    int tall = (int) Math.max(32, height * 24);
    BufferedImage image = new BufferedImage(width, tall, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(wall);
    graphics.fillRect(0, 0, width, tall);
    int step = 40 + random.nextInt(50);
    int storey = 60 + random.nextInt(25);
    for (int y = 16; y + 34 < tall; y += storey) {
      for (int x = 12; x + 26 < width; x += step) {
        int shade = 25 + random.nextInt(70);
        graphics.setColor(
            random.nextInt(9) == 0
                ? new Color(230, 215, 160)
                : new Color(shade, shade + 8, shade + 16));
        graphics.fillRect(x, y, step / 2, 34);
      }
    }
    graphics.dispose();
    return image;
  }

  /** A small thing that is no vehicle: cone, bin, bollard, crate, bench or hedge. */
  public static Mesh small(Random random) {
    MeshBuilder mesh = new MeshBuilder();
    Material any = Material.of(Color.HSBtoRGB(random.nextFloat(), random.nextFloat(), 0.6f), 0.1);
    switch (random.nextInt(6)) {
      case 0 ->
          mesh.ellipsoid(
              new Vec(0, 0, 0.3), new Vec(0.15, 0.15, 0.4), 6, Material.of(0xd9541e, 0.1));
      case 1 -> mesh.box(new Vec(-0.3, -0.3, 0), new Vec(0.3, 0.3, 1.05), any);
      case 2 -> mesh.box(new Vec(-0.08, -0.08, 0), new Vec(0.08, 0.08, 0.9), METAL);
      case 3 -> {
        double side = 0.4 + random.nextDouble();
        mesh.box(new Vec(-side, -side * 0.7, 0), new Vec(side, side * 0.7, side), any);
      }
      case 4 -> mesh.box(new Vec(-0.9, -0.25, 0.35), new Vec(0.9, 0.25, 0.45), BARK);
      default ->
          mesh.ellipsoid(
              new Vec(0, 0, 0.5),
              new Vec(0.6 + 2 * random.nextDouble(), 0.6, 0.7),
              6,
              Material.of(0x2f4a24, 0));
    }
    return mesh.build();
  }
}
