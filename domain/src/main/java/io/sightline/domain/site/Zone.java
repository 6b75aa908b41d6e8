package io.sightline.domain.site;

import io.sightline.domain.geometry.Polygon;
import java.io.Serializable;

/**
 * Any area of a camera's picture.
 *
 * @param capacity vehicles it is made for; 0 when not said
 * @param nearlyFull share of the capacity, 0 to 1, from which it counts as nearly full
 * @param full share of the capacity, 0 to 1, from which it counts as full
 */
public record Zone(
    String id, Polygon polygon, Kind kind, int capacity, double nearlyFull, double full)
    implements Serializable {
  /** What a zone is for. */
  public enum Kind {
    PARKING,
    FORBIDDEN,
    WAITING
  }
}
