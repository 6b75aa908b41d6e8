package io.sightline.query.people;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Proof;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Unavailable;
import io.sightline.store.people.ProofRows;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads what requests carry to prove who asks: a token of ours or of a provider, or a key. Whether
 * it still counts is {@link io.sightline.query.access.Access}'s to say.
 */
@Component
public class Proofs {
  private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);
  private static final String BEARER = "bearer ";

  private final Tokens tokens;
  private final SingleSignOn provider;
  private final Keys keys;
  private final ProofRows rows;

  protected Proofs(Tokens tokens, SingleSignOn provider, Keys keys, ProofRows rows) {
    this.tokens = tokens;
    this.provider = provider;
    this.keys = keys;
    this.rows = rows;
  }

  /**
   * @param authorization the header of that name; null for none
   * @param apiKey the header X-API-Key; null for none
   * @return empty where there is neither
   * @throws NotSignedIn when it proves nothing
   * @throws BadInput when there are both
   * @throws Unavailable when nobody can say now
   */
  public Optional<Proof> read(String authorization, String apiKey) {
    Optional<String> bearer = bearer(authorization);
    if (bearer.isPresent() && apiKey != null) {
      throw new BadInput("Send one of `Authorization` and `X-API-Key`, not both.");
    }
    if (apiKey != null) {
      return Optional.of(keys.read(apiKey));
    }
    return bearer.map(this::read);
  }

  private Proof read(String bearer) {
    if (bearer.startsWith(Keys.PREFIX)) {
      return keys.read(bearer);
    }
    return provider.isOfProvider(bearer) ? provider.read(bearer) : tokens.read(bearer);
  }

  /**
   * Whose requests to count, of what proves nothing yet: whether it was ended is not asked.
   *
   * @param from where it comes from, which may show only so many keys that are none
   * @return their number; empty for strangers, and where nobody can say
   */
  public Optional<Long> glance(String authorization, String apiKey, String from) {
    try {
      String key = apiKey == null ? bearer(authorization).orElse("") : apiKey;
      return key.startsWith(Keys.PREFIX)
          ? keys.glance(key, from)
          : read(authorization, apiKey).map(Proof::userId);
    } catch (RuntimeException e) {
      // It is said where it matters.
      LOG.trace("What was sent proves nothing now.", e);
      return Optional.empty();
    }
  }

  private static Optional<String> bearer(String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /**
   * Takes a ticket, once, whichever replica it is shown to.
   *
   * @return what its taker had proven themselves with
   * @throws NotSignedIn when it is none, is too old, or was used
   */
  public Proof useTicket(String text) {
    Tokens.Ticket ticket = tokens.readTicket(text);
    if (!rows.end(ticket.id(), ticket.endsAt())) {
      throw new NotSignedIn("The ticket was used; take a new one.");
    }
    return ticket.proof();
  }
}
