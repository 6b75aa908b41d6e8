package io.sightline.job.perception;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.models.look.Wanted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings a layout to a picture of another resolution than it was drawn on, and answers back. */
final class Resolution {
  private Resolution() {}

  /**
   * What is wanted, with spots where they are on the picture.
   *
   * @param meant size of the picture that the layout's coordinates mean
   */
  static Wanted wanted(Wanted wanted, PictureSize meant, PictureSize picture) {
    if (meant.equals(picture) || wanted.spots().isEmpty()) {
      return wanted;
    }
    double x = (double) picture.width() / meant.width();
    double y = (double) picture.height() / meant.height();
    return wanted.withSpots(
        wanted.spots().stream().map(spot -> spot.in(spot.polygon().scaled(x, y))).toList());
  }

  /** Judgements as of the layout's own polygons. */
  static List<SpotSighting> spots(List<SpotSighting> seen, Wanted wanted) {
    Map<String, Integer> shapes = new HashMap<>();
    wanted.spots().forEach(spot -> shapes.put(spot.id(), spot.polygon().fingerprint()));
    return seen.stream()
        .map(spot -> new SpotSighting(spot.spot(), shapes.get(spot.spot()), spot.occupied()))
        .toList();
  }
}
