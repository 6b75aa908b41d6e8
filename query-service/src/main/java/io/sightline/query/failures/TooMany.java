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

  /** What is used up; empty where it is not a matter of counting. */
  public Optional<Quota> quota() {
    return Optional.ofNullable(quota);
  }
}
