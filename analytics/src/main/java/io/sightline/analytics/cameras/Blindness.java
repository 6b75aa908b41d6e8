package io.sightline.analytics.cameras;

import io.sightline.domain.observations.ViewFault;

/**
 * A camera that cannot see.
 *
 * @param sinceMillis capture time of the first frame of it
 * @param shiftX how far what it shows lies to the right of where it was, as a share of the
 *     picture's width; NaN where that is not known
 * @param shiftY how far down, as a share of its height
 */
public record Blindness(ViewFault fault, long sinceMillis, double shiftX, double shiftY) {
  public boolean isShift() {
    return !Double.isNaN(shiftX);
  }
}
