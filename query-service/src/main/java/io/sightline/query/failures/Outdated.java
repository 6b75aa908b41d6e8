package io.sightline.query.failures;

/** What is to be changed is not what was read any more. */
public final class Outdated extends Failure {
  public Outdated(String message) {
    super(message);
  }
}
