package io.sightline.renderer.raster;

/**
 * What a surface is made of.
 *
 * @param red share of the light it throws back, 0 to 1, linear
 * @param gloss how much of its surroundings it mirrors: 0 chalk, 1 glass
 * @param glow light of its own, added whatever shines on it
 * @param texture laid over it in place of the colour; null for none
 */
public record Material(
    float red, float green, float blue, float gloss, float glow, Texture texture) {

  /**
   * @param rgb as on a screen, 0xRRGGBB
   */
  public static Material of(int rgb, double gloss) {
    return new Material(linear(rgb >> 16), linear(rgb >> 8), linear(rgb), (float) gloss, 0, null);
  }

  /** A lamp. */
  public static Material lamp(int rgb, double glow) {
    return new Material(linear(rgb >> 16), linear(rgb >> 8), linear(rgb), 0.6f, (float) glow, null);
  }

  public static Material of(Texture texture, double gloss) {
    return new Material(1, 1, 1, (float) gloss, 0, texture);
  }

  private static float linear(int value) {
    return (float) Math.pow((value & 255) / 255.0, 2.2);
  }
}
