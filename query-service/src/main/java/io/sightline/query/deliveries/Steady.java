package io.sightline.query.deliveries;

import java.time.Duration;
import java.util.Optional;

/** Believes that something is well, or not, when it has been so for a while. */
final class Steady {
  private final Duration fineAfter;
  private final Duration badAfter;
  private Boolean now;
  private long sinceNanos;
  private Boolean believed;

  /**
   * @param fineAfter how long it is well before that is believed
   * @param badAfter how long it is not well before that is believed
   */
  Steady(Duration fineAfter, Duration badAfter) {
    this.fineAfter = fineAfter;
    this.badAfter = badAfter;
  }

  /**
   * Takes what is seen.
   *
   * @param nanos of a clock that only goes forward
   * @return what is believed from now on; empty where that is as before
   */
  Optional<Boolean> take(boolean fine, long nanos) {
    if (now == null || now != fine) {
      now = fine;
      sinceNanos = nanos;
    }
    boolean isSteady = nanos - sinceNanos >= (fine ? fineAfter : badAfter).toNanos();
    if (!isSteady || Boolean.valueOf(fine).equals(believed)) {
      return Optional.empty();
    }
    believed = fine;
    return Optional.of(fine);
  }

  /** It could not be passed on, and is said again. */
  void forget() {
    believed = null;
  }
}
