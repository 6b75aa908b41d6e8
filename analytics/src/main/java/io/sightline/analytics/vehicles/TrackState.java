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
 * @param zones the camera's zones it is in, or was in and nobody has been told
 * @param stands the camera's spots it is on, or was on and nobody has been told
 * @param colours as {@link io.sightline.domain.observations.ColourHistogram} has them; null where
 *     none were seen
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
    List<Crossing> crossings,
    List<ZoneStay> zones,
    String colours,
    List<SpotStand> stands) {
  private static final double FULL_CIRCLE = 360;

  /** Sum of the scores a label had. */
  public record LabelScore(String label, double score) {}

  /**
   * On which side of a gate the vehicle is.
   *
   * @param side left (−1) or right (1)
   * @param foot where it last stood clearly on that side
   * @param seenMillis the last frame that showed it on that side, clearly or not; null in state
   *     that was written before it was noted
   * @param distance from the line in that frame, pixels
   * @param overMillis when it came over the line, of which it is not clear yet; null while it has
   *     not
   */
  public record GateSide(
      String gate, int side, Point foot, Long seenMillis, double distance, Long overMillis) {}

  /**
   * A gate crossed.
   *
   * @param entering from left to right
   * @param box where the vehicle was then
   */
  public record Crossing(String gate, boolean entering, long atMillis, Box box) {}

  /**
   * Time in a zone.
   *
   * @param fromMillis the first frame inside
   * @param untilMillis the last frame inside
   * @param awayMillis the first frame clearly outside since then; {@link Long#MIN_VALUE} for none
   * @param clear whether it was ever clearly inside
   * @param over whether it is outside for good
   * @param told whether somebody was told that it is there for too long
   */
  public record ZoneStay(
      String zone,
      long fromMillis,
      long untilMillis,
      long awayMillis,
      boolean clear,
      boolean over,
      boolean told) {
    ZoneStay whenTold() {
      return new ZoneStay(zone, fromMillis, untilMillis, awayMillis, clear, over, true);
    }
  }

  /**
   * Time on a spot.
   *
   * @param fromMillis the first frame on it
   * @param untilMillis the last frame on it
   * @param awayMillis the first frame off it since then; {@link #NOT_AWAY} for none
   * @param over whether the vehicle has left it
   * @param told whether somebody was told that it stands there
   */
  public record SpotStand(
      String spot, long fromMillis, long untilMillis, long awayMillis, boolean over, boolean told) {
    static final long NOT_AWAY = Long.MIN_VALUE;

    static SpotStand begun(String spot, long millis) {
      return new SpotStand(spot, millis, millis, NOT_AWAY, false, false);
    }

    SpotStand until(long millis) {
      return new SpotStand(spot, fromMillis, millis, NOT_AWAY, over, told);
    }

    SpotStand away(long millis) {
      return awayMillis == NOT_AWAY
          ? new SpotStand(spot, fromMillis, untilMillis, millis, over, told)
          : this;
    }

    SpotStand whenOver() {
      return new SpotStand(spot, fromMillis, untilMillis, awayMillis, true, told);
    }

    SpotStand whenTold() {
      return new SpotStand(spot, fromMillis, untilMillis, awayMillis, over, true);
    }
  }

  /** State that was written before spots were followed has none. */
  @Override
  public List<SpotStand> stands() {
    return stands == null ? List.of() : stands;
  }

  /** State that was written before zones were followed has none. */
  @Override
  public List<ZoneStay> zones() {
    return zones == null ? List.of() : zones;
  }

  /** How fast its box moves through the picture, pixels per second. */
  public double speed() {
    double x = centreX.velocity();
    double y = centreY.velocity();
    return Math.sqrt(x * x + y * y);
  }

  /**
   * Where its box moves to in the picture, degrees from 0 to below 360: 0 is to the right, 90 down.
   * Of what stands it says nothing.
   */
  public double direction() {
    double degrees = StrictMath.toDegrees(StrictMath.atan2(centreY.velocity(), centreX.velocity()));
    double whole = degrees < 0 ? degrees + FULL_CIRCLE : degrees;
    // A hair below 0 is rounded up to all the way round.
    return whole >= FULL_CIRCLE ? 0 : whole;
  }

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
    return with(List.copyOf(sides), List.copyOf(crossings), zones(), stands());
  }

  TrackState with(List<ZoneStay> stays) {
    return with(sides, crossings, List.copyOf(stays), stands());
  }

  TrackState standing(List<SpotStand> stands) {
    return with(sides, crossings, zones(), List.copyOf(stands));
  }

  private TrackState with(
      List<GateSide> sides,
      List<Crossing> crossings,
      List<ZoneStay> zones,
      List<SpotStand> stands) {
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
        sides,
        crossings,
        zones,
        colours,
        stands);
  }
}
