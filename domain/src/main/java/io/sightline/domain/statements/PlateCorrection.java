package io.sightline.domain.statements;

import io.sightline.domain.geometry.Box;

/**
 * What a person says the plate of a vehicle is.
 *
 * @param number its place among all statements about the site, from 1, without gaps
 * @param atMillis capture time of a frame that shows the vehicle
 * @param track the vehicle's track in the run that the person looked at
 * @param box where the vehicle is in that frame, in the camera's picture as its layout means it
 * @param plate in its region's spelling; null when the person says that it cannot be read
 */
public record PlateCorrection(
    long number, String camera, long atMillis, String track, Box box, String plate) {

  /** The same of the track that another run has of the vehicle. */
  public PlateCorrection of(String track) {
    return new PlateCorrection(number, camera, atMillis, track, box, plate);
  }

  /** Whether it was made after another one; after none in any case. */
  public boolean isAfter(PlateCorrection other) {
    return other == null || number > other.number;
  }
}
