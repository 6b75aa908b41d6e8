package io.sightline.domain.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.geometry.Polygon;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * One parking space as one camera sees it.
 *
 * @param level floor of the building; null where the site has none
 * @param maxStay a vehicle that stands there for so long is told of; null when not said
 * @param designations whom it is for: {@code ev}, {@code disabled}, {@code permit:NAME}, sorted;
 *     empty for anybody
 */
public record Spot(
    String id,
    Polygon polygon,
    String level,
    @JsonInclude(JsonInclude.Include.NON_NULL) Duration maxStay,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> designations)
    implements Serializable {
  /** In layouts that were stored before there were designations they are null. */
  public Spot {
    designations = designations == null ? List.of() : List.copyOf(designations);
  }

  /** For anybody, for as long as they like. */
  public Spot(String id, Polygon polygon, String level) {
    this(id, polygon, level, null, List.of());
  }

  /** The same spot in another frame of coordinates. */
  public Spot in(Polygon other) {
    return new Spot(id, other, level, maxStay, designations);
  }
}
