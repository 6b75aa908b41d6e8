package io.sightline.renderer.pictures;

import io.sightline.renderer.raster.Rendering;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What a real camera adds to a scene: exposure, blur, falling brightness towards the corners,
 * noise, rain before the lens, faded or warm colours.
 *
 * @param exposure mean brightness aimed at, 0 to 1
 * @param blur standard deviation, pixels
 * @param noise standard deviation of the values 0 to 255
 * @param rain streaks in the picture
 * @param vignette how much darker the corners are, 0 to 1
 * @param saturation 1 as it is, 0 grey
 * @param warmth added to red and taken from blue, as a share
 */
public record Lens(
    double exposure,
    double blur,
    double noise,
    int rain,
    double vignette,
    double saturation,
    double warmth) {

  private static final int NORMAL_SHIFT = 16;

  /** Normally distributed numbers to draw from: drawing them afresh for each pixel is slow. */
  private static final float[] NORMAL = new float[1 << (32 - NORMAL_SHIFT)];

  static {
    Random random = new Random(1);
    for (int i = 0; i < NORMAL.length; i++) {
      NORMAL[i] = (float) random.nextGaussian();
    }
  }

  /** A good camera in fair weather. */
  public static Lens clean() {
    return new Lens(0.42, 0, 1.2, 0, 0.1, 1, 0);
  }

  /** Any camera in any weather. */
  public static Lens any(Random random, boolean night) {
    boolean wet = random.nextInt(8) == 0;
    double noise = Math.abs(random.nextGaussian()) * (night ? 9 : 4);
    return new Lens(
        (night ? 0.16 : 0.28) + 0.28 * random.nextDouble(),
        random.nextInt(3) == 0 ? 1.3 * random.nextDouble() : 0,
        Math.min(26, noise),
        wet ? 40 + random.nextInt(200) : 0,
        0.45 * random.nextDouble() * random.nextDouble(),
        random.nextInt(12) == 0 ? 0 : 0.6 + 0.7 * random.nextDouble(),
        0.1 * random.nextGaussian());
  }

  /** The picture that the camera takes. */
  public BufferedImage develop(Rendering rendering, Random random) {
    int width = rendering.width();
    int height = rendering.height();
    float[] light = blur > 0.2 ? blurred(rendering) : rendering.light();
    double gain = gain(rendering.light());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    SplittableRandom grains = new SplittableRandom(random.nextLong());
    double[] tint = {1 + warmth, 1, 1 - warmth};
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dx = 2.0 * x / width - 1;
        double dy = 2.0 * y / height - 1;
        double shade = gain * (1 - vignette * (dx * dx + dy * dy) / 2);
        int at = (y * width + x) * 3;
        double grey = (light[at] + light[at + 1] + light[at + 2]) / 3;
        double grain = NORMAL[grains.nextInt() >>> NORMAL_SHIFT] * noise * 0.8;
        for (int i = 0; i < 3; i++) {
          double value = Math.max(0, grey + (light[at + i] - grey) * saturation) * tint[i] * shade;
          double own = NORMAL[grains.nextInt() >>> NORMAL_SHIFT] * noise * 0.6;
          bgr[at + 2 - i] = (byte) Math.max(0, Math.min(255, tone(value) + grain + own));
        }
      }
    }
    if (rain > 0) {
      rain(image, random);
    }
    return image;
  }

  private static final int TONES = 4096;
  private static final double BRIGHTEST = 4;
  private static final float[] TONE = new float[TONES];

  static {
    for (int i = 0; i < TONES; i++) {
      // Steps grow with brightness, as the eye's do.
      double share = i / (TONES - 1.0);
      TONE[i] = (float) (255 * curve(share * share * BRIGHTEST));
    }
  }

  private static float tone(double linear) {
    int at = (int) (Math.sqrt(Math.min(BRIGHTEST, linear) / BRIGHTEST) * (TONES - 1) + 0.5);
    return TONE[at];
  }

  /** Film-like: bends where it is bright instead of clipping at once. */
  private static double curve(double linear) {
    double soft = linear < 0.6 ? linear : 0.6 + 0.4 * (1 - Math.exp(-(linear - 0.6) / 0.4));
    return Math.pow(soft, 1 / 2.2);
  }

  private double gain(float[] light) {
    double sum = 0;
    for (int i = 1; i < light.length; i += 3) {
      sum += Math.pow(Math.min(1.5, light[i]) + 1e-4, 1 / 2.2);
    }
    double mean = sum / (light.length / 3);
    return Math.pow(exposure / mean, 2.2);
  }

  private float[] blurred(Rendering rendering) {
    int reach = (int) Math.ceil(2.5 * blur);
    float[] kernel = new float[2 * reach + 1];
    float sum = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = (float) Math.exp(-i * i / (2 * blur * blur));
      sum += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    float[] across = new float[rendering.light().length];
    pass(rendering.light(), across, rendering.width(), rendering.height(), 1, 0, kernel);
    float[] both = new float[across.length];
    pass(across, both, rendering.width(), rendering.height(), 0, 1, kernel);
    return both;
  }

  private static void pass(
      float[] from, float[] to, int width, int height, int stepX, int stepY, float[] kernel) {
    int reach = kernel.length / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = -reach; k <= reach; k++) {
          int px = Math.max(0, Math.min(width - 1, x + k * stepX));
          int py = Math.max(0, Math.min(height - 1, y + k * stepY));
          for (int i = 0; i < 3; i++) {
            to[(y * width + x) * 3 + i] += kernel[k + reach] * from[(py * width + px) * 3 + i];
          }
        }
      }
    }
  }

  private void rain(BufferedImage image, Random random) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    double slant = random.nextGaussian() * 0.25;
    for (int i = 0; i < rain; i++) {
      double x = random.nextDouble() * image.getWidth();
      double y = random.nextDouble() * image.getHeight();
      double length = image.getHeight() * (0.02 + 0.05 * random.nextDouble());
      graphics.setStroke(new BasicStroke(0.6f + random.nextFloat() * 0.8f));
      graphics.setColor(new Color(225, 230, 235, 40 + random.nextInt(80)));
      graphics.draw(new Line2D.Double(x, y, x + slant * length, y + length));
    }
    graphics.dispose();
  }
}
