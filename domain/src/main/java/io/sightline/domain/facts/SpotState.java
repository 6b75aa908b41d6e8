package io.sightline.domain.facts;

/** What is known of a parking spot. */
public enum SpotState {
  FREE,
  OCCUPIED,
  /** Not seen: before the first frame, in a gap, after the footage. */
  UNKNOWN
}
