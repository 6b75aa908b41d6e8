package io.sightline.query.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.failures.NotSignedIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/** Tokens that say who somebody is (RFC 7519, HMAC SHA-256). What they may do is looked up. */
@Component
public final class Tokens {
  private static final String AUDIENCE = "sightline";

  private static final String TICKET_AUDIENCE = "sightline-live";
  static final Duration TICKET_LIFETIME = Duration.ofSeconds(30);

  /** Far more than are given out while one of them is good. */
  private static final int MOST_USED = 100_000;

  private final Cache<String, Boolean> used =
      Caffeine.newBuilder().expireAfterWrite(TICKET_LIFETIME).maximumSize(MOST_USED).build();
  private final NimbusJwtDecoder tickets;
  private final NimbusJwtEncoder encoder;
  private final NimbusJwtDecoder decoder;
  private final String issuer;
  private final Duration lifetime;

  @Autowired
  Tokens(QueryServiceOptions options) {
    this(
        options.jwtSecret(),
        options.settings().get(Settings.AUTH_ISSUER),
        options.settings().get(Settings.AUTH_TOKEN_LIFETIME));
  }

  Tokens(String secret, String issuer, Duration lifetime) {
    SecretKey key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.encoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
    this.decoder = decoder(key, AUDIENCE);
    this.tickets = decoder(key, TICKET_AUDIENCE);
  }

  private NimbusJwtDecoder decoder(SecretKey key, String wanted) {
    NimbusJwtDecoder made =
        NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
    made.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(Duration.ZERO),
            new JwtIssuerValidator(issuer),
            new JwtClaimValidator<List<String>>(
                "aud", audience -> audience != null && audience.contains(wanted))));
    return made;
  }

  String issue(String username, Instant now) {
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(issuer)
            .audience(List.of(AUDIENCE))
            .subject(username)
            .issuedAt(now)
            .expiresAt(now.plus(lifetime))
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }

  /** For one connection to the live feed, soon: browsers cannot send a header with it. */
  String issueTicket(String username, Instant now) {
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(issuer)
            .audience(List.of(TICKET_AUDIENCE))
            .subject(username)
            .id(UUID.randomUUID().toString())
            .issuedAt(now)
            .expiresAt(now.plus(TICKET_LIFETIME))
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }

  /**
   * Takes a ticket, once.
   *
   * @return whom it names
   * @throws NotSignedIn when it is none, is too old, or was used
   */
  public String useTicket(String ticket) {
    Jwt read = decode(tickets, ticket);
    if (used.asMap().putIfAbsent(read.getId(), true) != null) {
      throw new NotSignedIn("The ticket was used.");
    }
    return read.getSubject();
  }

  /** How long a token is good. */
  Duration lifetime() {
    return lifetime;
  }

  /** Reads tokens, for whoever reads them from headers. */
  public JwtDecoder decoder() {
    return decoder;
  }

  /**
   * Whom a token names.
   *
   * @throws NotSignedIn when it is none of ours or is too old
   */
  public String read(String token) {
    return decode(decoder, token).getSubject();
  }

  private static Jwt decode(JwtDecoder decoder, String text) {
    try {
      return decoder.decode(text);
    } catch (JwtException | IllegalArgumentException e) {
      throw new NotSignedIn("Sign in first: this needs a valid token.");
    }
  }
}
