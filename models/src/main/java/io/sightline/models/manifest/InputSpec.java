package io.sightline.models.manifest;

import java.util.List;

/**
 * What a model is fed: {@code (pixel × scale − mean) ÷ std} with pixel 0 to 255.
 *
 * @param width pixels; 0 where it follows the picture, or until it is read from the model's file
 * @param height pixels; 0 until it is read from the model's file
 * @param layout null until it is read from the model's file
 * @param colour null until it is read from the model's file
 * @param scale 0 until it is read from the model's file
 * @param mean per channel, in the order of {@code colour}; empty for 0
 * @param std per channel, in the order of {@code colour}; empty for 1
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

  /** What is subtracted of a channel. */
  public double mean(int channel) {
    return mean.isEmpty() ? 0 : mean.get(channel);
  }

  /** What a channel is divided by. */
  public double std(int channel) {
    return std.isEmpty() ? 1 : std.get(channel);
  }

  /** The same with what a manifest may leave to the model's file. */
  public InputSpec with(
      int width, int height, Layout layout, Colour colour, double scale, List<Double> mean) {
    return new InputSpec(width, height, layout, colour, scale, mean, std, fit, pad, margin);
  }

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
