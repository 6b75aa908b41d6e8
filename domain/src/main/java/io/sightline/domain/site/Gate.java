package io.sightline.domain.site;

import io.sightline.domain.geometry.DirectedLine;
import java.io.Serializable;

/**
 * A directed line that vehicles cross. Walking along it from its first to its second point, an
 * entry comes from the left and goes to the right.
 */
public record Gate(String id, DirectedLine line, Direction direction) implements Serializable {
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
