package io.sightline.query.facts;

import java.time.Instant;

/**
 * What every list of facts can be asked for.
 *
 * @param run whose facts
 * @param site only its facts; null for those of all that may be seen
 * @param from only facts at or after it; null for all
 * @param to only facts before it; null for all
 * @param limit most facts; null for the usual number
 * @param cursor from an earlier part; null for the first
 */
public record ListQuestion(
    String run, String site, Instant from, Instant to, Integer limit, String cursor) {

  /** The same of another run. */
  public ListQuestion inRun(String other) {
    return new ListQuestion(other, site, from, to, limit, cursor);
  }
}
