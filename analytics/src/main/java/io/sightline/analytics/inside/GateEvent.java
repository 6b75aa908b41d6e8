package io.sightline.analytics.inside;

import io.sightline.domain.facts.Passage;

/**
 * Something that a camera reports of its gates.
 *
 * @param gate that was crossed; null where the camera was lost or is back
 * @param entering whether it was crossed from its left to its right
 * @param track of the vehicle that crossed it
 * @param lost whether the camera is not seen any more
 * @param sinceMillis when that began; no later than the event
 */
public record GateEvent(
    long atMillis,
    String camera,
    String gate,
    boolean entering,
    String track,
    boolean lost,
    long sinceMillis) {
  /** Cameras' footage does not end at one and the same frame. */
  private static final long ENDS_APART_MILLIS = 30_000;

  static GateEvent of(Passage passage) {
    return new GateEvent(
        passage.head().atMillis(),
        passage.camera(),
        passage.gate(),
        passage.isEntry(),
        passage.track(),
        false,
        passage.head().atMillis());
  }

  /** The camera is seen from now on, or not any more. */
  static GateEvent sight(String camera, long atMillis, boolean lost) {
    return new GateEvent(atMillis, camera, null, false, null, lost, atMillis);
  }

  /** The camera's timeline is over, which matters where those of others go on. */
  static GateEvent over(String camera, long atMillis) {
    return new GateEvent(atMillis + ENDS_APART_MILLIS, camera, null, false, null, true, atMillis);
  }
}
