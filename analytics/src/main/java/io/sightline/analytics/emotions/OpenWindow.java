package io.sightline.analytics.emotions;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The minute of one camera that is open.
 *
 * @param startMillis its start, event time
 * @param lastMillis capture time of the last frame that was looked at
 * @param model SHA-256 of the model that judged last
 * @param shownMillis capture time up to which it has been shown
 * @param leastPeople of fewer nothing is told: the most that a layout of the minute asks for
 * @param zones those of every layout of the minute
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
    List<String> zones,
    Presence all,
    List<Place> places,
    List<EmotionCount.Tally> tallies) {
  /**
   * Who was in a zone.
   *
   * @param zone null for outside of all zones
   */
  public record Place(String zone, Presence presence) {}

  static OpenWindow begun(long startMillis, long atMillis, int leastPeople) {
    return new OpenWindow(
        startMillis,
        atMillis,
        "",
        "",
        atMillis,
        leastPeople,
        List.of(),
        Presence.NONE,
        List.of(),
        List.of());
  }

  /** Its zones, and those of a layout. */
  List<String> zonesWith(List<String> more) {
    return zones.containsAll(more)
        ? zones
        : Stream.concat(zones.stream(), more.stream()).distinct().toList();
  }

  /** Shown as it stands. */
  OpenWindow shown(long millis) {
    return new OpenWindow(
        startMillis,
        lastMillis,
        model,
        layoutVersion,
        millis,
        leastPeople,
        zones,
        all,
        places,
        tallies);
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
        zones,
        all.with(more),
        List.copyOf(after),
        tallies);
  }

  /** What it holds: of the whole picture, then of each zone. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(null, all, tallies));
    zones.forEach(zone -> parts.add(new Part(zone, in(zone), EmotionCount.in(tallies, zone))));
    return parts;
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
