package io.sightline.query.predictions;

import io.sightline.query.access.Reader;

/**
 * Who has pictures predicted.
 *
 * @param reader null for a stranger
 * @param address of the machine that asks
 */
public record Asker(Reader reader, String address) {
  /** An address of IPv6 may name the network card it came by. */
  public Asker {
    address = address == null ? null : address.replaceFirst("%.*", "");
  }

  public boolean isStranger() {
    return reader == null;
  }

  /** Null for a stranger. */
  public String username() {
    return reader == null ? null : reader.username();
  }

  /** Number of their account; null for a stranger. */
  public Long user() {
    return reader == null ? null : reader.id();
  }
}
