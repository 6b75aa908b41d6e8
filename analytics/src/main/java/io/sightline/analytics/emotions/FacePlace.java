package io.sightline.analytics.emotions;

import io.sightline.domain.geometry.Box;
import java.util.List;

/**
 * A place at which faces were seen.
 *
 * @param box of the first of them, source-image pixels
 * @param firstMillis capture time of the first
 * @param lastMillis capture time of the last
 * @param frames in how many frames a face was just there
 * @param moved how many faces overlapped it and were not just there
 * @param counted what has been counted of it in the open window
 */
public record FacePlace(
    Box box,
    long firstMillis,
    long lastMillis,
    int frames,
    int moved,
    List<EmotionCount.Tally> counted) {}
