package io.sightline.analytics.emotions;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The minute of one camera that is open.
 *
 * @param startMillis its start, event time
 * @param lastMillis capture time of the last frame that was looked at
 * @param model SHA-256 of the model that judged last
 * @param shownMillis capture time up to which it has been shown
 * @param leastPeople of fewer nothing is told: the most that a layout of the minute asks for
 * @param all who was in the picture
 * @param places who was where in it
 */
public record OpenWindow(
    long startMillis,
    long lastMillis,
    String model,
    String layoutVersion,
    long shownMillis,
    int leastPeople,
    Presence all,
    List<Place> places,
    List<EmotionCount.Tally> tallies) {
  /**
   * Who was in a zone.
   *
   * @param zone null for outside of all zones
   */
  public record Place(String zone, Presence presence) {}

  /** Shown as it stands. */
  OpenWindow shown(long millis) {
    return new OpenWindow(
        startMillis, lastMillis, model, layoutVersion, millis, leastPeople, all, places, tallies);
  }

  /** With more people in it. */
  OpenWindow with(Presence more, List<Place> where) {
    List<Place> after = new ArrayList<>(places);
    for (Place one : where) {
      int at = 0;
      while (at < after.size() && !Objects.equals(after.get(at).zone(), one.zone())) {
        at++;
      }
      if (at < after.size()) {
        after.set(at, new Place(one.zone(), after.get(at).presence().with(one.presence())));
      } else {
        after.add(one);
      }
    }
    return new OpenWindow(
        startMillis,
        lastMillis,
        model,
        layoutVersion,
        shownMillis,
        leastPeople,
        all.with(more),
        List.copyOf(after),
        tallies);
  }

  /** What it holds, of the whole picture. */
  Part whole() {
    return new Part(null, all, tallies);
  }

  /** What it holds of a zone. */
  Part of(String zone) {
    return new Part(zone, in(zone), EmotionCount.in(tallies, zone));
  }

  private Presence in(String zone) {
    return places.stream()
        .filter(place -> Objects.equals(place.zone(), zone))
        .map(Place::presence)
        .findFirst()
        .orElse(Presence.NONE);
  }

  /**
   * Whether shares of a part are told. Those of a zone are not where somewhere in the picture some
   * people were, and too few: who knows the whole and the rest would know of them.
   */
  boolean tells(Part part) {
    return leastPeople <= 1
        || (part.presence().people() >= leastPeople && (part.zone() == null || !isFewSomewhere()));
  }

  private boolean isFewSomewhere() {
    for (Place place : places) {
      if (place.presence().people() > 0 && place.presence().people() < leastPeople) {
        return true;
      }
    }
    return tallies.stream().anyMatch(tally -> in(tally.zone()).people() < leastPeople);
  }

  /**
   * A part of a window.
   *
   * @param zone null for the whole picture
   */
  record Part(String zone, Presence presence, List<EmotionCount.Tally> tallies) {}
}
