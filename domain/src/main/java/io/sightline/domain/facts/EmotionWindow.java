package io.sightline.domain.facts;

import io.sightline.domain.observations.LabelScore;
import java.util.List;

/**
 * What emotions one camera's faces showed in a window of event time, in the whole picture or in a
 * zone of it. {@code at} is its start.
 *
 * @param scope what the window is about
 * @param scopeId id of the camera or the zone; one zone may be seen by several cameras, and each
 *     has windows of its own
 * @param faces how many faces were seen, counted frame by frame
 * @param people how many faces were followed and moved, each counted once
 * @param meanDwellMillis for how long one of the people was there within the window, on average;
 *     null where nobody was, and where they are fewer than the site shows
 * @param distribution share of the faces by strongest emotion, 0 to 1 in ten-thousandths, by label;
 *     empty without faces, and where they are of fewer people than the site shows
 */
public record EmotionWindow(
    FactHead head,
    String camera,
    Scope scope,
    String scopeId,
    long windowMillis,
    long startsAtMillis,
    int faces,
    int people,
    @MayBeAbsent Long meanDwellMillis,
    List<LabelScore> distribution)
    implements Fact {
  /** What windows are about. */
  public enum Scope {
    CAMERA,
    ZONE
  }
}
