package io.sightline.analytics.occupancy;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Spot;
import java.util.List;

/**
 * On which spots of a picture a vehicle is. Its box may cover the middle of several: wheels are in
 * the lower half of it, so that a spot of which that half covers much less than of another is
 * behind the vehicle, and not under it.
 */
public final class SpotFit {
  /** Of a spot under a vehicle that stands on two, the lower half covers at least so much. */
  private static final double ALSO_ON = 0.5;

  private final List<Place> places;

  private record Place(String spot, Point centre, Box bounds) {
    static Place of(Spot spot) {
      return new Place(spot.id(), spot.polygon().centre(), spot.polygon().bounds());
    }

    /** Share of it that is under the lower half of a box. */
    double under(Box box) {
      float width = Math.min(bounds.right(), box.right()) - Math.max(bounds.left(), box.left());
      float height =
          Math.min(bounds.bottom(), box.bottom())
              - Math.max(bounds.top(), (box.top() + box.bottom()) / 2);
      return width <= 0 || height <= 0 ? 0 : (double) width * height / bounds.area();
    }
  }

  /** How a vehicle's box has to do with a spot. */
  public enum Over {
    /** It does not cover its middle. */
    NOT,
    /** It stands on it. */
    ON,
    /** It is in the way. */
    BEFORE
  }

  public SpotFit(List<Spot> spots) {
    this.places = spots.stream().map(Place::of).toList();
  }

  /** In the order of the spots. */
  public List<Over> over(Box box) {
    double best = best(box);
    return places.stream()
        .map(
            place ->
                !box.contains(place.centre())
                    ? Over.NOT
                    : place.under(box) >= ALSO_ON * best ? Over.ON : Over.BEFORE)
        .toList();
  }

  private double best(Box box) {
    return places.stream()
        .filter(place -> box.contains(place.centre()))
        .mapToDouble(place -> place.under(box))
        .max()
        .orElse(0);
  }

  /** The spot that a vehicle is on most; the first by name of several; null for none. */
  public String on(Box box) {
    Place most = null;
    for (Place place : places) {
      if (box.contains(place.centre())) {
        int more = most == null ? 1 : Double.compare(place.under(box), most.under(box));
        if (more > 0 || more == 0 && place.spot().compareTo(most.spot()) < 0) {
          most = place;
        }
      }
    }
    return most == null ? null : most.spot();
  }

  public int size() {
    return places.size();
  }

  public boolean knows(String spot) {
    return places.stream().anyMatch(place -> place.spot().equals(spot));
  }
}
