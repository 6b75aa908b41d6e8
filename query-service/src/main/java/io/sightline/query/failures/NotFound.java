package io.sightline.query.failures;

/** There is no such thing, or none that the asker may know of. */
public final class NotFound extends Failure {
  /**
   * @param what it is, as a sentence begins with it
   */
  public NotFound(String what) {
    this(what, "check its name.");
  }

  /**
   * @param what it is, as a sentence begins with it
   * @param mend how to find it, as the sentence ends
   */
  public NotFound(String what, String mend) {
    super(what + " is not here; " + mend);
  }
}
