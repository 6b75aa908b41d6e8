package io.sightline.query.access;

import java.util.Locale;
import java.util.Optional;

/** What people may do. Each may do what those after it may. */
public enum Role {
  /** Everything, on every site. */
  ADMIN,
  /** Work with what was seen: confirm, correct, start replays. */
  CLERK,
  /** Look. */
  VIEWER;

  /** As it is stored and written. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that key; empty when there is none. */
  public static Optional<Role> find(String key) {
    for (Role role : values()) {
      if (role.key().equals(key)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  static Role of(String key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException("The database holds a role '" + key + "'."));
  }

  boolean includes(Role other) {
    return ordinal() <= other.ordinal();
  }
}
