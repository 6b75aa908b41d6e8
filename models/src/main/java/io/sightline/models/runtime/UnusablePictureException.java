package io.sightline.models.runtime;

/** One picture cannot be laid into a model's input; others can. */
public final class UnusablePictureException extends RuntimeException {
  UnusablePictureException(int width, int height, Throwable cause) {
    super(
        "A picture of " + width + " x " + height + " pixels cannot be brought to the model's size.",
        cause);
  }
}
