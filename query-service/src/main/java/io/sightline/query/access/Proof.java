package io.sightline.query.access;

import java.time.Instant;
import java.util.Set;

/**
 * That somebody is who they say, and how they have proven it. It holds until it ends by itself or
 * is ended, which the database knows.
 *
 * @param kind how
 * @param userId whose proof it is
 * @param id of the token, or number of the key
 * @param generation of the tokens of that user; null where it has none
 * @param issuedAt when it was given out; null where that does not count
 * @param scopes of a key; null for whatever the person may do
 * @param endsAt null for never
 */
public record Proof(
    Kind kind,
    long userId,
    String id,
    Long generation,
    Instant issuedAt,
    Set<Scope> scopes,
    Instant endsAt) {

  /** How somebody proves who they are. */
  public enum Kind {
    /** A token that was given for a password. */
    TOKEN,
    /** A key of a program. */
    KEY,
    /** A token of a provider that the installation trusts. */
    SINGLE_SIGN_ON
  }

  /** Whether it lets its user do what needs a scope. */
  public boolean allows(Scope scope) {
    return scopes == null || scopes.contains(scope);
  }

  public boolean isOver(Instant now) {
    return endsAt != null && !now.isBefore(endsAt);
  }
}
