package io.sightline.domain.geometry;

/**
 * Axis-aligned box in source-image pixels: origin top left, x to the right, y down. Edges are
 * half-open: {@code left <= x < right}. Never model-input pixels.
 */
public record Box(float left, float top, float right, float bottom) {

  public float width() {
    return right - left;
  }

  public float height() {
    return bottom - top;
  }

  /** The same in a picture whose sides are so many times as long. */
  public Box scaled(double x, double y) {
    return new Box(
        (float) (left * x), (float) (top * y), (float) (right * x), (float) (bottom * y));
  }

  /** With its surroundings: about the same centre, this many times as wide and high. */
  public Box around(float times) {
    float wider = width() * (times - 1) / 2;
    float higher = height() * (times - 1) / 2;
    return new Box(left - wider, top - higher, right + wider, bottom + higher);
  }

  /** In float, as the reference decoders compute it. */
  public float area() {
    return Math.max(0, width()) * Math.max(0, height());
  }

  public boolean contains(Point point) {
    return left <= point.x() && point.x() < right && top <= point.y() && point.y() < bottom;
  }

  /** Where a vehicle touches the ground as the camera sees it: the middle of the lower edge. */
  public Point foot() {
    return new Point((left + (double) right) / 2, bottom);
  }

  /** Intersection over union, 0 to 1; 0 where either box is empty. */
  public float iou(Box other) {
    float shared = shared(other);
    return shared == 0 ? 0 : shared / (area() + other.area() - shared);
  }

  /** Which share of this one's area lies in another, from 0 to 1. */
  public float shareIn(Box other) {
    float shared = shared(other);
    return shared == 0 ? 0 : shared / area();
  }

  private float shared(Box other) {
    float width = Math.min(right, other.right) - Math.max(left, other.left);
    float height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    return width <= 0 || height <= 0 ? 0 : width * height;
  }
}
