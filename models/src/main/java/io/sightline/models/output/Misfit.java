package io.sightline.models.output;

/** A manifest does not fit its model file; the message is the end of a sentence. */
public final class Misfit extends RuntimeException {
  public Misfit(String message) {
    super(message);
  }
}
