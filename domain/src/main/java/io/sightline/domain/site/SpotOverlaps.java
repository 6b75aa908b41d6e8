package io.sightline.domain.site;

import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Spots that one camera has in nearly the same place, where one vehicle would take both: usually
 * one was copied, and not moved.
 */
public final class SpotOverlaps {
  /** Drawn side by side they may share some of their edges, seen from low more than that. */
  private static final double MOST_SHARED = 0.8;

  /** Of a layout that was copied as a whole each two are told no more. */
  private static final int MOST_TOLD = 20;

  private SpotOverlaps() {}

  /** A sentence for each two spots of which one covers the other, up to 20. */
  public static List<String> sentences(Camera camera) {
    List<String> sentences = new ArrayList<>();
    STRtree places = new STRtree();
    for (int i = 0; i < camera.spots().size(); i++) {
      places.insert(envelope(camera.spots().get(i)), i);
    }
    for (int i = 0; i < camera.spots().size() && sentences.size() < MOST_TOLD; i++) {
      Spot spot = camera.spots().get(i);
      for (Object near : places.query(envelope(spot))) {
        Spot other = camera.spots().get((int) near);
        if ((int) near > i
            && sentences.size() < MOST_TOLD
            && spot.polygon().shared(other.polygon()) > MOST_SHARED) {
          sentences.add(
              "Spots '"
                  + spot.id()
                  + "' and '"
                  + other.id()
                  + "' of camera '"
                  + camera.id()
                  + "' are drawn over each other, so that one vehicle takes both; move one of them.");
        }
      }
    }
    return sentences;
  }

  private static Envelope envelope(Spot spot) {
    Box bounds = spot.polygon().bounds();
    return new Envelope(bounds.left(), bounds.right(), bounds.top(), bounds.bottom());
  }
}
