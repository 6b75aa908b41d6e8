package io.sightline.renderer.scenes;

import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.Lighting;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.things.VehicleKind;
import java.util.List;
import java.util.Map;

/**
 * Something to take a picture of.
 *
 * @param vehicles kind by id, for the things that are vehicles
 * @param bays parking spots, whether or not they are in the picture
 */
public record Scene(
    List<Instance> things,
    Map<Integer, VehicleKind> vehicles,
    List<Bay> bays,
    PinholeCamera camera,
    Lighting lighting) {

  /**
   * A parking spot.
   *
   * @param corners on the ground, in order
   * @param vehicle id of what stands in it; 0 when it is free
   */
  public record Bay(List<Vec> corners, int vehicle) {}
}
