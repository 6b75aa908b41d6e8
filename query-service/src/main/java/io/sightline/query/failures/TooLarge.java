package io.sightline.query.failures;

/** More was sent than is taken. */
public final class TooLarge extends Failure {
  public TooLarge(String message) {
    super(message);
  }
}
