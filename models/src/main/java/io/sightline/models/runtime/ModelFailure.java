package io.sightline.models.runtime;

/** A model gives no answer, whatever the picture; it, or what it runs on, is broken. */
public final class ModelFailure extends RuntimeException {
  ModelFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
