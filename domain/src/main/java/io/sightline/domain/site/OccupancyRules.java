package io.sightline.domain.site;

import java.io.Serializable;
import java.time.Duration;

/**
 * When what is seen of a spot becomes its state.
 *
 * @param confirm how long evidence against the known state must hold before the state changes
 * @param maxGap after this long without a frame the state is unknown until the next
 */
public record OccupancyRules(Duration confirm, Duration maxGap) implements Serializable {
  public static final Duration DEFAULT_CONFIRM = Duration.ofSeconds(10);
  private static final Duration LEAST_DEFAULT_MAX_GAP = Duration.ofSeconds(30);

  /**
   * Three sampling intervals, at least 30 s; with every frame analysed ({@code sampleFps} 0) 30 s.
   */
  public static Duration defaultMaxGap(double sampleFps) {
    if (sampleFps <= 0) {
      return LEAST_DEFAULT_MAX_GAP;
    }
    Duration three = Duration.ofMillis((long) (3_000 / sampleFps));
    return three.compareTo(LEAST_DEFAULT_MAX_GAP) > 0 ? three : LEAST_DEFAULT_MAX_GAP;
  }
}
