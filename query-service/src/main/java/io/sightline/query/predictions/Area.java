package io.sightline.query.predictions;

import io.sightline.domain.geometry.Box;

/** A box by its corners, in pixels of the upright picture. */
public record Area(float x1, float y1, float x2, float y2) {
  static Area of(Box box) {
    return new Area(box.left(), box.top(), box.right(), box.bottom());
  }
}
