package io.sightline.analytics.emotions;

import io.sightline.analytics.occupancy.WindowSize;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Adds minutes up to longer windows. */
public final class EmotionSums {
  static final List<WindowSize> SIZES =
      List.of(WindowSize.FIVE_MINUTES, WindowSize.QUARTER_HOUR, WindowSize.HOUR, WindowSize.DAY);

  private EmotionSums() {}

  /**
   * A window that is longer than a minute, as far as it is counted.
   *
   * @param zone null for the whole picture
   * @param endMillis exclusive
   * @param lastMillis capture time of the last frame that was looked at
   * @param model SHA-256 of the model that judged last
   * @param leastPeople of fewer nothing is told
   */
  public record Sum(
      String zone,
      WindowSize size,
      long startMillis,
      long endMillis,
      long lastMillis,
      String model,
      String layoutVersion,
      int leastPeople,
      Presence presence,
      List<EmotionCount.Tally> tallies) {
    /** With a part of one more minute. */
    private Sum with(OpenWindow minute, OpenWindow.Part part) {
      return new Sum(
          zone,
          size,
          startMillis,
          endMillis,
          minute.lastMillis(),
          minute.model(),
          minute.layoutVersion(),
          Math.max(leastPeople, minute.leastPeople()),
          presence.then(part.presence(), SIZES.indexOf(size)),
          EmotionCount.sum(tallies, part.tallies()));
    }
  }

  /**
   * Windows with a part of one more minute. Of its zone, or the whole, those that end before it are
   * not among them.
   *
   * @param open by size and zone, from {@link #open}
   * @param dayZone where days are cut
   */
  static List<Sum> with(List<Sum> open, OpenWindow minute, OpenWindow.Part part, ZoneId dayZone) {
    List<Sum> after =
        new ArrayList<>(
            open.stream().filter(sum -> !Objects.equals(sum.zone(), part.zone())).toList());
    for (WindowSize size : SIZES) {
      Sum known =
          open.stream()
              .filter(sum -> sum.size() == size && Objects.equals(sum.zone(), part.zone()))
              .filter(sum -> minute.startMillis() < sum.endMillis())
              .findFirst()
              .orElse(null);
      after.add(
          known == null
              ? new Sum(
                  part.zone(),
                  size,
                  size.startOf(minute.startMillis(), dayZone),
                  size.endOf(minute.startMillis(), dayZone),
                  minute.lastMillis(),
                  minute.model(),
                  minute.layoutVersion(),
                  minute.leastPeople(),
                  part.presence(),
                  part.tallies())
              : known.with(minute, part));
    }
    return List.copyOf(after);
  }

  /** Those that go on after a time. */
  static List<Sum> open(List<Sum> sums, long millis) {
    return sums.stream().filter(sum -> sum.endMillis() > millis).toList();
  }

  /** Those that are over at a time. */
  static List<Sum> over(List<Sum> sums, long millis) {
    return sums.stream().filter(sum -> sum.endMillis() <= millis).toList();
  }
}
