package io.sightline.domain.observations;

import io.sightline.domain.geometry.Box;

/**
 * One plate seen in a frame.
 *
 * @param box source-image pixels
 * @param score the detector's confidence, 0 to 1
 * @param vehicle place of its vehicle among the frame's vehicles; {@link #NO_VEHICLE} where the
 *     whole picture was looked at
 * @param text what stands on it; null when it was not read
 * @param crop name of its picture among the run's kept ones; null when none was kept
 */
public record PlateSighting(Box box, float score, int vehicle, PlateText text, String crop) {
  public static final int NO_VEHICLE = -1;

  /** Whether anything was read. */
  public boolean isRead() {
    return text != null && !text.text().isEmpty();
  }

  /** The same plate, read. */
  public PlateSighting read(PlateText text) {
    return new PlateSighting(box, score, vehicle, text, crop);
  }

  /** The same plate, of which nobody is to know what stands on it; its picture is as it was. */
  public PlateSighting unread() {
    return new PlateSighting(box, score, vehicle, null, crop);
  }

  /** The same plate elsewhere. */
  public PlateSighting at(Box box) {
    return new PlateSighting(box, score, vehicle, text, crop);
  }

  /** The same plate, of which a picture is kept. */
  public PlateSighting kept(String crop) {
    return new PlateSighting(box, score, vehicle, text, crop);
  }
}
