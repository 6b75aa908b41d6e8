package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.ReportPace;
import java.util.List;

/**
 * What is remembered of one camera's vehicles.
 *
 * @param model SHA-256 of the model that looked last; empty before the first frame
 * @param reportedMillis settled time of the last report to the site
 * @param toldMillis up to when the site was told that the camera's word on plates is complete
 * @param layoutVersion the layout of the last record
 * @param lost whether the camera is not seen
 * @param corrections of plates, as far as they are known
 * @param pictures whole pictures that passages may yet need
 */
public record CameraTracks(
    TrackerState tracker,
    String model,
    long reportedMillis,
    long toldMillis,
    String layoutVersion,
    boolean lost,
    Corrections.State corrections,
    List<KeptPicture> pictures) {
  public static final CameraTracks NONE =
      new CameraTracks(
          TrackerState.EMPTY,
          "",
          ReportPace.NEVER,
          ReportPace.NEVER,
          "",
          false,
          Corrections.State.NONE,
          List.of());

  /** State that was written before whole pictures were kept has none. */
  @Override
  public List<KeptPicture> pictures() {
    return pictures == null ? List.of() : pictures;
  }
}
