package io.sightline.query.people;

import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Proof;
import java.time.Instant;

/** Hands out what signing in would. */
public final class TestTokens {
  private TestTokens() {}

  public static String tokenOf(Tokens tokens, long userId) {
    return tokens.issue(userId, 0, Instant.now());
  }

  public static String ticketOf(Tokens tokens, long userId) {
    Proof proof = new Proof(Proof.Kind.TOKEN, userId, "x", 0L, null, null, null);
    return tokens.issueTicket(proof, Instant.now());
  }

  /** Proofs of tokens alone: there are no keys and no database. */
  public static Proofs proofs(Tokens tokens) {
    SingleSignOn none = new SingleSignOn(Settings.defaults(), null, null, tokens, null);
    return new Proofs(tokens, none, null, null);
  }
}
