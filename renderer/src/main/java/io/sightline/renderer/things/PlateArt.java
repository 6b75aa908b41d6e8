package io.sightline.renderer.things;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws licence plates, more or less dirty. */
final class PlateArt {
  private static final String[] FONTS = {Font.SANS_SERIF, Font.MONOSPACED, Font.DIALOG};

  private static final double PIXELS_A_MILLIMETRE = 0.6;

  private PlateArt() {}

  static BufferedImage draw(String text, PlateFormat format, PlateState state, Random random) {
    int width = format.wide ? 520 : 305;
    int height = format.wide ? 110 : 152;
    BufferedImage image =
        new BufferedImage(
            (int) (width * PIXELS_A_MILLIMETRE),
            (int) (height * PIXELS_A_MILLIMETRE),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS_A_MILLIMETRE, PIXELS_A_MILLIMETRE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(new Color(format.ground));
    graphics.fillRect(0, 0, width, height);
    int left = 12;
    if (format.band != 0) {
      graphics.setColor(new Color(format.band));
      graphics.fillRect(0, 0, 44, height);
      left = 52;
    }
    graphics.setColor(new Color(format.ink));
    graphics.setStroke(new BasicStroke(4));
    graphics.drawRoundRect(3, 3, width - 7, height - 7, 12, 12);
    int top = format.wide ? 16 : 42;
    Rectangle field = new Rectangle(left, top, width - left - 12, height - top - 16);
    String spaced = spaced(text, format);
    List<Rectangle2D> letters = write(graphics, spaced, field, FONTS[random.nextInt(FONTS.length)]);
    if (state == PlateState.WORN) {
      wear(graphics, letters.get(spaced.indexOf('E')), new Color(format.ground));
    }
    dirt(graphics, width, height, random);
    if (state == PlateState.MUDDY) {
      mud(graphics, width, height, new Random(random.nextLong()));
    }
    graphics.dispose();
    return image;
  }

  /** A gap where letters and digits meet, as plates have it. */
  private static String spaced(String text, PlateFormat format) {
    StringBuilder spaced = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (i > 0 && format.pattern.charAt(i) != format.pattern.charAt(i - 1)) {
        spaced.append(' ');
      }
      spaced.append(text.charAt(i));
    }
    return spaced.toString();
  }

  /** Returns the box of each character. */
  private static List<Rectangle2D> write(
      Graphics2D graphics, String text, Rectangle field, String family) {
    Font font = new Font(family, Font.BOLD, 100);
    GlyphVector glyphs = font.createGlyphVector(graphics.getFontRenderContext(), text);
    var bounds = glyphs.getVisualBounds();
    AffineTransform fit = new AffineTransform();
    fit.translate(field.x, field.y);
    fit.scale(field.width / bounds.getWidth(), field.height / bounds.getHeight());
    fit.translate(-bounds.getX(), -bounds.getY());
    graphics.fill(fit.createTransformedShape(glyphs.getOutline()));
    return IntStream.range(0, text.length())
        .mapToObj(i -> fit.createTransformedShape(glyphs.getGlyphVisualBounds(i)).getBounds2D())
        .toList();
  }

  /** Takes the paint off the lower stroke of an E, but for a trace. */
  private static void wear(Graphics2D graphics, Rectangle2D letter, Color ground) {
    double stem = 0.32 * letter.getWidth();
    double stroke = 0.25 * letter.getHeight();
    graphics.setColor(new Color(ground.getRed(), ground.getGreen(), ground.getBlue(), 225));
    graphics.fill(
        new Rectangle2D.Double(
            letter.getX() + stem,
            letter.getMaxY() - stroke,
            letter.getWidth() - stem + 1,
            stroke + 1));
  }

  /** Covers all but the edges of the first characters with mud, thrown up from below. */
  private static void mud(Graphics2D graphics, int width, int height, Random random) {
    for (int i = 0; i < 240; i++) {
      int shade = random.nextInt(24);
      graphics.setColor(new Color(82 + shade, 68 + shade, 50 + shade, 235));
      int size = 30 + random.nextInt(50);
      double along = random.nextDouble();
      // The farther back, the higher it is thrown.
      double free = 0.6 * Math.max(0, 1 - 2.5 * along);
      double y = height * (free + (1 - free) * random.nextDouble());
      graphics.fillOval((int) (along * width) - size / 2, (int) y - size / 4, size, size / 2 + 4);
    }
  }

  private static void dirt(Graphics2D graphics, int width, int height, Random random) {
    int spots = random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(6);
    for (int i = 0; i < spots; i++) {
      graphics.setColor(new Color(90, 76, 58, 25 + random.nextInt(70)));
      int size = 4 + random.nextInt(40);
      graphics.fillOval(
          random.nextInt(width) - size / 2, random.nextInt(height) - size / 2, size, size / 2 + 2);
    }
  }
}
