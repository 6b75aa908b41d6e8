package io.sightline.domain.frames;

import java.io.Serializable;

/** Width and height of a picture or of a video's frames, in pixels. */
public record PictureSize(int width, int height) implements Serializable {
  /** Sides that round differently, or are padded to whole blocks, still show the same. */
  private static final double SAME_ASPECT = 0.02;

  /** Whether a picture of that size shows the same in another resolution. */
  public boolean hasAspectOf(PictureSize other) {
    double ratio = (double) width * other.height / ((double) height * other.width);
    return Math.abs(ratio - 1) <= SAME_ASPECT;
  }

  @Override
  public String toString() {
    return width + " x " + height + " pixels";
  }
}
