package io.sightline.analytics.occupancy;

import io.sightline.analytics.order.ReportPace;
import java.util.List;

/**
 * What is remembered of one camera's spots.
 *
 * @param lastMillis capture time of the last frame that was looked at; {@link Long#MIN_VALUE}
 *     before the first
 * @param lastStill whether that frame was a photograph of its own
 * @param model SHA-256 of the model that looked last
 * @param reportedMillis settled time of the last report to the site
 * @param layoutVersion the layout of the last report
 */
public record CameraSpots(
    long lastMillis,
    boolean lastStill,
    List<SpotView> spots,
    String model,
    long reportedMillis,
    String layoutVersion) {
  public static final CameraSpots NONE =
      new CameraSpots(Long.MIN_VALUE, false, List.of(), "", ReportPace.NEVER, "");
}
