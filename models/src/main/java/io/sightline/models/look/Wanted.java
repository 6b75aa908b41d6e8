package io.sightline.models.look;

import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.site.Floors;
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
 * @param plates which plates are looked for, and where
 * @param keeper keeps pictures of plates that were read; null where none are kept
 * @param colours whether the colours of vehicles are wanted
 * @param portrait whether one person is meant: of faces the largest is judged, and the whole
 *     picture where there is none
 */
public record Wanted(
    Map<ModelRole, PinnedModel> models,
    Map<ModelRole, RuntimeException> missing,
    List<Spot> spots,
    boolean photograph,
    Plates plates,
    CropKeeper keeper,
    boolean colours,
    boolean portrait) {

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

  /**
   * Which plates are looked for, and where.
   *
   * @param withoutVehicle where plates are when vehicles were looked for and none was seen
   * @param leastVehicle pixels of the shorter side of vehicles in which plates are looked for
   * @param expected how plates look there
   */
  public record Plates(
      PlatesWithoutVehicle withoutVehicle, int leastVehicle, PlateFormats expected) {
    /** Where nobody said what plates to expect. */
    public static Plates any(PlatesWithoutVehicle withoutVehicle) {
      return new Plates(withoutVehicle, Floors.USUAL.vehiclePixels(), PlateFormats.ANY);
    }
  }

  /** Of one photograph by itself. */
  public static Wanted ofPhotograph(Map<ModelRole, PinnedModel> models) {
    Plates any = Plates.any(PlatesWithoutVehicle.EVERYWHERE);
    return new Wanted(models, Map.of(), List.of(), true, any, null, false, false);
  }

  /** The same with other spots. */
  public Wanted withSpots(List<Spot> spots) {
    return new Wanted(models, missing, spots, photograph, plates, keeper, colours, portrait);
  }

  /** The same where plates look like those. */
  public Wanted expecting(PlateFormats formats) {
    Plates expected = new Plates(plates.withoutVehicle(), plates.leastVehicle(), formats);
    return new Wanted(models, missing, spots, photograph, expected, keeper, colours, portrait);
  }

  /** The same of one person. */
  public Wanted ofOnePerson() {
    return new Wanted(models, missing, spots, photograph, plates, keeper, colours, true);
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
