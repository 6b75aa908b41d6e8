package io.sightline.query.failures;

/** Whoever asks may know of it, and may not do this. */
public final class Refused extends Failure {
  public Refused() {
    super("Your role does not allow this.");
  }
}
