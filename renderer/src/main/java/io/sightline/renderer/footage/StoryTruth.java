package io.sightline.renderer.footage;

import io.sightline.renderer.carpark.CarPark;
import io.sightline.renderer.carpark.Kiosk;
import io.sightline.renderer.carpark.Story;
import io.sightline.renderer.carpark.Visit;
import io.sightline.renderer.raster.Vec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is true of a story: who passes the gate, who stands where, who looks how. */
final class StoryTruth {
  private final Story story;
  private final Kiosk kiosk;

  StoryTruth(Story story, Kiosk kiosk) {
    this.story = story;
    this.kiosk = kiosk;
  }

  /**
   * @param appearances as the cameras saw them
   * @param passages likewise
   */
  Truth of(List<Truth.Appearance> appearances, List<Truth.Passage> passages) {
    List<Truth.Expression> emotions =
        kiosk.moods().stream()
            .map(
                mood ->
                    new Truth.Expression(
                        DemoSite.KIOSK,
                        mood.person(),
                        mood.emotion().label(),
                        Math.round(mood.from() * 1000),
                        Math.round(mood.to() * 1000)))
            .toList();
    List<Truth.Passage> inOrder =
        passages.stream().sorted(Comparator.comparingLong(Truth.Passage::atMillis)).toList();
    return new Truth(
        DemoSite.START,
        Math.round(Story.SECONDS * 1000),
        appearances,
        inOrder,
        stays(inOrder),
        spots(),
        emotions);
  }

  private List<Truth.Stay> stays(List<Truth.Passage> passages) {
    Map<Integer, List<Truth.Passage>> byVehicle =
        passages.stream()
            .collect(
                Collectors.groupingBy(
                    Truth.Passage::vehicle, LinkedHashMap::new, Collectors.toList()));
    return byVehicle.values().stream().map(StoryTruth::stay).toList();
  }

  /**
   * @param passages of one vehicle: nobody comes twice
   */
  private static Truth.Stay stay(List<Truth.Passage> passages) {
    Truth.Passage first = passages.get(0);
    Long entered = at(passages, "entry");
    Long left = at(passages, "exit");
    boolean completed = entered != null && left != null;
    long until = left == null ? Math.round(Story.SECONDS * 1000) : left;
    return new Truth.Stay(
        first.vehicle(),
        first.plate(),
        first.looks(),
        entered,
        left,
        completed ? "completed" : entered == null ? "missed-entry" : "open",
        completed ? first.looks() == null ? "only-one" : "plate" : null,
        entered != null && until - entered > DemoSite.OVERSTAY.toMillis());
  }

  private static Long at(List<Truth.Passage> passages, String direction) {
    return passages.stream()
        .filter(passage -> passage.direction().equals(direction))
        .map(Truth.Passage::atMillis)
        .findFirst()
        .orElse(null);
  }

  private List<Truth.SpotTime> spots() {
    List<Truth.SpotTime> spots = new ArrayList<>();
    long end = Math.round(Story.SECONDS * 1000);
    for (String spot : CarPark.spotPolygons().keySet()) {
      List<Truth.Occupied> times = new ArrayList<>();
      for (Visit visit : story.visits()) {
        long since = -1;
        for (long millis = 0; millis <= end; millis += 20) {
          boolean over = millis < end && isOver(visit, millis / 1000.0, CarPark.centre(spot));
          if (over && since < 0) {
            since = millis;
          } else if (!over && since >= 0) {
            times.add(new Truth.Occupied(visit.id(), since, millis));
            since = -1;
          }
        }
      }
      times.sort(Comparator.comparingLong(Truth.Occupied::fromMillis));
      long sum = times.stream().mapToLong(time -> time.toMillis() - time.fromMillis()).sum();
      spots.add(new Truth.SpotTime(spot, sum, times));
    }
    return spots;
  }

  private static boolean isOver(Visit visit, double time, Vec place) {
    return visit
        .pose(time)
        .map(
            pose -> {
              double dx = place.x() - pose.x();
              double dy = place.y() - pose.y();
              double along = dx * Math.cos(pose.heading()) + dy * Math.sin(pose.heading());
              double across = -dx * Math.sin(pose.heading()) + dy * Math.cos(pose.heading());
              return Math.abs(along) <= visit.vehicle().length() / 2
                  && Math.abs(across) <= visit.vehicle().width() / 2;
            })
        .orElse(false);
  }
}
