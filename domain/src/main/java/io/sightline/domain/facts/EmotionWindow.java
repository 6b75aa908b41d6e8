package io.sightline.domain.facts;

import io.sightline.domain.observations.LabelScore;
import java.util.List;

/**
 * What emotions one camera's faces showed in a window of event time. {@code at} is its start.
 *
 * @param scope what the window is about
 * @param scopeId its id within the site
 * @param faces how many faces were seen, counted frame by frame
 * @param people how many faces were followed and moved, each counted once
 * @param distribution share of the faces by strongest emotion, 0 to 1 in ten-thousandths, by label;
 *     empty without faces, and where they are of fewer people than the site shows
 */
public record EmotionWindow(
    FactHead head,
    Scope scope,
    String scopeId,
    long windowMillis,
    long startsAtMillis,
    int faces,
    int people,
    List<LabelScore> distribution)
    implements Fact {
  /** What windows are about. */
  public enum Scope {
    CAMERA
  }
}
