package io.sightline.query.access;

import java.util.Locale;

/** What people may do. Each may do what those after it may. */
public enum Role {
  /** Everything, on every site. */
  ADMIN,
  /** Work with what was seen: confirm, correct, start replays. */
  CLERK,
  /** Look. */
  VIEWER;

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  boolean includes(Role other) {
    return ordinal() <= other.ordinal();
  }
}
