package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;

/** One picture cannot be looked at; others can. */
public final class UnusablePictureException extends RuntimeException {
  private UnusablePictureException(String message, Throwable cause) {
    super(message, cause);
  }

  static UnusablePictureException size(Picture picture, Throwable cause) {
    return new UnusablePictureException(
        "A picture of "
            + picture.width()
            + " x "
            + picture.height()
            + " pixels cannot be brought to the model's size.",
        cause);
  }

  static UnusablePictureException refused(String model, Picture picture, Throwable cause) {
    return new UnusablePictureException(
        "The model '"
            + model
            + "' fails at this picture of "
            + picture.width()
            + " x "
            + picture.height()
            + " pixels: "
            + cause.getMessage(),
        cause);
  }
}
