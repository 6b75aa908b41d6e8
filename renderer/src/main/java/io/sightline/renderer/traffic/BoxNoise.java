package io.sightline.renderer.traffic;

/**
 * What a detector gets wrong, on top of what is hidden.
 *
 * @param missed share of the boxes it does not see, 0 to 1
 * @param invented boxes where nothing is, as a share of those that are there
 * @param jitter standard deviation of each edge, pixels
 * @param confused share of the boxes with another label, 0 to 1
 */
public record BoxNoise(double missed, double invented, double jitter, double confused) {
  public static final BoxNoise NONE = new BoxNoise(0, 0, 0, 0);

  /** That of a usual detector on a usual camera. */
  public static final BoxNoise USUAL = new BoxNoise(0.05, 0.02, 3, 0.1);
}
