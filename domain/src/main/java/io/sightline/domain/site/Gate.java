package io.sightline.domain.site;

import io.sightline.domain.geometry.DirectedLine;
import java.io.Serializable;

/**
 * A directed line that vehicles cross. Walking along it from its first to its second point, an
 * entry comes from the left and goes to the right.
 *
 * @param from level of the building on its left; null where that is outside
 * @param to level on its right; null where nobody says so
 */
public record Gate(String id, DirectedLine line, Direction direction, String from, String to)
    implements Serializable {

  /** Between outside and inside, on no level in particular. */
  public Gate(String id, DirectedLine line, Direction direction) {
    this(id, line, direction, null, null);
  }

  /** Whether both its sides are inside, so that who crosses it neither comes nor goes. */
  public boolean isInner() {
    return from != null;
  }

  /** Which crossings count. */
  public enum Direction {
    ENTRY,
    EXIT,
    BOTH;

    public boolean counts(Direction crossing) {
      return this == BOTH || this == crossing;
    }
  }
}
