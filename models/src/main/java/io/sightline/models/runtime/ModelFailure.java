package io.sightline.models.runtime;

/** A model gives no answer, whatever the picture; it, or what it runs on, is broken. */
public sealed class ModelFailure extends RuntimeException permits DeviceFailure {
  ModelFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
