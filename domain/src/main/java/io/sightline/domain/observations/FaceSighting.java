package io.sightline.domain.observations;

import io.sightline.domain.geometry.Box;
import java.util.List;

/**
 * One face seen in a frame. Whose it is, nobody asks.
 *
 * @param box source-image pixels
 * @param score the detector's confidence, 0 to 1
 * @param emotions in the order of falling score; empty when nobody judged them
 */
public record FaceSighting(Box box, float score, List<LabelScore> emotions) {
  /** The same face elsewhere. */
  public FaceSighting at(Box box) {
    return new FaceSighting(box, score, emotions);
  }

  /** The same face, judged. */
  public FaceSighting judged(List<LabelScore> emotions) {
    return new FaceSighting(box, score, emotions);
  }
}
