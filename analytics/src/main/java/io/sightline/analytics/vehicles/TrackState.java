package io.sightline.analytics.vehicles;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import java.util.List;

/**
 * One vehicle that is being followed.
 *
 * @param firstMillis capture time of its first frame
 * @param rank its place among the tracks that began in that frame, ordered by rounded box
 * @param lastMillis capture time of the last frame it was seen in
 * @param frames how many frames it was seen in
 * @param labels labels it was seen with and the sum of their scores, by label
 * @param centreX motion of the box's centre
 * @param centreY motion of the box's centre
 * @param width motion of the box's width
 * @param height motion of the box's height
 * @param sides where it was last clearly on one side of a gate, by gate
 * @param crossings gates it crossed before it was confirmed
 */
public record TrackState(
    long firstMillis,
    int rank,
    long lastMillis,
    int frames,
    List<LabelScore> labels,
    Motion centreX,
    Motion centreY,
    Motion width,
    Motion height,
    List<GateSide> sides,
    List<Crossing> crossings) {

  /** Sum of the scores a label had. */
  public record LabelScore(String label, double score) {}

  /** A place where the vehicle stood clearly to the left (−1) or right (1) of a gate. */
  public record GateSide(String gate, int side, Point foot) {}

  /**
   * A gate crossed.
   *
   * @param entering from left to right
   */
  public record Crossing(String gate, boolean entering, long atMillis) {}

  public Box box() {
    double halfWidth = Math.max(1, width.position()) / 2;
    double halfHeight = Math.max(1, height.position()) / 2;
    return new Box(
        (float) (centreX.position() - halfWidth),
        (float) (centreY.position() - halfHeight),
        (float) (centreX.position() + halfWidth),
        (float) (centreY.position() + halfHeight));
  }

  TrackState with(List<GateSide> sides, List<Crossing> crossings) {
    return new TrackState(
        firstMillis,
        rank,
        lastMillis,
        frames,
        labels,
        centreX,
        centreY,
        width,
        height,
        List.copyOf(sides),
        List.copyOf(crossings));
  }
}
