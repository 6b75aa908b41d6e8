package io.sightline.query.failures;

/** Whoever asks may know of it, and may not do this. */
public final class Refused extends Failure {
  public Refused() {
    this("Your role does not allow this.");
  }

  public Refused(String message) {
    super(message);
  }
}
