package io.sightline.query.failures;

/** Whoever asks may know of it, and may not do this. */
public final class Refused extends Failure {
  public Refused() {
    this("Your role does not allow this.");
  }

  public Refused(String message) {
    super(message);
  }

  /**
   * @param scope that a key would need
   */
  public static Refused scope(String scope) {
    return new Refused(
        "This key has not the scope '" + scope + "', which this needs; make one that has it.");
  }
}
