package io.sightline.query.access;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
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
public class Tokens {
  private static final String AUDIENCE = "sightline";

  private static final String TICKET_AUDIENCE = "sightline-live";
  private static final Duration TICKET_LIFETIME = Duration.ofSeconds(30);

  /** Far more than are given out while one of them is good. */
  private static final int MAX_USED = 100_000;

  private final Map<String, Boolean> used =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_USED;
        }
      };
  private final NimbusJwtDecoder tickets;
  private final NimbusJwtEncoder encoder;
  private final NimbusJwtDecoder decoder;
  private final String issuer;
  private final Duration lifetime;

  Tokens(QueryServiceOptions options) {
    SecretKey key =
        new SecretKeySpec(options.jwtSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.issuer = options.settings().get(Settings.AUTH_ISSUER);
    this.lifetime = options.settings().get(Settings.AUTH_TOKEN_LIFETIME);
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
   * @throws JwtException when it is none, is too old, or was used
   */
  public String useTicket(String ticket) {
    Jwt read = tickets.decode(ticket);
    synchronized (used) {
      if (used.put(read.getId(), true) != null) {
        throw new BadJwtException("The ticket was used.");
      }
    }
    return read.getSubject();
  }

  Duration lifetime() {
    return lifetime;
  }

  JwtDecoder decoder() {
    return decoder;
  }

  /**
   * Whom a token names.
   *
   * @throws JwtException when it is none of ours or is too old
   */
  public String read(String token) {
    return decoder.decode(token).getSubject();
  }
}
