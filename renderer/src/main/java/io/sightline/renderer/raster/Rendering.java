package io.sightline.renderer.raster;

import io.sightline.domain.geometry.Box;
import java.util.Map;
import java.util.Optional;

/**
 * A picture of a scene, and what of it is what.
 *
 * @param light red, green, blue of each pixel, linear, row by row
 * @param ids the thing in the middle of each pixel, row by row; 0 for none with an id
 * @param seen what is seen of each thing with an id
 */
public record Rendering(int width, int height, float[] light, int[] ids, Map<Integer, Seen> seen) {

  /**
   * How a thing appears.
   *
   * @param box around its visible pixels, in pixels of the picture
   * @param whole around all of it, also what is hidden or outside the picture
   * @param visible share of its pixels inside the picture that nothing hides
   */
  public record Seen(Box box, Box whole, double visible) {

    /** Share of the whole thing's box that lies inside the picture and is not hidden. */
    public double share() {
      return whole.area() == 0 ? 0 : visible * Math.min(1, box.area() / whole.area());
    }
  }

  public Optional<Seen> of(int id) {
    return Optional.ofNullable(seen.get(id));
  }
}
