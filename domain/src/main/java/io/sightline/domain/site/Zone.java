package io.sightline.domain.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.geometry.Polygon;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * Any area of a camera's picture.
 *
 * @param capacity vehicles it is made for; 0 when not said
 * @param nearlyFull share of the capacity, 0 to 1, from which it counts as nearly full
 * @param full share of the capacity, 0 to 1, from which it counts as full
 * @param maxStay a vehicle that is in it for so long is told of; null when not said
 */
public record Zone(
    String id,
    Polygon polygon,
    Kind kind,
    int capacity,
    double nearlyFull,
    double full,
    @JsonInclude(JsonInclude.Include.NON_NULL) Duration maxStay)
    implements Serializable {
  /** What a zone is for. */
  public enum Kind {
    PARKING,
    FORBIDDEN,
    WAITING
  }

  /** From when on a vehicle in it is told of: at once where none should be. */
  public Optional<Duration> longestStay() {
    return kind == Kind.FORBIDDEN && maxStay == null
        ? Optional.of(Duration.ZERO)
        : Optional.ofNullable(maxStay);
  }
}
