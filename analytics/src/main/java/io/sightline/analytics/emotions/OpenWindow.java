package io.sightline.analytics.emotions;

import java.util.List;

/**
 * What is remembered of one camera's faces: the window that is open.
 *
 * @param startMillis its start, event time
 * @param lastMillis capture time of the last frame that was looked at
 * @param model SHA-256 of the model that judged last
 * @param shownMillis capture time up to which it has been shown
 * @param people how many faces were followed and moved
 * @param newcomers how many of them were not there before the window
 */
public record OpenWindow(
    long startMillis,
    long lastMillis,
    String model,
    String layoutVersion,
    long shownMillis,
    int people,
    int newcomers,
    List<EmotionCount.Tally> tallies) {
  /** Shown as it stands. */
  public OpenWindow shown(long millis) {
    return new OpenWindow(
        startMillis, lastMillis, model, layoutVersion, millis, people, newcomers, tallies);
  }

  /** With more people in it. */
  public OpenWindow with(int more, int newcomers) {
    return new OpenWindow(
        startMillis,
        lastMillis,
        model,
        layoutVersion,
        shownMillis,
        people + more,
        this.newcomers + newcomers,
        tallies);
  }
}
