package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Texture;
import io.sightline.renderer.raster.Vec;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** The ground, drawn as a plan in metres: asphalt, grass, paint, stains. */
public final class GroundArt {
  private static final double PIXELS_A_METRE = 14;

  private final double side;
  private final Random random;
  private final BufferedImage image;
  private final Graphics2D graphics;
  private final Color ground;

  /**
   * @param side of the square, metres; its middle is the world's origin
   * @param ground its colour
   */
  public GroundArt(double side, Color ground, Random random) {
    this.side = side;
    this.random = random;
    this.ground = ground;
    int pixels = (int) (side * PIXELS_A_METRE);
    image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(ground);
    graphics.fillRect(0, 0, pixels, pixels);
    AffineTransform plan = new AffineTransform();
    plan.translate(pixels / 2.0, pixels / 2.0);
    plan.scale(PIXELS_A_METRE, -PIXELS_A_METRE);
    graphics.transform(plan);
  }

  /** Any ordinary asphalt or concrete. */
  public static Color asphalt(Random random) {
    float tone = 0.25f + 0.38f * random.nextFloat();
    return new Color(
        Color.HSBtoRGB(0.08f + 0.5f * random.nextFloat(), 0.08f * random.nextFloat(), tone));
  }

  public GroundArt fill(Shape area, Color colour) {
    graphics.setColor(colour);
    graphics.fill(area);
    return this;
  }

  /** A painted line, worn here and there. */
  public GroundArt line(double x1, double y1, double x2, double y2, double width, Color colour) {
    graphics.setColor(colour);
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    Path2D path = new Path2D.Double();
    path.moveTo(x1, y1);
    path.lineTo(x2, y2);
    graphics.draw(path);
    return this;
  }

  /** Patches, cracks and oil. */
  public GroundArt wear(int marks) {
    for (int i = 0; i < marks; i++) {
      double x = (random.nextDouble() - 0.5) * side;
      double y = (random.nextDouble() - 0.5) * side;
      double size = 0.2 + 2 * random.nextDouble() * random.nextDouble();
      boolean lighter = random.nextInt(4) == 0;
      graphics.setColor(
          lighter
              ? new Color(200, 200, 195, 20 + random.nextInt(30))
              : new Color(20, 20, 22, 15 + random.nextInt(60)));
      switch (random.nextInt(3)) {
        case 0 -> {
          Path2D crack = new Path2D.Double();
          crack.moveTo(x, y);
          for (int k = 0; k < 8; k++) {
            x += random.nextGaussian() * size * 0.5;
            y += random.nextGaussian() * size * 0.5;
            crack.lineTo(x, y);
          }
          graphics.setStroke(new BasicStroke(0.04f));
          graphics.draw(crack);
        }
        case 1 ->
            graphics.fill(
                new Rectangle2D.Double(x, y, size * 2, size * (0.5 + random.nextDouble())));
        default -> graphics.fill(new Ellipse2D.Double(x, y, size, size * 0.7));
      }
    }
    return this;
  }

  /** Wet places, tyre marks, chalky patches and painted signs, half a metre to six across. */
  public GroundArt puddles(int count) {
    for (int i = 0; i < count; i++) {
      double x = (random.nextDouble() - 0.5) * side;
      double y = (random.nextDouble() - 0.5) * side;
      double size = 0.5 + 5.5 * random.nextDouble() * random.nextDouble();
      switch (random.nextInt(4)) {
        case 0 -> blots(x, y, size, new Color(12, 14, 18, 40 + random.nextInt(90)));
        case 1 -> blots(x, y, size, new Color(205, 200, 190, 25 + random.nextInt(60)));
        case 2 -> {
          graphics.setColor(new Color(15, 15, 16, 40 + random.nextInt(60)));
          graphics.setStroke(new BasicStroke(0.2f));
          double bend = random.nextGaussian() * size;
          Path2D track = new Path2D.Double();
          track.moveTo(x, y);
          track.quadTo(x + size, y + bend, x + 2 * size, y + bend);
          graphics.draw(track);
          graphics.draw(track.createTransformedShape(AffineTransform.getTranslateInstance(0, 1.6)));
        }
        default -> {
          graphics.setColor(random.nextInt(3) == 0 ? new Color(0xc9a83a) : new Color(0xc9c9c4));
          graphics.setStroke(new BasicStroke(0.12f));
          graphics.draw(new Ellipse2D.Double(x, y, 0.9, 0.9));
          Path2D arrow = new Path2D.Double();
          arrow.moveTo(x + 0.45, y - 1.5);
          arrow.lineTo(x + 0.45, y - 0.3);
          arrow.lineTo(x + 0.1, y - 0.7);
          graphics.draw(arrow);
        }
      }
    }
    return this;
  }

  private void blots(double x, double y, double size, Color colour) {
    graphics.setColor(colour);
    for (int i = 0; i < 5; i++) {
      double own = size * (0.3 + 0.7 * random.nextDouble());
      double left = x + random.nextGaussian() * size * 0.4;
      double low = y + random.nextGaussian() * size * 0.4;
      graphics.fill(new Ellipse2D.Double(left, low, own, own * (0.4 + 0.5 * random.nextDouble())));
    }
  }

  /** The ground as far as the eye reaches. */
  public Mesh mesh() {
    graphics.dispose();
    grain();
    double half = side / 2;
    double far = 400;
    return Mesh.joined(
        List.of(
            flat(half, 0, Material.of(new Texture(image), 0.03)),
            flat(far, -0.08, Material.of(ground.darker().getRGB(), 0))));
  }

  private static Mesh flat(double half, double z, Material material) {
    return new MeshBuilder()
        .quad(
            new Vec(-half, -half, z),
            new Vec(half, -half, z),
            new Vec(half, half, z),
            new Vec(-half, half, z),
            material)
        .build();
  }

  private void grain() {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int strength = 4 + random.nextInt(10);
    SplittableRandom grains = new SplittableRandom(random.nextLong());
    for (int i = 0; i < pixels.length; i++) {
      int noise = ((grains.nextInt() >> 24) * strength) >> 7;
      int rgb = pixels[i];
      pixels[i] =
          clamp(((rgb >> 16) & 255) + noise) << 16
              | clamp(((rgb >> 8) & 255) + noise) << 8
              | clamp((rgb & 255) + noise);
    }
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
