package io.sightline.query.access;

import io.sightline.query.failures.Refused;

/** Who wants to change something. What they do is written down. */
public record Editor(Reader reader) {

  public String username() {
    return reader.username();
  }

  /**
   * @throws Refused when this is nobody who may do everything
   */
  public void requireAdmin() {
    if (!reader.isAdmin()) {
      throw new Refused();
    }
  }
}
