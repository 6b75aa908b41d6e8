package io.sightline.query.failures;

/** More ask at once than are let in. */
public final class TooMany extends Failure {
  public TooMany(String message) {
    super(message);
  }
}
