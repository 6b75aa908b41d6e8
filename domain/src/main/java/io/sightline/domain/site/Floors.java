package io.sightline.domain.site;

import java.io.Serializable;

/**
 * From where on what a camera's models say counts.
 *
 * @param vehicle score from which on a vehicle may begin a track, 0 to 1
 * @param vehiclePixels plates are looked for in vehicles whose shorter side has so many pixels
 * @param plate mean score of the characters from which on a read of a plate counts, 0 to 1
 * @param face score from which on a face counts, 0 to 1; faces below the model's own floor are not
 *     even stored
 */
public record Floors(double vehicle, int vehiclePixels, double plate, double face)
    implements Serializable {
  public static final Floors USUAL = new Floors(0.5, 40, 0.5, 0);
}
