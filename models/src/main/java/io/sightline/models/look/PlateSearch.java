package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.models.input.Crop;
import io.sightline.models.runtime.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks for plates, each vehicle cut out by itself, since in a whole picture plates are too small
 * for most detectors; or in the whole picture, where nobody looks for vehicles.
 */
public final class PlateSearch {
  /** The plate may stand at the very edge of its vehicle's box. */
  private static final double MARGIN = 0.04;

  /** The largest of them; a picture with more is a car park seen from afar. */
  private static final int MOST_VEHICLES = 24;

  /** The surest of them. */
  private static final int MOST_PLATES = 24;

  private static final float SAME_IOU = 0.4f;

  private PlateSearch() {}

  /**
   * @return completes with the plates in the order of falling score, in the picture's pixels
   */
  public static CompletableFuture<List<PlateSighting>> everywhere(
      Picture picture, Model<List<Detection>> model) {
    return model
        .submit(picture)
        .thenApply(
            plates ->
                plates.stream()
                    .limit(MOST_PLATES)
                    .map(
                        plate ->
                            new PlateSighting(
                                plate.box(), plate.score(), PlateSighting.NO_VEHICLE, null, null))
                    .toList());
  }

  /**
   * @param vehicles the picture's; plates are looked for in their boxes only
   * @param leastPixels of a vehicle's shorter side; plates of smaller ones cannot be read
   * @return completes with the plates in the order of falling score, in the picture's pixels
   */
  public static CompletableFuture<List<PlateSighting>> inVehicles(
      Picture picture, List<Detection> vehicles, int leastPixels, Model<List<Detection>> model) {
    List<CompletableFuture<List<PlateSighting>>> answers = new ArrayList<>();
    for (int vehicle : largest(vehicles, leastPixels)) {
      Box place = Crop.place(picture, vehicles.get(vehicle).box(), MARGIN);
      answers.add(
          model
              .submit(Crop.of(picture, place, 0))
              .thenApply(
                  plates -> plates.stream().map(one -> moved(one, place, vehicle)).toList()));
    }
    return Answers.all(answers).thenApply(PlateSearch::distinct);
  }

  private static List<Integer> largest(List<Detection> vehicles, int leastPixels) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < vehicles.size(); i++) {
      Box box = vehicles.get(i).box();
      if (Math.min(box.width(), box.height()) >= leastPixels) {
        places.add(i);
      }
    }
    // The sort is stable: equal sizes keep the order of the scores.
    places.sort(
        Comparator.comparingDouble((Integer place) -> vehicles.get(place).box().area()).reversed());
    return places.subList(0, Math.min(MOST_VEHICLES, places.size()));
  }

  private static PlateSighting moved(Detection plate, Box place, int vehicle) {
    Box box = plate.box();
    return new PlateSighting(
        new Box(
            box.left() + place.left(),
            box.top() + place.top(),
            box.right() + place.left(),
            box.bottom() + place.top()),
        plate.score(),
        vehicle,
        null,
        null);
  }

  /** A plate in the boxes of two vehicles is one plate, of the vehicle in which it was surest. */
  private static List<PlateSighting> distinct(List<List<PlateSighting>> byVehicle) {
    List<PlateSighting> sorted = new ArrayList<>();
    byVehicle.forEach(sorted::addAll);
    sorted.sort(
        Comparator.comparingDouble(PlateSighting::score)
            .reversed()
            .thenComparingInt(PlateSighting::vehicle));
    List<PlateSighting> kept = new ArrayList<>();
    for (PlateSighting plate : sorted) {
      if (kept.stream().noneMatch(better -> better.box().iou(plate.box()) > SAME_IOU)) {
        kept.add(plate);
      }
    }
    return kept.stream().limit(MOST_PLATES).toList();
  }
}
