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
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Somebody, facing along x, feet at the origin. */
public final class Person {
  private static final int[] SKINS = {0xf0c8a8, 0xe3b08c, 0xc98d63, 0xa56b43, 0x7a4b2e, 0x553322};
  private static final int[] HAIR = {0x1a1512, 0x35241a, 0x5c3b22, 0x8c6a3d, 0xb9975b, 0x8f8f8f};
  private static final int FACE_PIXELS = 256;

  private final Color skin;
  private final Color hair;
  private final Material jacket;
  private final Material trousers;
  private final double height;
  private final double faceBreadth;

  public Person(Random random) {
    skin = new Color(SKINS[random.nextInt(SKINS.length)]);
    hair = new Color(HAIR[random.nextInt(HAIR.length)]);
    jacket = Material.of(Color.HSBtoRGB(random.nextFloat(), 0.7f * random.nextFloat(), 0.7f), 0.02);
    trousers = Material.of(Color.HSBtoRGB(0.6f, 0.4f * random.nextFloat(), 0.35f), 0.02);
    height = 1.55 + 0.35 * random.nextDouble();
    faceBreadth = 0.9 + 0.2 * random.nextDouble();
  }

  /**
   * Somebody from head to foot, without an expression.
   *
   * @param stride where the legs are on their way, radians
   */
  public Mesh mesh(double stride) {
    return Mesh.joined(List.of(body(stride), head(Emotion.NEUTRAL, Emotion.NEUTRAL, 0)));
  }

  /** All but the head. */
  public Mesh body(double stride) {
    double h = height;
    MeshBuilder body = new MeshBuilder();
    body.ellipsoid(new Vec(0, 0, 0.68 * h), new Vec(0.13, 0.22, 0.2 * h), 7, jacket);
    body.ellipsoid(new Vec(0, 0, 0.5 * h), new Vec(0.12, 0.18, 0.08 * h), 6, trousers);
    for (int sign = -1; sign <= 1; sign += 2) {
      double swing = 0.22 * Math.sin(stride) * sign;
      body.ellipsoid(
          new Vec(swing * 0.6, sign * 0.1, 0.26 * h), new Vec(0.09, 0.085, 0.25 * h), 6, trousers);
      body.ellipsoid(new Vec(swing + 0.05, sign * 0.1, 0.04), new Vec(0.14, 0.06, 0.05), 5, DARK);
      body.ellipsoid(
          new Vec(-swing * 0.7, sign * 0.26, 0.62 * h), new Vec(0.06, 0.055, 0.18 * h), 6, jacket);
    }
    Material bare = Material.of(skin.getRGB(), 0.05);
    return body.ellipsoid(new Vec(0, 0, 0.865 * h), new Vec(0.06, 0.06, 0.06), 6, bare).build();
  }

  /**
   * The head, where it sits on the body.
   *
   * @param from expression that goes
   * @param to expression that comes
   * @param share of the one that comes, 0 to 1
   */
  public Mesh head(Emotion from, Emotion to, double share) {
    double h = height;
    Material face = Material.of(new Texture(face(from, to, share)), 0.05);
    Material crown = Material.of(hair.getRGB(), 0.15);
    MeshBuilder head = new MeshBuilder();
    head.ellipsoid(new Vec(0, 0, eyeHeight()), skull(), 12, face);
    head.ellipsoid(
        new Vec(-0.028, 0, 0.945 * h), new Vec(0.095, 0.089 * faceBreadth, 0.115), 10, crown);
    return head.build();
  }

  private Vec skull() {
    return new Vec(0.1, 0.082 * faceBreadth, 0.12);
  }

