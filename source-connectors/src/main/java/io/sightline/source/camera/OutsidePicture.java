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

  /**
   * @param drawn size of the picture that the layout was drawn on
   * @param size that the picture has now, with another aspect
   */
  OutsidePicture(PictureSize drawn, PictureSize size) {
    super(
        "Its picture of "
            + size
            + " has another aspect than the one that its layout was drawn on, of "
            + drawn
            + "; draw the layout anew, or set the camera back.");
  }
}
