package io.sightline.analytics.emotions;

import java.util.List;

/**
 * What is remembered of one camera's faces: the window that is open.
 *
 * @param startMillis its start, event time
 * @param lastMillis capture time of the last frame that was looked at
 * @param model SHA-256 of the model that judged last
 * @param shownMillis capture time up to which it has been shown
 */
public record OpenWindow(
    long startMillis,
    long lastMillis,
    String model,
    String layoutVersion,
    long shownMillis,
    List<EmotionCount.Tally> tallies) {}
