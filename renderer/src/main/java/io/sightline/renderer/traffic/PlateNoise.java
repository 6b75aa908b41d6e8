package io.sightline.renderer.traffic;

/**
 * What a reader of plates gets wrong.
 *
 * @param missed share of the plates it does not see, 0 to 1
 * @param invented plates where none is, as a share of those that are there
 * @param misread share of the characters, 0 to 1; of those one in twenty is left out, and one in
 *     twenty is read as two
 */
public record PlateNoise(double missed, double invented, double misread) {
  public static final PlateNoise NONE = new PlateNoise(0, 0, 0);

  /** That of a usual reader. */
  public static final PlateNoise USUAL = new PlateNoise(0.05, 0.02, 0.1);
}
