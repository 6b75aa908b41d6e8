package io.sightline.domain.facts;

/**
 * How many vehicles are inside a site or on one of its levels, from {@code at} on until the next
 * row of the same scope: counted at gates, from what a person has said.
 *
 * @param scopeId the site's id, or the level's
 * @param cause what has changed it; of several at once the last
 * @param inside null while nobody knows: before anybody has said how many there are, and after a
 *     gate was not seen
 * @param entries since the last word, or since the beginning
 * @param exits since then
 * @param missed exits when nobody was left inside, so that an entry must have been missed, since
 *     then
 * @param drift of a person's word: how many more there are than were counted; of a midnight: the
 *     sum of the day's words; null where nobody can tell
 */
public record InsideCount(
    FactHead head,
    Scope scope,
    String scopeId,
    Cause cause,
    Integer inside,
    int entries,
    int exits,
    int missed,
    Integer drift)
    implements Fact {

  /** What is counted. */
  public enum Scope {
    SITE,
    LEVEL
  }

  /** What changes a count. */
  public enum Cause {
    /** A camera whose gate no other one sees was lost. */
    GAP,
    ENTRY,
    EXIT,
    SAID,
    /** Nothing has changed: a day of the site's time zone is over. */
    MIDNIGHT
  }
}
