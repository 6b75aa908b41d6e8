package io.sightline.query.people;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Scope;
import io.sightline.query.failures.NotSignedIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/**
 * The service's own tokens (RFC 7519, HMAC SHA-256). They say whose they are and of which
 * generation; what their user may do, and whether they were ended, is looked up.
 */
@Component
public final class Tokens {
  private static final String AUDIENCE = "sightline";
  private static final String TICKET_AUDIENCE = "sightline-live";
  private static final String GENERATION = "gen";

  /** Of a ticket: how the one who took it had proven who they are. */
  private static final String KIND = "via";

  private static final String PROOF = "via_id";
  private static final String ISSUED = "via_iat";
  private static final String ENDS = "via_exp";
  private static final String SCOPES = "via_scopes";

  static final Duration TICKET_LIFETIME = Duration.ofSeconds(30);

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

  /**
   * A token for somebody.
   *
   * @param generation of their tokens
   */
  String issue(long userId, long generation, Instant now) {
    return text(claims(AUDIENCE, userId, now, lifetime).claim(GENERATION, generation));
  }

  private JwtClaimsSet.Builder claims(String audience, long userId, Instant now, Duration goodFor) {
    return JwtClaimsSet.builder()
        .issuer(issuer)
        .audience(List.of(audience))
        .subject(Long.toString(userId))
        .id(UUID.randomUUID().toString())
        .issuedAt(now)
        .expiresAt(now.plus(goodFor));
  }

  private String text(JwtClaimsSet.Builder claims) {
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return encoder.encode(JwtEncoderParameters.from(header, claims.build())).getTokenValue();
  }

  /**
   * For one connection to the live feed, soon: browsers cannot send a header with it.
   *
   * @param proof which the connection then stands on, and ends with
   */
  String issueTicket(Proof proof, Instant now) {
    JwtClaimsSet.Builder claims =
        claims(TICKET_AUDIENCE, proof.userId(), now, TICKET_LIFETIME)
            .claim(KIND, proof.kind().name())
            .claim(PROOF, proof.id());
    if (proof.generation() != null) {
      claims.claim(GENERATION, proof.generation());
    }
    if (proof.issuedAt() != null) {
      claims.claim(ISSUED, proof.issuedAt().getEpochSecond());
    }
    if (proof.endsAt() != null) {
      claims.claim(ENDS, proof.endsAt().toEpochMilli());
    }
    if (proof.scopes() != null) {
      claims.claim(SCOPES, proof.scopes().stream().map(Scope::name).sorted().toList());
    }
    return text(claims);
  }

  /**
   * A ticket that was read, and is not yet taken.
   *
   * @param id by which it is taken, once
   */
  record Ticket(String id, Instant endsAt, Proof proof) {}

  /**
   * Reads a ticket.
   *
   * @throws NotSignedIn when it is none, or is too old
   */
  Ticket readTicket(String ticket) {
    Jwt read = decode(tickets, ticket);
    List<String> scopes = read.getClaimAsStringList(SCOPES);
    Number issued = read.getClaim(ISSUED);
    Number ends = read.getClaim(ENDS);
    Proof proof =
        new Proof(
            Proof.Kind.valueOf(read.getClaimAsString(KIND)),
            Long.parseLong(read.getSubject()),
            read.getClaimAsString(PROOF),
            generation(read),
            issued == null ? null : Instant.ofEpochSecond(issued.longValue()),
            scopes == null ? null : scopes(scopes),
            ends == null ? null : Instant.ofEpochMilli(ends.longValue()));
    return new Ticket(read.getId(), read.getExpiresAt(), proof);
  }

  private static Set<Scope> scopes(List<String> names) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    names.forEach(name -> scopes.add(Scope.valueOf(name)));
    return scopes;
  }

  private static Long generation(Jwt read) {
    Number generation = read.getClaim(GENERATION);
    return generation == null ? null : generation.longValue();
  }

  /** How long a token is good. */
  Duration lifetime() {
    return lifetime;
  }

  /**
   * Whom a token names.
   *
   * @throws NotSignedIn when it is none of ours or is too old
   */
  Proof read(String token) {
    Jwt read = decode(decoder, token);
    Long generation = generation(read);
    if (generation == null || read.getId() == null || !read.getSubject().matches("\\d{1,18}")) {
      throw notGood();
    }
    return new Proof(
        Proof.Kind.TOKEN,
        Long.parseLong(read.getSubject()),
        read.getId(),
        generation,
        null,
        null,
        read.getExpiresAt());
  }

  private static Jwt decode(NimbusJwtDecoder decoder, String text) {
    try {
      return decoder.decode(text);
    } catch (JwtException | IllegalArgumentException e) {
      throw notGood();
    }
  }

  static NotSignedIn notGood() {
    return new NotSignedIn("Sign in first: this needs a valid token.");
  }
}
