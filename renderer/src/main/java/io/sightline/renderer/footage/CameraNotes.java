package io.sightline.renderer.footage;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.renderer.carpark.Story;
import io.sightline.renderer.carpark.Visit;
import io.sightline.renderer.raster.Rendering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is true of one camera's footage. */
final class CameraNotes {
  /** A vehicle counts as seen when so much of it is, in a box whose sides are at least so long. */
  private static final double LEAST_SHARE = 0.2;

  private static final double LEAST_SIDE = 12;

  /** Not seen for so long, it is gone, and comes again when it does. */
  private static final long GONE_MILLIS = 3_000;

  /** A line that is watched in the camera's picture. */
  record Line(String gate, DirectedLine place) {}

  private final String camera;
  private final Story story;
  private final Line line;
  private final Map<Integer, Point> feet = new HashMap<>();
  private final List<Truth.Passage> passages = new ArrayList<>();
  private final Map<Integer, long[]> spans = new TreeMap<>();
  private final List<Truth.Appearance> appearances = new ArrayList<>();
  private final List<String> boxes = new ArrayList<>();

  /**
   * @param line null where the camera sees no gate
   */
  CameraNotes(String camera, Story story, Line line) {
    this.camera = camera;
    this.story = story;
    this.line = line;
  }

  void take(long millis, Rendering rendering) {
    rendering
        .seen()
        .forEach(
            (id, seen) -> {
              Box box = seen.box();
              if (seen.share() >= LEAST_SHARE
                  && Math.min(box.width(), box.height()) >= LEAST_SIDE) {
                take(millis, id, seen);
              }
            });
  }

  private void take(long millis, int id, Rendering.Seen seen) {
    long[] span = spans.get(id);
    if (span == null || millis - span[1] > GONE_MILLIS) {
      appear(id, span);
      span = new long[] {millis, millis};
      spans.put(id, span);
    }
    span[1] = millis;
    pass(millis, id, seen.box().foot());
    if (millis % 1_000 == 0) {
      Box box = seen.box();
      boxes.add(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%s,%.1f,%.1f,%.1f,%.1f,%.2f",
              camera,
              millis,
              id,
              camera.equals(DemoSite.KIOSK) ? "face" : visit(id).vehicle().kind().label(),
              box.left(),
              box.top(),
              box.width(),
              box.height(),
              seen.visible()));
    }
  }

  private void pass(long millis, int id, Point foot) {
    Point before = line == null ? null : feet.put(id, foot);
    if (before != null && line.place().isCrossedBy(before, foot)) {
      Visit visit = visit(id);
      passages.add(
          new Truth.Passage(
              camera,
              line.gate(),
              line.place().distanceToTheRight(foot) > 0 ? "entry" : "exit",
              id,
              visit.vehicle().plate(),
              story.looks(visit),
              millis));
    }
  }

  void end() {
    spans.forEach(this::appear);
  }

  private void appear(int id, long[] span) {
    if (span != null && !camera.equals(DemoSite.KIOSK)) {
      Visit visit = visit(id);
      appearances.add(
          new Truth.Appearance(
              camera,
              id,
              visit.vehicle().plate(),
              visit.vehicle().kind().label(),
              span[0],
              span[1]));
    }
  }

  private Visit visit(int id) {
    return story.visits().get(id - 1);
  }

  List<Truth.Appearance> appearances() {
    return appearances;
  }

  List<Truth.Passage> passages() {
    return passages;
  }

  /** Lines of {@code boxes.csv}, once a second. */
  List<String> boxes() {
    return boxes;
  }
}
