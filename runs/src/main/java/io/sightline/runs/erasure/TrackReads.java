package io.sightline.runs.erasure;

import io.sightline.analytics.vehicles.PlateViews;
import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the plates that were read on one track of a camera, by following what is in its stored
 * observations once more. To be told all records from a little before the track began, in order.
 */
final class TrackReads {
  private final String track;
  private final LayoutCache<Map<String, Camera>> cameras;
  private TrackerState vehicles = TrackerState.EMPTY;
  private TrackerState plates = TrackerState.EMPTY;
  private boolean seen;

  TrackReads(String track, Layouts layouts) {
    this.track = track;
    this.cameras = new LayoutCache<>(layouts, TrackReads::byId);
  }

  private static Map<String, Camera> byId(Site site) {
    return site.cameras().stream().collect(Collectors.toMap(Camera::id, camera -> camera));
  }

  /** Whether the record that was told last shows the track, read or not. */
  boolean isSeen() {
    return seen;
  }

  /** Those of the next record, as they stand in it. */
  List<PlateSighting> of(Observations seen) {
    this.seen = false;
    FrameHeader frame = seen.frame();
    Camera camera = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    if (camera == null) {
      return List.of();
    }
    return TrackingRules.follows(camera) ? onVehicle(seen, camera) : alone(seen, camera);
  }

  private List<PlateSighting> onVehicle(Observations seen, Camera camera) {
    FrameHeader frame = seen.frame();
    VehicleTracker tracker = new VehicleTracker(TrackingRules.of(camera), camera.gates());
    TrackerState before = vehicles;
    VehicleTracker.Step step =
        step(tracker, before, frame, seen.hasSeen(ModelRole.VEHICLES) ? seen.vehicles() : null);
    vehicles = step.state();
    Function<TrackState, String> id =
        one -> DerivedIds.track(frame.site(), frame.camera(), one.firstMillis(), one.rank());
    this.seen =
        vehicles.tracks().stream()
            .anyMatch(
                one -> one.lastMillis() == frame.capturedAtMillis() && id.apply(one).equals(track));
    return PlateViews.ofVehicles(seen, before, step, id).stream()
        .filter(view -> view.plate() != null && view.plate().isRead() && view.track().equals(track))
        .map(view -> view.plate())
        .toList();
  }

  private List<PlateSighting> alone(Observations seen, Camera camera) {
    FrameHeader frame = seen.frame();
    VehicleTracker tracker = new VehicleTracker(TrackingRules.ofPlates(camera), List.of());
    List<Detection> surroundings = new ArrayList<>();
    seen.plates().forEach(plate -> surroundings.add(PlateViews.surroundings(plate)));
    VehicleTracker.Step step =
        step(tracker, plates, frame, seen.hasSeen(ModelRole.PLATES) ? surroundings : null);
    plates = step.state();
    List<PlateSighting> ours = new ArrayList<>();
    for (VehicleTracker.Sighting sighting : step.seen()) {
      TrackState state = sighting.track();
      String id =
          DerivedIds.plateTrack(frame.site(), frame.camera(), state.firstMillis(), state.rank());
      for (int i = 0; i < surroundings.size(); i++) {
        if (id.equals(track) && surroundings.get(i) == sighting.detection()) {
          ours.add(seen.plates().get(i));
        }
      }
    }
    return ours;
  }

  /**
   * @param detections null where nobody looked
   */
  private static VehicleTracker.Step step(
      VehicleTracker tracker, TrackerState before, FrameHeader frame, List<Detection> detections) {
    long at = frame.capturedAtMillis();
    if (frame.kind() == RecordKind.END) {
      return tracker.end(before);
    }
    if (detections != null) {
      return tracker.see(before, at, detections);
    }
    return frame.isLoss() ? tracker.lose(before, at) : tracker.pass(before, at);
  }
}
