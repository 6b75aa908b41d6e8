package io.sightline.query.failures;

/** There is no such thing, or none that the asker may know of. */
public final class NotFound extends Failure {
  /**
   * @param what it is, as a sentence begins with it
   */
  public NotFound(String what) {
    super(what + " is not here; check its name.");
  }
}
