package io.sightline.analytics.watchlist;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;

/**
 * One thing that a camera says of a plate: that it was read on a track, or that the track has
 * passed a gate.
 *
 * @param atMillis event time at which it is said
 * @param place among what the camera says at that time
 * @param read null for a passage
 * @param passage null for a read
 */
public record PlateNews(long atMillis, String camera, int place, PlateRead read, Passage passage) {
  String track() {
    return read == null ? passage.track() : read.track();
  }
}
