package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.ReportPace;

/**
 * What is remembered of one camera's vehicles.
 *
 * @param model SHA-256 of the model that looked last; empty before the first frame
 * @param reportedMillis settled time of the last report to the site
 * @param layoutVersion the layout of the last record
 */
public record CameraTracks(
    TrackerState tracker, String model, long reportedMillis, String layoutVersion) {
  public static final CameraTracks NONE =
      new CameraTracks(TrackerState.EMPTY, "", ReportPace.NEVER, "");
}
