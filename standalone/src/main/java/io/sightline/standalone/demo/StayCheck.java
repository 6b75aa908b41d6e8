package io.sightline.standalone.demo;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.renderer.footage.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The stays that a run found beside those that there were.
 *
 * @param expected how many there were
 * @param found how many the run has
 * @param right how many of those that there were it has as they were
 * @param stays each that there was
 */
public record StayCheck(int expected, int found, int right, List<Stay> stays) {
  /** The demonstration's gates are looked at five times a second. */
  private static final long FRAME_MILLIS = 200;

  /**
   * A stay that there was.
   *
   * @param truth what is to be said of it
   * @param found plate, entry, exit, outcome, what tells whose exit it is, and overstay, as the run
   *     has them; null where it has no such stay
   * @param right whether it is as it was: entry and exit within one analysed frame
   */
  public record Stay(Truth.Stay truth, Truth.Stay found, boolean right) {

    /** A line of a table: as it was found, or as it was where it was not found. */
    public String text() {
      Truth.Stay shown = found == null ? truth : found;
      return "%-8s %s to %s  %s%s%s%s"
          .formatted(
              Objects.requireNonNullElse(shown.plate(), "unread"),
              clock(shown.enteredMillis()),
              clock(shown.leftMillis()),
              shown.outcome(),
              shown.match() == null ? "" : " by " + shown.match(),
              shown.overstay() ? ", overstay" : "",
              right ? "" : found == null ? "  not found" : "  differs");
    }

    private static String clock(Long millis) {
      return millis == null ? "…   " : "%d:%02d".formatted(millis / 60_000, millis / 1_000 % 60);
    }
  }

  static StayCheck of(Truth truth, List<VehicleSession> sessions) {
    long start = truth.start().toEpochMilli();
    List<Truth.Stay> left =
        new ArrayList<>(sessions.stream().map(session -> as(session, start)).toList());
    List<Stay> stays = new ArrayList<>();
    for (Truth.Stay expected : truth.stays()) {
      Truth.Stay found =
          left.stream().filter(one -> isSameTime(expected, one)).findFirst().orElse(null);
      left.remove(found);
      stays.add(new Stay(expected, found, found != null && isAsItWas(expected, found)));
    }
    int right = (int) stays.stream().filter(Stay::right).count();
    return new StayCheck(truth.stays().size(), sessions.size(), right, stays);
  }

  /** What a run says, in the terms of the truth; whose vehicle it is, it cannot say. */
  private static Truth.Stay as(VehicleSession session, long start) {
    return new Truth.Stay(
        0,
        session.plate(),
        session.plate(),
        since(session.enteredAtMillis(), start),
        since(session.leftAtMillis(), start),
        word(session.outcome()),
        session.match() == null ? null : word(session.match()),
        session.overstay());
  }

  private static Long since(Long millis, long start) {
    return millis == null ? null : Long.valueOf(millis - start);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a stay begins with the same passage. */
  private static boolean isSameTime(Truth.Stay expected, Truth.Stay found) {
    return expected.enteredMillis() == null
        ? found.enteredMillis() == null && isClose(expected.leftMillis(), found.leftMillis())
        : isClose(expected.enteredMillis(), found.enteredMillis());
  }

  private static boolean isAsItWas(Truth.Stay expected, Truth.Stay found) {
    // Of a plate that looks like another, a person has said what it is.
    return Objects.equals(found.plate(), expected.readable())
        && isClose(expected.enteredMillis(), found.enteredMillis())
        && isClose(expected.leftMillis(), found.leftMillis())
        && expected.outcome().equals(found.outcome())
        && Objects.equals(expected.match(), found.match())
        && expected.overstay() == found.overstay();
  }

  private static boolean isClose(Long expected, Long found) {
    return expected == null || found == null
        ? Objects.equals(expected, found)
        : Math.abs(expected - found) <= FRAME_MILLIS;
  }

  /** Whether the run has the stays that there were, and no others. */
  public boolean holds() {
    return right == expected && found == expected;
  }
}
