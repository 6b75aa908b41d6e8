package io.sightline.analytics.vehicles;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.ModelRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which track each plate of a frame belongs to. */
public final class PlateViews {
  /**
   * A plate moves farther from frame to frame than it is wide: the surroundings that move with it
   * are followed, this many plates wide and high.
   */
  private static final float SURROUNDINGS = 4;

  private static final String LABEL = "plate";

  private PlateViews() {}

  /** What is followed of a plate where nobody looks for vehicles. */
  public static Detection surroundings(PlateSighting plate) {
    return new Detection(LABEL, plate.score(), plate.box().around(SURROUNDINGS));
  }

  /**
   * The plates of the vehicles that a step has seen, and the tracks it has left behind.
   *
   * @param before what was known before the step
   * @param id of a track
   */
  public static List<PlateView> ofVehicles(
      Observations observations,
      TrackerState before,
      VehicleTracker.Step step,
      Function<TrackState, String> id) {
    List<PlateView> views = new ArrayList<>();
    for (PlateSighting plate : observations.plates()) {
      if (plate.vehicle() != PlateSighting.NO_VEHICLE) {
        Optional<VehicleTracker.Sighting> seen =
            track(observations.vehicles().get(plate.vehicle()), step);
        if (seen.isPresent()) {
          views.add(view(observations, id, seen.get(), plate));
        } else if (plate.isRead()) {
          views.addAll(stray(observations, plate));
        }
      }
    }
    views.addAll(ends(observations, before, step, id));
    return views;
  }

  /**
   * A plate on no track: nobody counts it, but whoever keeps its picture learns that it is over.
   */
  public static List<PlateView> stray(Observations observations, PlateSighting plate) {
    FrameHeader frame = observations.frame();
    int rank = observations.plates().indexOf(plate);
    String track =
        DerivedIds.plateTrack(frame.site(), frame.camera(), frame.capturedAtMillis(), -1 - rank);
    String model = reader(observations);
    return List.of(
        view(frame, track, model, plate, false, plate.box()),
        view(frame, track, "", null, false, null));
  }

  /** The vehicle may have been seen as two boxes, of which the tracker took one. */
  private static Optional<VehicleTracker.Sighting> track(
      Detection vehicle, VehicleTracker.Step step) {
    return step.seen().stream()
        .filter(seen -> seen.detection().box().iou(vehicle.box()) > 0)
        .max(Comparator.comparingDouble(seen -> seen.detection().box().iou(vehicle.box())))
        .filter(seen -> VehicleTracker.isSameVehicle(seen.detection(), vehicle));
  }

  /**
   * A plate on a track.
   *
   * @param id of a track
   */
  public static PlateView view(
      Observations observations,
      Function<TrackState, String> id,
      VehicleTracker.Sighting seen,
      PlateSighting plate) {
    return view(
        observations.frame(),
        id.apply(seen.track()),
        reader(observations),
        plate,
        seen.confirmed(),
        seen.track().box());
  }

  /** SHA-256 of the model that reads; empty where none does. */
  private static String reader(Observations observations) {
    return observations.model(ModelRole.PLATE_TEXT).map(ModelUse::sha256).orElse("");
  }

  /** The tracks that a step has left behind. */
  public static List<PlateView> ends(
      Observations observations,
      TrackerState before,
      VehicleTracker.Step step,
      Function<TrackState, String> id) {
    return VehicleTracker.over(before, step).stream()
        .map(
            track -> {
              String name = id.apply(track);
              boolean counts =
                  step.ended().stream().anyMatch(ended -> id.apply(ended.track()).equals(name));
              return view(observations.frame(), name, "", null, counts, null);
            })
        .toList();
  }

  private static PlateView view(
      FrameHeader frame, String track, String model, PlateSighting plate, boolean counts, Box box) {
    return new PlateView(
        frame.site(),
        frame.camera(),
        track,
        frame.capturedAtMillis(),
        frame.layoutVersion(),
        model,
        plate,
        counts,
        box);
  }
}
