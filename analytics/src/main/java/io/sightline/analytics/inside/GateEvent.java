package io.sightline.analytics.inside;

import io.sightline.domain.facts.Passage;

/**
 * Something that a camera reports of its gates.
 *
 * @param gate that was crossed; null where the camera was lost or is back
 * @param entering whether it was crossed from its left to its right
 * @param track of the vehicle that crossed it
 * @param lost whether the camera was lost
 */
public record GateEvent(
    long atMillis, String camera, String gate, boolean entering, String track, boolean lost) {

  static GateEvent of(Passage passage) {
    return new GateEvent(
        passage.head().atMillis(),
        passage.camera(),
        passage.gate(),
        passage.isEntry(),
        passage.track(),
        false);
  }

  static GateEvent lost(String camera, long atMillis, boolean lost) {
    return new GateEvent(atMillis, camera, null, false, null, lost);
  }
}
