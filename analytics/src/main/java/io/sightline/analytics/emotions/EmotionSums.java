package io.sightline.analytics.emotions;

import io.sightline.analytics.occupancy.WindowSize;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Adds minutes up to longer windows. */
public final class EmotionSums {
  private static final List<WindowSize> SIZES =
      List.of(WindowSize.FIVE_MINUTES, WindowSize.QUARTER_HOUR, WindowSize.HOUR, WindowSize.DAY);

  private EmotionSums() {}

  /**
   * A window that is longer than a minute, as far as it is counted.
   *
   * @param endMillis exclusive
   * @param lastMillis capture time of the last frame that was looked at
   * @param model SHA-256 of the model that judged last
   */
  public record Sum(
      WindowSize size,
      long startMillis,
      long endMillis,
      long lastMillis,
      String model,
      String layoutVersion,
      int people,
      List<EmotionCount.Tally> tallies) {
    /** With one more minute; who was there before is not counted again. */
    private Sum with(OpenWindow minute) {
      return new Sum(
          size,
          startMillis,
          endMillis,
          minute.lastMillis(),
          minute.model(),
          minute.layoutVersion(),
          people + minute.newcomers(),
          EmotionCount.sum(tallies, minute.tallies()));
    }
  }

  /**
   * Windows with one more minute. Those that end before it are not among them.
   *
   * @param open by size, from {@link #open}
   * @param zone where days are cut
   */
  public static List<Sum> with(List<Sum> open, OpenWindow minute, ZoneId zone) {
    List<Sum> after = new ArrayList<>();
    for (WindowSize size : SIZES) {
      Sum known =
          open.stream()
              .filter(sum -> sum.size() == size && minute.startMillis() < sum.endMillis())
              .findFirst()
              .orElse(null);
      after.add(
          known == null
              ? new Sum(
                  size,
                  size.startOf(minute.startMillis(), zone),
                  size.endOf(minute.startMillis(), zone),
                  minute.lastMillis(),
                  minute.model(),
                  minute.layoutVersion(),
                  minute.people(),
                  minute.tallies())
              : known.with(minute));
    }
    return List.copyOf(after);
  }

  /** Those that go on after a time. */
  public static List<Sum> open(List<Sum> sums, long millis) {
    return sums.stream().filter(sum -> sum.endMillis() > millis).toList();
  }

  /** Those that are over at a time. */
  public static List<Sum> over(List<Sum> sums, long millis) {
    return sums.stream().filter(sum -> sum.endMillis() <= millis).toList();
  }
}
