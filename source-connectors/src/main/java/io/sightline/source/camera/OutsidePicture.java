package io.sightline.source.camera;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;

/** A layout has points that its camera's picture has not. */
final class OutsidePicture extends BadInput {
  OutsidePicture(PictureSize size) {
    super(
        "Its layout has points outside its picture of "
            + size.width()
            + " x "
            + size.height()
            + " pixels; move them inside.");
  }
}
