package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.LabelScore;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.ColourHistogram;
import io.sightline.domain.observations.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How a track's box goes on from frame to frame, each coordinate at constant velocity. */
final class TrackMotion {
  // Errors as shares of the box's height, so that near and far vehicles are treated alike.
  private static final double POSITION_ERROR = 0.05;
  private static final double VELOCITY_ERROR = 2;
  private static final double ACCELERATION = 1.5;

  private TrackMotion() {}

  /**
   * @param rank its place among the tracks that begin in this frame
   */
  static TrackState begun(Detection detection, int rank, long millis) {
    Box box = detection.box();
    double height = box.height();
    return new TrackState(
        millis,
        rank,
        millis,
        1,
        List.of(new LabelScore(detection.label(), detection.score())),
        first((box.left() + (double) box.right()) / 2, height),
        first((box.top() + (double) box.bottom()) / 2, height),
        first(box.width(), height),
        first(box.height(), height),
        List.of(),
        List.of(),
        List.of(),
        detection.colours(),
        List.of());
  }

  private static Motion first(double position, double height) {
    return Motion.at(position, POSITION_ERROR * height, VELOCITY_ERROR * height);
  }

  /** Where it would be some time later. */
  static TrackState predicted(TrackState track, double seconds) {
    double acceleration = ACCELERATION * Math.max(1, track.height().position());
    return new TrackState(
        track.firstMillis(),
        track.rank(),
        track.lastMillis(),
        track.frames(),
        track.labels(),
        track.centreX().after(seconds, acceleration),
        track.centreY().after(seconds, acceleration),
        track.width().after(seconds, acceleration),
        track.height().after(seconds, acceleration),
        track.sides(),
        track.crossings(),
        track.zones(),
        track.colours(),
        track.stands());
  }

  /** Standard deviation of a measured centre, pixels. */
  static double positionError(Box box) {
    return POSITION_ERROR * box.height();
  }

  /**
   * Seen again.
   *
   * @param box what of the picture it takes up: the detection's box, or more than that
   */
  static TrackState continued(TrackState track, Detection detection, Box box, long millis) {
    String colours = ColourHistogram.after(track.colours(), detection.colours());
    return moved(track, box, added(track.labels(), detection), colours, millis);
  }

  /** Seen in one box with another. */
  static TrackState among(TrackState track, Box box, long millis) {
    return moved(track, box, track.labels(), track.colours(), millis);
  }

  private static TrackState moved(
      TrackState track, Box box, List<LabelScore> labels, String colours, long millis) {
    double error = positionError(box);
    return new TrackState(
        track.firstMillis(),
        track.rank(),
        millis,
        track.frames() + 1,
        labels,
        track.centreX().measured((box.left() + (double) box.right()) / 2, error),
        track.centreY().measured((box.top() + (double) box.bottom()) / 2, error),
        track.width().measured(box.width(), error),
        track.height().measured(box.height(), error),
        track.sides(),
        track.crossings(),
        track.zones(),
        colours,
        track.stands());
  }

  private static List<LabelScore> added(List<LabelScore> labels, Detection detection) {
    List<LabelScore> all = new ArrayList<>(labels);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).label().equals(detection.label())) {
        all.set(i, new LabelScore(detection.label(), all.get(i).score() + detection.score()));
        return all;
      }
    }
    all.add(new LabelScore(detection.label(), detection.score()));
    all.sort(Comparator.comparing(LabelScore::label));
    return all;
  }
}
