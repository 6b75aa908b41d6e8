package io.sightline.analytics.inside;

import java.util.ArrayList;
import java.util.List;

/**
 * One crossing of a gate, by all the cameras that saw it.
 *
 * @param cameras that saw it, each with its track of the vehicle
 */
public record Crosser(long atMillis, boolean entering, List<String> cameras, List<String> tracks) {

  static Crosser of(GateEvent event) {
    return new Crosser(
        event.atMillis(), event.entering(), List.of(event.camera()), List.of(event.track()));
  }

  Crosser seenBy(GateEvent event) {
    List<String> allCameras = new ArrayList<>(cameras);
    List<String> allTracks = new ArrayList<>(tracks);
    allCameras.add(event.camera());
    allTracks.add(event.track());
    return new Crosser(atMillis, entering, List.copyOf(allCameras), List.copyOf(allTracks));
  }
}
