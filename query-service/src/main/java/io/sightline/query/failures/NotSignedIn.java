package io.sightline.query.failures;

/** Nobody says who asks, or nobody who may. */
public final class NotSignedIn extends Failure {
  public NotSignedIn(String message) {
    super(message);
  }
}
