package io.sightline.domain.observations;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What a frame's picture is like as a picture, whatever is on it: by this a camera that cannot see
 * is known, and one that has moved.
 *
 * @param width of the picture as it was decoded, pixels
 * @param luma mean brightness, 0 to 255
 * @param contrast standard deviation of the brightness
 * @param sharpness mean absolute Laplacian of the brightness, by neighbouring pixels
 * @param profile in base64: {@link #COLUMNS} and {@link #ROWS} bytes, the mean absolute horizontal
 *     and vertical gradient of each of so many columns and rows of the picture (grey projection),
 *     in quarters; then the brightness of {@link #POINTS} pixels
 * @param trust whether what was seen is believed, by the pictures before; not stored, since who
 *     reads a record again judges again
 */
public record View(
    int width,
    double luma,
    double contrast,
    double sharpness,
    String profile,
    @JsonIgnore Trust trust) {
  public static final int COLUMNS = 96;
  public static final int ROWS = 54;
  public static final int POINTS = 64;

  /** How far what was seen in a frame is believed. */
  public enum Trust {
    BELIEVED,
    /** Something may be wrong with the camera: the frame tells nothing. */
    DOUBTED,
    /** The camera cannot see. */
    BLIND
  }

  /** What older builds did not store comes as null. */
  public View {
    trust = trust == null ? Trust.BELIEVED : trust;
  }

  public View trusted(Trust other) {
    return trust == other ? this : new View(width, luma, contrast, sharpness, profile, other);
  }
}
