package io.sightline.query.people;

import java.time.Instant;

/** Hands out what signing in would. */
public final class TestTokens {
  private TestTokens() {}

  public static String tokenOf(Tokens tokens, String username) {
    return tokens.issue(username, Instant.now());
  }

  public static String ticketOf(Tokens tokens, String username) {
    return tokens.issueTicket(username, Instant.now());
  }
}
