package io.sightline.renderer.raster;

import java.awt.image.BufferedImage;

/**
 * A picture to lay onto a surface, in smaller and smaller copies (Williams, Pyramidal Parametrics,
 * 1983), so that what is far does not shimmer.
 */
public final class Texture {
  private final int[][] levels;
  private final int[] widths;
  private final int[] heights;

  public Texture(BufferedImage image) {
    int count = 1 + (int) (Math.log(Math.min(image.getWidth(), image.getHeight())) / Math.log(2));
    levels = new int[count][];
    widths = new int[count];
    heights = new int[count];
    widths[0] = image.getWidth();
    heights[0] = image.getHeight();
    levels[0] = image.getRGB(0, 0, widths[0], heights[0], null, 0, widths[0]);
    for (int level = 1; level < count; level++) {
      halve(level);
    }
  }

  private void halve(int level) {
    int width = Math.max(1, widths[level - 1] / 2);
    int height = Math.max(1, heights[level - 1] / 2);
    int[] from = levels[level - 1];
    int stride = widths[level - 1];
    int[] to = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = 2 * y * stride + 2 * x;
        to[y * width + x] = mean(from[at], from[at + 1], from[at + stride], from[at + stride + 1]);
      }
    }
    levels[level] = to;
    widths[level] = width;
    heights[level] = height;
  }

  private static int mean(int a, int b, int c, int d) {
    // Red and blue at once, with room between them for the sums.
    int redBlue = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff);
    int green = (a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00);
    return ((redBlue >>> 2) & 0xff00ff) | ((green >>> 2) & 0xff00);
  }

  public int width() {
    return widths[0];
  }

  /**
   * The colour at a place, bilinear.
   *
   * @param u from the left edge, 0, to the right, 1; clamped
   * @param v from the upper edge, 0, to the lower, 1; clamped
   * @param texels how many texels of the whole picture a pixel spans
   * @param rgb receives red, green, blue, 0 to 1, linear light
   */
  void sample(double u, double v, double texels, float[] rgb) {
    int level = texels <= 1 ? 0 : Math.min(levels.length - 1, Math.getExponent(texels * 1.414));
    int width = widths[level];
    int height = heights[level];
    double x = Math.max(0, Math.min(width - 1.001, u * width - 0.5));
    double y = Math.max(0, Math.min(height - 1.001, v * height - 0.5));
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(width - 1, left + 1);
    int bottom = Math.min(height - 1, top + 1);
    float fx = (float) (x - left);
    float fy = (float) (y - top);
    int[] texture = levels[level];
    int a = texture[top * width + left];
    int b = texture[top * width + right];
    int c = texture[bottom * width + left];
    int d = texture[bottom * width + right];
    for (int i = 0; i < 3; i++) {
      int shift = 16 - 8 * i;
      float upper = mix(LINEAR[(a >> shift) & 255], LINEAR[(b >> shift) & 255], fx);
      float lower = mix(LINEAR[(c >> shift) & 255], LINEAR[(d >> shift) & 255], fx);
      rgb[i] = mix(upper, lower, fy);
    }
  }

  private static float mix(float a, float b, float share) {
    return a + (b - a) * share;
  }

  private static final float[] LINEAR = new float[256];

  static {
    for (int i = 0; i < 256; i++) {
      LINEAR[i] = (float) Math.pow(i / 255.0, 2.2);
    }
  }
}
