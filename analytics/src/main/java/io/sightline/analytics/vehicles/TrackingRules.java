package io.sightline.analytics.vehicles;

import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.OccupancyRules;
import java.io.Serializable;

/**
 * When a vehicle counts, and when it is gone. Scores as in ByteTrack (Zhang et al., 2022): sure
 * detections are matched first, unsure ones may only continue a track.
 *
 * @param sureScore from here on a detection may begin a track
 * @param confirmFrames seen in so many frames, a track is a vehicle
 * @param lostMillis not seen for so long, it is gone
 * @param gapMillis without a frame for so long, nothing can be said
 */
public record TrackingRules(float sureScore, int confirmFrames, long lostMillis, long gapMillis)
    implements Serializable {
  private static final int CONFIRM_FRAMES = 3;
  private static final float SURE_PLATE = 0.4f;
  private static final int CONFIRM_PLATE_FRAMES = 2;
  private static final int CONFIRM_FACE_FRAMES = 2;
  private static final long LEAST_LOST_MILLIS = 3_000;
  private static final int LOST_INTERVALS = 3;

  /** For a camera of which only what was known is brought to its end. */
  public static final TrackingRules NONE =
      new TrackingRules(
          (float) Floors.USUAL.vehicle(), CONFIRM_FRAMES, LEAST_LOST_MILLIS, Long.MAX_VALUE);

  /** Whether a camera's vehicles are followed. */
  public static boolean follows(Camera camera) {
    return camera.analyses(Analysis.VEHICLES);
  }

  /** Whether a camera has passages to report. */
  public static boolean reports(Camera camera) {
    return follows(camera) && !camera.gates().isEmpty();
  }

  /** For a camera whose plates are followed and not its vehicles. */
  public static TrackingRules ofPlates(Camera camera) {
    TrackingRules vehicles = of(camera);
    return new TrackingRules(
        SURE_PLATE, CONFIRM_PLATE_FRAMES, vehicles.lostMillis(), vehicles.gapMillis());
  }

  /** For a camera whose faces are followed. */
  public static TrackingRules ofFaces(Camera camera) {
    TrackingRules vehicles = of(camera);
    return new TrackingRules(
        (float) camera.least().face(),
        CONFIRM_FACE_FRAMES,
        vehicles.lostMillis(),
        vehicles.gapMillis());
  }

  public static TrackingRules of(Camera camera) {
    return new TrackingRules(
        (float) camera.least().vehicle(),
        CONFIRM_FRAMES,
        lostMillis(camera.sampleFps()),
        camera.occupancy().maxGap().toMillis());
  }

  /**
   * For a camera of which nothing is known but how often it is looked at.
   *
   * @param fps frames per second
   */
  public static TrackingRules at(double fps) {
    return new TrackingRules(
        (float) Floors.USUAL.vehicle(),
        CONFIRM_FRAMES,
        lostMillis(fps),
        OccupancyRules.defaultMaxGap(fps).toMillis());
  }

  private static long lostMillis(double fps) {
    return Math.max(LEAST_LOST_MILLIS, fps > 0 ? (long) (LOST_INTERVALS * 1_000 / fps) : 0);
  }
}
