package io.sightline.query.access;

import java.util.Locale;
import java.util.Optional;

/** What a key may be used for, of what its owner may do. None includes another. */
public enum Scope {
  /** Look at what the owner may look at, and listen to it live. */
  READ,
  /** Change what the owner may change, but people, keys, the audit and personal data. */
  WRITE,
  /** People, keys, the audit, and erasing what is personal. */
  ADMIN,
  /** Have pictures predicted, which the scopes to look and to change may, too. */
  PREDICT,
  /** Read the metrics. */
  METRICS;

  /** As it is stored and written. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of that key; empty when there is none. */
  public static Optional<Scope> find(String key) {
    for (Scope scope : values()) {
      if (scope.key().equals(key)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
