package io.sightline.models.manifest;

import java.util.List;

/**
 * What a model is fed: {@code (pixel × scale − mean) ÷ std} with pixel 0 to 255.
 *
 * @param width pixels; 0 where it follows the picture
 * @param height pixels
 * @param mean per channel, in the order of {@code colour}
 * @param std per channel, in the order of {@code colour}
 * @param pad pixel value, 0 to 255, of what a letterbox leaves free
 * @param margin how much a crop is widened: pixels from 1 on, below 1 a share of its size
 */
public record InputSpec(
    int width,
    int height,
    Layout layout,
    Colour colour,
    double scale,
    List<Double> mean,
    List<Double> std,
    Fit fit,
    double pad,
    double margin) {

  /** Order of the axes: batch, channel, height, width. */
  public enum Layout {
    NCHW,
    NHWC
  }

  /** Order of the channels. */
  public enum Colour {
    RGB,
    BGR,
    GREY;

    public int channels() {
      return this == GREY ? 1 : 3;
    }
  }

  /** How a picture is brought to the model's size; always bilinear with half-pixel centres. */
  public enum Fit {
    /** Keeps proportions, centred. */
    LETTERBOX,
    /** Keeps proportions, at the top left. */
    LETTERBOX_TOP_LEFT,
    /** Each side by itself. */
    STRETCH,
    /** Height fixed, width follows the picture. */
    HEIGHT
  }
}
