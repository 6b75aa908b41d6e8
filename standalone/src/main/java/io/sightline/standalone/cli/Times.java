package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Instants;
import java.time.Instant;

/** Times as options give them. */
final class Times {
  private Times() {}

  /**
   * @param time null for none
   * @throws BadInput naming the option
   */
  static Instant instant(String option, String time) {
    try {
      return time == null ? null : Instants.parse(time);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          option + "=" + time + " is no time in UTC from 1900 to 2999, as 2026-03-01T08:00:00Z is.",
          e);
    }
  }
}
