package io.sightline.query.predictions;

import java.util.List;

/**
 * The plates in a picture that were read, the surest first.
 *
 * @param width pixels of the upright picture
 * @param height pixels
 */
public record PlatesSeen(int width, int height, List<Plate> plates, ModelTag model)
    implements Predicted {
  /**
   * @param text as its region spells plates, where it is one of a region's; otherwise upper case
   *     without separators
   * @param score the reader's confidence, 0 to 1
   * @param region whose plates look like it; null where none's do
   * @param found the detector's confidence, 0 to 1
   */
  public record Plate(String text, double score, String region, double found, Area area) {}
}
