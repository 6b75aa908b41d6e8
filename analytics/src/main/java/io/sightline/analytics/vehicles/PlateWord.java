package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.ReportPace;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;

/** When a camera tells its site how far its word on plates is complete. */
public final class PlateWord {
  private PlateWord() {}

  /**
   * @param looks whether plates are looked for by the record's layout
   * @param toldMillis what was told last; {@link ReportPace#NEVER} for nothing
   * @param turned whether the record is the first of its layout
   * @return what is to be told with a record; {@link ReportPace#NEVER} for nothing
   */
  public static long next(boolean looks, long toldMillis, FrameHeader frame, boolean turned) {
    long now = frame.capturedAtMillis();
    if (!looks) {
      // The site waits for its word until it hears of the layout by which it has none any more.
      return turned && toldMillis != ReportPace.NEVER ? now : ReportPace.NEVER;
    }
    if (frame.kind() == RecordKind.END) {
      return SiteOrder.ENDED;
    }
    return turned || ReportPace.isDue(toldMillis, now) ? now : ReportPace.NEVER;
  }
}
