package io.sightline.renderer.footage;

import io.sightline.renderer.carpark.CarPark;
import io.sightline.renderer.carpark.Kiosk;
import io.sightline.renderer.carpark.Story;
import io.sightline.renderer.carpark.Visit;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
   */
  Truth of(List<Truth.Appearance> appearances) {
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
    return new Truth(
        DemoSite.START,
        Math.round(story.seconds() * 1000),
        appearances,
        passages(),
        spots(),
        emotions);
  }

  private List<Truth.Passage> passages() {
    List<Truth.Passage> passages = new ArrayList<>();
    long end = Math.round(story.seconds() * 1000);
    for (Visit visit : story.visits()) {
      Double before = null;
      for (long millis = 0; millis < end; millis += 20) {
        Double x = visit.pose(millis / 1000.0).map(Pose::x).orElse(null);
        if (x != null && before != null && before < CarPark.GATE_X != x < CarPark.GATE_X) {
          passages.add(
              new Truth.Passage(
                  DemoSite.LINE,
                  x > before ? "entry" : "exit",
                  visit.id(),
                  visit.vehicle().plate(),
                  millis));
        }
        before = x;
      }
    }
    passages.sort(Comparator.comparingLong(Truth.Passage::atMillis));
    return passages;
  }

  private List<Truth.SpotTime> spots() {
    List<Truth.SpotTime> spots = new ArrayList<>();
    long end = Math.round(story.seconds() * 1000);
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
