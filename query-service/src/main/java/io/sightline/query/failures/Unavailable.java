package io.sightline.query.failures;

/** It cannot be had now, and may be had later. */
public final class Unavailable extends Failure {
  public Unavailable(String message) {
    super(message);
  }
}
