package io.sightline.analytics.occupancy;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Spot;
import java.util.ArrayList;
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

  /**
   * A spot whose middle a vehicle's box covers.
   *
   * @param spot its place among the spots
   * @param on whether the vehicle stands on it; otherwise it is in the way
   */
  public record Covered(int spot, boolean on) {}

  public SpotFit(List<Spot> spots) {
    this.places = spots.stream().map(Place::of).toList();
  }

  /** In the order of the spots. */
  public List<Covered> covered(Box box) {
    double best = 0;
    for (Place place : places) {
      if (box.contains(place.centre())) {
        best = Math.max(best, place.under(box));
      }
    }
    List<Covered> covered = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (box.contains(places.get(i).centre())) {
        covered.add(new Covered(i, places.get(i).under(box) >= ALSO_ON * best));
      }
    }
    return covered;
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
