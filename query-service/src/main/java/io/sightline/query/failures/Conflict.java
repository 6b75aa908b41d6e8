package io.sightline.query.failures;

/** What is there already, or how things stand, is in the way. */
public final class Conflict extends Failure {
  public Conflict(String message) {
    super(message);
  }
}
