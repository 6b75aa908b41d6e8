package io.sightline.source.observationlog;

import java.io.Serializable;
import java.time.Instant;

/**
 * A part of a run.
 *
 * @param from first instant; null for the beginning
 * @param to end, exclusive; null for the end
 */
public record Span(Instant from, Instant to) implements Serializable {
  public static final Span ALL = new Span(null, null);

  boolean contains(long millis) {
    return (from == null || millis >= from.toEpochMilli())
        && (to == null || millis < to.toEpochMilli());
  }
}
