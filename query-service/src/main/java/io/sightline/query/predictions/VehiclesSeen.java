package io.sightline.query.predictions;

import java.util.List;

/**
 * The vehicles in a picture, in the order of falling score.
 *
 * @param width pixels of the upright picture
 * @param height pixels
 */
public record VehiclesSeen(int width, int height, List<Vehicle> vehicles, ModelTag model)
    implements Predicted {
  /**
   * @param score the model's confidence, 0 to 1
   */
  public record Vehicle(String label, double score, Area area) {}
}
