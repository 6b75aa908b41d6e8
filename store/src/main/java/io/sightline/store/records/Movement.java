package io.sightline.store.records;

import io.sightline.domain.site.Gate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a vehicle goes, as somebody notes it. */
public enum Movement {
  ENTERING("Vehicle Entry", Gate.Direction.ENTRY),
  LEAVING("Vehicle Exit", Gate.Direction.EXIT),
  UNKNOWN("Unknown Status", null);

  private final String subject;
  private final Gate.Direction direction;

  Movement(String subject, Gate.Direction direction) {
    this.subject = subject;
    this.direction = direction;
  }

  /** As requests and answers have it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The subject of such records. */
  public String subject() {
    return subject;
  }

  /** Empty where it says of no passage. */
  public Optional<Gate.Direction> direction() {
    return Optional.ofNullable(direction);
  }

  /** Of that key; empty when there is none. */
  public static Optional<Movement> find(String key) {
    return Arrays.stream(values()).filter(one -> one.key().equals(key)).findFirst();
  }

  /** What a record of a subject says. */
  public static Movement ofSubject(String subject) {
    return Arrays.stream(values())
        .filter(one -> one.subject.equalsIgnoreCase(subject))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
