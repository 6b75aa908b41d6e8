package io.sightline.models.look;

import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Spot;
import io.sightline.models.runtime.PinnedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wanted of a picture.
 *
 * @param models who is to look, by place; nobody looks in places that are not there
 * @param missing places in which somebody should look and cannot, and why
 * @param spots to be judged by {@link ModelRole#SPOTS}
 * @param photograph whether the picture stands alone, so that it is looked at closely; in a video
 *     the next frame is another chance
 * @param platesWithoutVehicle where plates are when vehicles were looked for and none was seen
 * @param keeper keeps pictures of plates that were read; null where none are kept
 */
public record Wanted(
    Map<ModelRole, PinnedModel> models,
    Map<ModelRole, RuntimeException> missing,
    List<Spot> spots,
    boolean photograph,
    PlatesWithoutVehicle platesWithoutVehicle,
    CropKeeper keeper) {

  private static final List<ModelRole> PLACES =
      List.of(
          ModelRole.SPOTS,
          ModelRole.VEHICLES,
          ModelRole.PLATES,
          ModelRole.PLATE_TEXT,
          ModelRole.FACES,
          ModelRole.EMOTIONS);

  /** Where plates are when vehicles were looked for and none was seen. */
  public enum PlatesWithoutVehicle {
    /** A plate belongs to a vehicle. */
    NOWHERE,
    /** Of a plate photographed by itself there is no vehicle. */
    EVERYWHERE
  }

  /** Of one photograph by itself. */
  public static Wanted ofPhotograph(Map<ModelRole, PinnedModel> models) {
    return new Wanted(models, Map.of(), List.of(), true, PlatesWithoutVehicle.EVERYWHERE, null);
  }

  /** The same with other spots. */
  public Wanted withSpots(List<Spot> spots) {
    return new Wanted(models, missing, spots, photograph, platesWithoutVehicle, keeper);
  }

  /** Whether nobody is to look. */
  public boolean isNothing() {
    return models.isEmpty() && missing.isEmpty();
  }

  /** Where somebody should look, in the order in which answers are put together. */
  public List<ModelRole> places() {
    return PLACES.stream()
        .filter(role -> models.containsKey(role) || missing.containsKey(role))
        .toList();
  }

  Optional<PinnedModel> model(ModelRole role) {
    return Optional.ofNullable(models.get(role));
  }
}
