package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.ReportPace;

/**
 * What is remembered of one camera's vehicles.
 *
 * @param model SHA-256 of the model that looked last; empty before the first frame
 * @param reportedMillis settled time of the last report to the site
 * @param layoutVersion the layout of the last record
 * @param lost whether the camera is not seen
 * @param corrections of plates, as far as they are known
 */
public record CameraTracks(
    TrackerState tracker,
    String model,
    long reportedMillis,
    String layoutVersion,
    boolean lost,
    Corrections.State corrections) {
  public static final CameraTracks NONE =
      new CameraTracks(TrackerState.EMPTY, "", ReportPace.NEVER, "", false, Corrections.State.NONE);
}