  /** Places spread over the face, from the hair to the chin and from ear to ear. */
  public List<Vec> faceOutline() {
    List<Vec> places = new ArrayList<>();
    Vec radii = skull();
    for (int latitude = -80; latitude <= 45; latitude += 25) {
      double level = Math.cos(Math.toRadians(latitude));
      for (int longitude = -80; longitude <= 80; longitude += 20) {
        double side = Math.toRadians(longitude);
        places.add(
            new Vec(
                radii.x() * level * Math.cos(side),
                radii.y() * level * Math.sin(side),
                eyeHeight() + radii.z() * Math.sin(Math.toRadians(latitude))));
      }
    }
    return places;
  }

  /** Around the head's middle. */
  public double eyeHeight() {
    return 0.93 * height;
  }

  private static final Material DARK = Material.of(0x141414, 0.1);

  private BufferedImage face(Emotion from, Emotion to, double share) {
    int size = FACE_PIXELS;
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(skin);
    g.fillRect(0, 0, size, size);
    g.setColor(hair);
    g.fill(new Arc2D.Double(20, -80, 216, 150, 180, 180, Arc2D.CHORD));
    double inner = mix(from.innerBrow, to.innerBrow, share);
    double outer = mix(from.outerBrow, to.outerBrow, share);
    double open = mix(from.eyes, to.eyes, share);
    double wrinkle = mix(from.wrinkle, to.wrinkle, share);
    for (int sign = -1; sign <= 1; sign += 2) {
      double x = 128 + sign * 42;
      double half = 11 * open;
      g.setColor(new Color(245, 243, 238));
      g.fill(new Ellipse2D.Double(x - 20, 112 - half, 40, 2 * half));
      g.setColor(new Color(60, 42, 30));
      double iris = Math.min(11, half);
      g.fill(new Ellipse2D.Double(x - 10, 112 - iris, 20, 2 * iris));
      g.setColor(skin.darker().darker());
      g.setStroke(new BasicStroke(3));
      g.draw(new Arc2D.Double(x - 20, 112 - half, 40, 2 * half, 10, 160, Arc2D.OPEN));
      g.setColor(hair.darker());
      g.setStroke(new BasicStroke(8, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      Path2D brow = new Path2D.Double();
      brow.moveTo(128 + sign * 18, 86 - 14 * inner);
      brow.quadTo(x, 78 - 9 * (inner + outer), 128 + sign * 68, 88 - 12 * outer);
      g.draw(brow);
    }
    g.setColor(skin.darker());
    g.setStroke(new BasicStroke(4));
    Path2D nose = new Path2D.Double();
    nose.moveTo(124, 112);
    nose.lineTo(116, 152 - 4 * wrinkle);
    nose.lineTo(138, 154 - 4 * wrinkle);
    g.draw(nose);
    if (wrinkle > 0.3) {
      g.drawLine(116, 120, 126, 112);
      g.drawLine(140, 120, 130, 112);
    }
    mouth(
        g,
        mix(from.corners, to.corners, share),
        mix(from.mouth, to.mouth, share),
        mix(from.breadth, to.breadth, share));
    g.dispose();
    return image;
  }

  private static void mouth(Graphics2D g, double corners, double open, double breadth) {
    double half = 36 * breadth;
    double y = 190;
    double end = y - 16 * corners;
    double upper = y + 5 * corners - 10 * open;
    double lower = y + 14 * corners + 34 * open + 3;
    Path2D lips = new Path2D.Double();
    lips.moveTo(128 - half, end);
    lips.quadTo(128, upper + (upper - end) * 0.6, 128 + half, end);
    lips.quadTo(128, lower + (lower - end) * 0.6, 128 - half, end);
    g.setColor(open > 0.15 ? new Color(60, 18, 20) : new Color(150, 70, 66));
    g.fill(lips);
    if (open > 0.2 && corners > 0.3) {
      g.setColor(new Color(240, 240, 235));
      g.fill(new Ellipse2D.Double(128 - half * 0.6, y - 4 * corners, half * 1.2, 10));
    }
    g.setColor(new Color(150, 70, 66));
    g.setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(lips);
  }

  private static double mix(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
