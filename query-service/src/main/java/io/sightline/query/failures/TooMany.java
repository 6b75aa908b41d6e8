package io.sightline.query.failures;

import java.util.Optional;

/** More ask at once than are let in. */
public final class TooMany extends Failure {
  private final transient Quota quota;

  public TooMany(String message) {
    this(message, null);
  }

  /**
   * @param quota that is used up; null where it is not a matter of counting
   */
  public TooMany(String message, Quota quota) {
    super(message);
    this.quota = quota;
  }

  /**
   * Somebody is connected as many times as one person may be.
   *
   * @param verb what they do there, such as "listen"
   * @param most as often
   */
  public static TooMany connections(String verb, int most) {
    return new TooMany(
        "You "
            + verb
            + " "
            + most
            + " times already; close one of those, or have the setting limits.live-person raised.");
  }

  /** What is used up; empty where it is not a matter of counting. */
  public Optional<Quota> quota() {
    return Optional.ofNullable(quota);
  }
}
