package io.sightline.models.input;

import io.sightline.domain.geometry.Box;

/**
 * How a picture was laid into a model's input: {@code input = picture × scale + offset}, in pixels
 * of each.
 *
 * @param width of the picture
 * @param height of the picture
 */
public record InputTransform(
    float scaleX, float scaleY, float offsetX, float offsetY, int width, int height) {

  /** A box of the model's input as a box of the picture, cut at the picture's edges. */
  public Box toPicture(float left, float top, float right, float bottom) {
    return new Box(
        clamp((left - offsetX) / scaleX, width),
        clamp((top - offsetY) / scaleY, height),
        clamp((right - offsetX) / scaleX, width),
        clamp((bottom - offsetY) / scaleY, height));
  }

  private static float clamp(float value, int most) {
    return Math.max(0, Math.min(most, value));
  }
}
