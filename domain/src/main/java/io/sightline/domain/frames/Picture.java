package io.sightline.domain.frames;

/**
 * Decoded pixels on the heap: rows from the top, three bytes (blue, green, red) a pixel, no padding
 * between rows.
 *
 * @param width pixels
 * @param height pixels
 * @param bgr {@code width × height × 3} bytes; may be longer, what follows has no meaning
 */
public record Picture(int width, int height, byte[] bgr) {
  public static final int BYTES_PER_PIXEL = 3;

  /** No picture larger than this is decoded: 64 megapixels. */
  public static final long MAX_PIXELS = 64L * 1024 * 1024;

  public Picture {
    if (width <= 0 || height <= 0 || (long) width * height * BYTES_PER_PIXEL > bgr.length) {
      throw new IllegalArgumentException(
          "A picture of "
              + width
              + " x "
              + height
              + " does not fit into "
              + bgr.length
              + " bytes.");
    }
  }
}
