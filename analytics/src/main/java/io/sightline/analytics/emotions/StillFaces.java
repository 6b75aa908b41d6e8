package io.sightline.analytics.emotions;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Tells faces from what looks like one and never moves: pictures, furniture, stains. A place at
 * which a face is seen again and again for a long while, and around which none moves, has no face.
 * What had been counted of it in the open window is taken back. Whoever lives moves his head.
 */
public final class StillFaces {
  /** Places remembered; of more, those are forgotten at which nobody was for longest. */
  static final int MOST_PLACES = 32;

  private static final long FORGOTTEN_MILLIS = 600_000;

  private static final int LEAST_FRAMES = 20;
  private static final long LEAST_MILLIS = 30_000;

  /** Boxes of what stands still differ by less, in shares of their size. */
  private static final double JUST_THERE = 0.12;

  private static final double SAME_SIZE = 1.25;

  /** A face that moves still overlaps where it was. */
  private static final float LEAST_OVERLAP = 0.2f;

  /** Somebody may pass before it: this share of its frames. */
  private static final double MOST_MOVED = 0.2;

  private StillFaces() {}

  /**
   * What one more frame leads to.
   *
   * @param tallies of the open window
   */
  record Step(List<FacePlace> places, List<EmotionCount.Tally> tallies) {}

  /**
   * Counts the faces of a frame that are some.
   *
   * @param atMillis capture time of the frame
   * @param zones says where a face is; null for outside of all zones
   */
  static Step see(
      List<FacePlace> before,
      List<EmotionCount.Tally> tallies,
      long atMillis,
      List<FaceSighting> faces,
      Function<FaceSighting, String> zones) {
    List<FacePlace> places = new ArrayList<>(before);
    places.removeIf(place -> place.lastMillis() < atMillis - FORGOTTEN_MILLIS);
    List<EmotionCount.Tally> counted = tallies;
    for (FaceSighting face : faces) {
      counted = see(places, counted, atMillis, face, zones.apply(face));
    }
    while (places.size() > MOST_PLACES) {
      places.remove(
          places.stream().min(Comparator.comparingLong(FacePlace::lastMillis)).orElseThrow());
    }
    return new Step(List.copyOf(places), counted);
  }

  private static List<EmotionCount.Tally> see(
      List<FacePlace> places,
      List<EmotionCount.Tally> tallies,
      long atMillis,
      FaceSighting face,
      String zone) {
    int own = -1;
    for (int i = 0; i < places.size(); i++) {
      FacePlace place = places.get(i);
      if (isJustThere(place.box(), face.box())) {
        if (own < 0 || place.frames() > places.get(own).frames()) {
          own = i;
        }
      } else if (place.box().iou(face.box()) >= LEAST_OVERLAP) {
        places.set(i, moved(place));
      }
    }
    if (own < 0) {
      places.add(new FacePlace(face.box(), atMillis, atMillis, 0, 0, List.of()));
      own = places.size() - 1;
    }
    FacePlace place = seen(places.get(own), atMillis);
    if (isStill(place)) {
      List<EmotionCount.Tally> left = EmotionCount.without(tallies, place.counted());
      places.set(own, counted(place, List.of()));
      return left;
    }
    places.set(own, counted(place, EmotionCount.add(place.counted(), zone, face)));
    return EmotionCount.add(tallies, zone, face);
  }

  /** Whether a face stands at a place at which there is none. */
  static boolean isAt(List<FacePlace> places, FaceSighting face) {
    return places.stream()
        .anyMatch(place -> isStill(place) && isJustThere(place.box(), face.box()));
  }

  /** The same places for a new window. */
  static List<FacePlace> fresh(List<FacePlace> places) {
    return places.stream().map(place -> counted(place, List.of())).toList();
  }

  static boolean isStill(FacePlace place) {
    return place.frames() >= LEAST_FRAMES
        && place.lastMillis() - place.firstMillis() >= LEAST_MILLIS
        && place.moved() <= MOST_MOVED * place.frames();
  }

  private static boolean isJustThere(Box place, Box face) {
    double size = StrictMath.sqrt(place.area());
    double other = StrictMath.sqrt(face.area());
    double x = (place.left() + place.right() - face.left() - face.right()) / 2;
    double y = (place.top() + place.bottom() - face.top() - face.bottom()) / 2;
    return Math.abs(x) <= JUST_THERE * size
        && Math.abs(y) <= JUST_THERE * size
        && Math.max(size, other) <= SAME_SIZE * Math.min(size, other);
  }

  private static FacePlace seen(FacePlace place, long atMillis) {
    return new FacePlace(
        place.box(),
        place.firstMillis(),
        atMillis,
        place.frames() + 1,
        place.moved(),
        place.counted());
  }

  private static FacePlace moved(FacePlace place) {
    return new FacePlace(
        place.box(),
        place.firstMillis(),
        place.lastMillis(),
        place.frames(),
        place.moved() + 1,
        place.counted());
  }

  private static FacePlace counted(FacePlace place, List<EmotionCount.Tally> counted) {
    return new FacePlace(
        place.box(),
        place.firstMillis(),
        place.lastMillis(),
        place.frames(),
        place.moved(),
        counted);
  }
}
