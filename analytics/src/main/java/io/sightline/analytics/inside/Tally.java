package io.sightline.analytics.inside;

/**
 * A scope's count.
 *
 * @param inside null while nobody knows
 * @param drift of the last word; null where nobody can tell
 * @param dayDrift sum of the drifts since midnight; null where there is none
 */
public record Tally(
    Integer inside, int entries, int exits, int missed, Integer drift, Integer dayDrift) {
  static final Tally UNKNOWN = new Tally(null, 0, 0, 0, null, null);

  Tally entered() {
    return new Tally(
        inside == null ? null : (Integer) (inside + 1), entries + 1, exits, missed, null, dayDrift);
  }

  Tally left() {
    boolean none = inside != null && inside == 0;
    Integer now = inside == null ? null : (Integer) Math.max(0, inside - 1);
    return new Tally(now, entries, exits + 1, missed + (none ? 1 : 0), null, dayDrift);
  }

  Tally lost() {
    return new Tally(null, entries, exits, missed, null, dayDrift);
  }

  Tally said(int vehicles) {
    Integer drift = inside == null ? null : (Integer) (vehicles - inside);
    Integer day = drift == null ? dayDrift : (Integer) (drift + (dayDrift == null ? 0 : dayDrift));
    return new Tally(vehicles, 0, 0, 0, drift, day);
  }

  /** As a day's last row tells it. */
  Tally ofDay() {
    return new Tally(inside, entries, exits, missed, dayDrift, null);
  }
}
