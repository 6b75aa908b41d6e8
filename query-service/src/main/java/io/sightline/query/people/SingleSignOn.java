package io.sightline.query.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.GroupGrant;
import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Role;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.limits.NetworkNeighbourhood;
import io.sightline.query.limits.RateLimit;
import io.sightline.store.people.UserRows;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Signing in with an OpenID Connect provider. Its tokens are taken as they are; whoever brings one
 * for the first time becomes a user, so that they can be granted things, shut out and found in the
 * audit as everybody else.
 */
@Component
public class SingleSignOn {
  private static final Logger LOG = LoggerFactory.getLogger(SingleSignOn.class);

  /** How far the provider's clock may be ahead. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  /** Its clock is so far ahead at most, when it says when a token was given out. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final Duration NOTED = Duration.ofHours(1);
  private static final int MOST_REMEMBERED = 10_000;
  private static final int MOST_OF_A_NAME = 50;
  private static final int MOST_OF_AN_END = 13;
  private static final int MOST_OF_A_CLAIM = 255;
  private static final int MOST_OF_A_TOKEN = 16_384;
  private static final int MOST_NAMES_TRIED = 100;

  /** RFC 6749, section 3.3. */
  private static final Set<String> SCOPES = Set.of("scope", "scp");

  private final Provider provider;
  private final NimbusJwtDecoder decoder;
  private final NimbusJwtDecoder idDecoder;
  private final String clientId;
  private final String groupsClaim;
  private final List<GroupGrant> groups;
  private final UserRows users;
  private final TransactionOperations transactions;
  private final Tokens tokens;
  private final Audit audit;
  private final RateLimit byAddress;

  /** Tokens whose first use was noted. */
  private final Cache<String, Boolean> signedIn =
      Caffeine.newBuilder().expireAfterWrite(NOTED).maximumSize(MOST_REMEMBERED).build();

  private final Cache<String, Proof> read =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST_REMEMBERED).build();

  @Autowired
  protected SingleSignOn(
      Settings settings,
      UserRows users,
      TransactionOperations transactions,
      Tokens tokens,
      Audit audit) {
    String issuer = settings.get(Settings.AUTH_ISSUER_URI);
    if (issuer != null && issuer.equals(settings.get(Settings.AUTH_ISSUER))) {
      throw new BadInput("`auth.issuer` is the service's own and cannot be `auth.issuer-uri`.");
    }
    this.users = users;
    this.transactions = transactions;
    this.tokens = tokens;
    this.audit = audit;
    this.clientId = settings.get(Settings.AUTH_CLIENT_ID);
    this.groupsClaim = settings.get(Settings.AUTH_GROUPS_CLAIM);
    this.groups = settings.get(Settings.AUTH_GROUPS);
    this.byAddress =
        new RateLimit(
            "sign-in-address",
            settings.get(Settings.LIMITS_SIGN_INS_ADDRESS),
            Duration.ofMinutes(1));
    this.provider = issuer == null ? null : new Provider(issuer, System::nanoTime);
    this.decoder =
        issuer == null ? null : decoder(provider, issuer, settings.get(Settings.AUTH_AUDIENCE));
    this.idDecoder =
        issuer == null || clientId == null ? null : decoder(provider, issuer, clientId);
  }

  private static NimbusJwtDecoder decoder(Provider provider, String issuer, String audience) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(Provider.ALGORITHMS, provider));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT,
            new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"),
            null));
    // Claims are looked at by the validators.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    MappedJwtClaimSetConverter usual = MappedJwtClaimSetConverter.withDefaults(Map.of());
    decoder.setClaimSetConverter(
        claims -> {
          Map<String, Object> converted = usual.convert(claims);
          if (!claims.containsKey("iat")) {
            // The usual one makes up a time, of which nobody knows whether it was before or after.
            converted.remove("iat");
          }
          return converted;
        });
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(SKEW),
            new JwtIssuerValidator(issuer),
            new JwtClaimValidator<List<String>>(
                "aud", named -> named != null && named.contains(audience)),
            new JwtClaimValidator<Instant>("exp", ends -> ends != null),
            // What is signed ahead would outlive whatever ends the tokens of before.
            new JwtClaimValidator<Instant>(
                "iat", issued -> issued != null && !issued.isAfter(Instant.now().plus(AHEAD))),
            new JwtClaimValidator<String>(
                "sub",
                subject ->
                    subject != null
                        && !subject.isBlank()
                        && subject.length() <= MOST_OF_A_CLAIM
                        && subject.indexOf('\0') < 0)));
    return decoder;
  }

  /** Whether a token says that the provider gave it out; nothing of it is looked at. */
  boolean isOfProvider(String token) {
    if (provider == null || token.length() > MOST_OF_A_TOKEN) {
      return false;
    }
    try {
      return provider.issuer().equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
    } catch (ParseException | RuntimeException e) {
      // It is no token at all.
      return false;
    }
  }

  /**
   * Whom a token of the provider names.
   *
   * @throws NotSignedIn when it is none, or is too old, or not meant for us
   * @throws Unavailable when the provider is away and its keys are not known
   */
  Proof read(String token) {
    String id = Hashes.of(token);
    Proof known = read.getIfPresent(id);
    if (known != null) {
      return known;
    }
    Jwt jwt = decode(decoder, token);
    UserRows.User user = user(jwt);
    if (signedIn.getIfPresent(id) == null) {
      audit.noteSignIn(user.username(), null, user.active());
      signedIn.put(id, true);
    }
    Proof proof =
        new Proof(
            Proof.Kind.SINGLE_SIGN_ON,
            user.id(),
            id,
            null,
            jwt.getIssuedAt(),
            null,
            jwt.getExpiresAt());
    read.put(id, proof);
    return proof;
  }

  private static Jwt decode(NimbusJwtDecoder decoder, String token) {
    try {
      return decoder.decode(token);
    } catch (JwtException | IllegalArgumentException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof Provider.AwayException) {
          throw away();
        }
      }
      throw Tokens.notGood();
    }
  }

  private static Unavailable away() {
    return new Unavailable(
        "The sign-in provider cannot be reached now; try again in a minute, or sign in with a"
            + " password.");
  }

  /** Whose token it is, as somebody new where need be; with what their groups may do. */
  private UserRows.User user(Jwt jwt) {
    UserRows.User user = known(jwt);
    if (groups != null && user.active()) {
      takeGroups(user, jwt);
    }
    return user;
  }

  private UserRows.User known(Jwt jwt) {
    String issuer = provider.issuer();
    String subject = jwt.getSubject();
    return users.find(issuer, subject).orElseGet(() -> welcome(issuer, subject, jwt));
  }

  private UserRows.User welcome(String issuer, String subject, Jwt jwt) {
    return transactions.execute(
        status -> {
          users.lock();
          Optional<UserRows.User> meanwhile = users.find(issuer, subject);
          if (meanwhile.isPresent()) {
            return meanwhile.get();
          }
          users
              .endedAt(issuer, subject)
              .filter(ended -> !jwt.getIssuedAt().isAfter(ended))
              .ifPresent(
                  ended -> {
                    throw new NotSignedIn("This user was deleted; sign in anew.");
                  });
          users.addSubject(freeName(jwt), freeEmail(jwt), Role.VIEWER.key(), issuer, subject);
          UserRows.User welcomed = users.find(issuer, subject).orElseThrow();
          audit.noteProvider(
              "create-user",
              welcomed.username(),
              People.rights(welcomed.role(), welcomed.grants()));
          return welcomed;
        });
  }

  /** What the provider calls them, or something like it that nobody here is called yet. */
  private String freeName(Jwt jwt) {
    String called = claim(jwt, "preferred_username");
    if (called == null) {
      called = claim(jwt, "email");
    }
    String usable =
        called == null
            ? ""
            : Normalizer.normalize(called, Normalizer.Form.NFKD)
                .replaceAll("@.*", "")
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9._-]", "-");
    usable = usable.replaceAll("^[^A-Za-z0-9]+", "");
    if (usable.isEmpty()) {
      usable = "user";
    }
    String base = usable.substring(0, Math.min(usable.length(), MOST_OF_A_NAME - MOST_OF_AN_END));
    String name = base;
    for (int i = 2; users.isTaken(name, 0); i++) {
      name =
          base
              + "-"
              + (i < MOST_NAMES_TRIED
                  ? i
                  : Hashes.of(jwt.getSubject() + i).substring(0, MOST_OF_AN_END - 1));
    }
    return name;
  }

  /** Their address, where the provider has seen that it is theirs and nobody here has it. */
  private String freeEmail(Jwt jwt) {
    String email = claim(jwt, "email");
    boolean verified = Boolean.TRUE.equals(jwt.getClaims().get("email_verified"));
    return email != null && verified && People.isEmail(email) && !users.isTaken(email, 0)
        ? email
        : null;
  }

  private static String claim(Jwt jwt, String name) {
    return jwt.getClaims().get(name) instanceof String text
            && !text.isBlank()
            && text.length() <= MOST_OF_A_CLAIM
        ? text
        : null;
  }

  private void takeGroups(UserRows.User user, Jwt jwt) {
    Set<String> theirs = theirs(jwt);
    List<GroupGrant> granted =
        groups.stream().filter(grant -> theirs.contains(grant.group())).toList();
    boolean admin = granted.stream().anyMatch(grant -> grant.site() == null);
    Map<String, String> sites = new HashMap<>();
    for (GroupGrant grant : granted) {
      if (grant.site() != null) {
        // Of two roles the one that may more; by chance it also comes first in the alphabet.
        sites.merge(
            grant.site(), grant.role(), (one, other) -> one.compareTo(other) < 0 ? one : other);
      }
    }
    transactions.executeWithoutResult(
        status -> {
          users.lock();
          if (!users.takesGroups(user.id(), jwt.getIssuedAt())) {
            return;
          }
          UserRows.User before = users.find(user.id()).orElse(user);
          boolean last = user.role().equals(Role.ADMIN.key()) && !users.hasOtherAdmin(user.id());
          if (!admin && last) {
            LOG.warn("{} is the last admin and stays one, whatever their groups.", user.username());
          }
          users.putRole(user.id(), (admin || last ? Role.ADMIN : Role.VIEWER).key());
          users.takeGrants(user.id());
          sites.forEach(
              (site, role) -> {
                if (!users.grant(user.username(), site, role)) {
                  LOG.warn("auth.groups grants the site '{}', which there is not.", site);
                }
              });
          noteRights(before, users.find(user.id()).orElseThrow());
        });
  }

  private void noteRights(UserRows.User before, UserRows.User after) {
    String were = People.rights(before.role(), before.grants());
    String are = People.rights(after.role(), after.grants());
    if (!are.equals(were)) {
      audit.noteProvider("change-user", after.username(), were + " becomes " + are);
    }
  }

  private Set<String> theirs(Jwt jwt) {
    Object claim = jwt.getClaims().get(groupsClaim);
    if (claim instanceof Collection<?> all) {
      return all.stream().map(String::valueOf).collect(Collectors.toSet());
    }
    if (!(claim instanceof String one)) {
      return Set.of();
    }
    // Some providers write a single group as a text, and names of groups have blanks in them; only
    // a scope is a list of words.
    Set<String> named = new HashSet<>(Set.of(one));
    named.addAll(List.of(one.split(SCOPES.contains(groupsClaim) ? "[ ,]+" : " *, *")));
    return named;
  }

  /**
   * Where a browser is sent that signs in with the provider.
   *
   * @param authorization the provider's authorization endpoint
   */
  public record Door(String issuer, String clientId, URI authorization) {}

  /** Empty where the dashboard does not sign in with a provider, or it has not answered yet. */
  public Optional<Door> door() {
    if (provider == null || clientId == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Door(provider.issuer(), clientId, provider.description().authorization()));
    } catch (Provider.AwayException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes what a browser brought back from the provider (authorization code with PKCE).
   *
   * @param redirect where it was sent back to
   * @param address of the machine that asks
   * @return a token of our own
   * @throws NotFound when the dashboard does not sign in with a provider
   * @throws NotSignedIn when the provider does not know the code
   * @throws Unavailable when it is away, or does not answer as one
   * @throws TooMany when they have tried too often
   */
  public SignIn.Pass exchange(String code, String verifier, String redirect, String address) {
    if (provider == null || clientId == null) {
      throw new NotFound("A sign-in provider");
    }
    if (code == null || verifier == null || redirect == null) {
      throw new BadInput("`code`, `code_verifier` and `redirect_uri` are needed.");
    }
    SignIn.requireLeft(byAddress.take(NetworkNeighbourhood.of(address)));
    Map<?, ?> given;
    try {
      given =
          provider.exchange(
              form(
                  Map.of(
                      "grant_type", "authorization_code",
                      "client_id", clientId,
                      "code", code,
                      "code_verifier", verifier,
                      "redirect_uri", redirect)));
    } catch (Provider.RefusedException e) {
      LOG.info("The sign-in provider refused a code: {}", e.getMessage());
      audit.noteSignIn("", address, false);
      throw new NotSignedIn("The sign-in provider does not know this code; sign in anew.");
    } catch (Provider.AwayException e) {
      throw away();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The sign-in provider {} does not take codes: {}", provider.issuer(), e.toString());
      throw away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The service is ending.");
    }
    UserRows.User known = whom(given);
    UserRows.User user =
        users
            .find(known.id())
            .filter(UserRows.User::active)
            .orElseThrow(
                () -> {
                  audit.noteSignIn(known.username(), address, false);
                  return new NotSignedIn("This user may not sign in any more.");
                });
    audit.noteSignIn(user.username(), address, true);
    return new SignIn.Pass(
        tokens.issue(user.id(), user.generation(), Instant.now()), tokens.lifetime());
  }

  /**
   * Whom the provider's answer names: its access token where that is meant for us, and else its ID
   * token, which is what OpenID Connect Core (section 3.1.3.3) gives to those who ask who somebody
   * is. Access tokens are opaque with many.
   */
  private UserRows.User whom(Map<?, ?> given) {
    if (given.get("access_token") instanceof String access && isOfProvider(access)) {
      try {
        return user(decode(decoder, access));
      } catch (NotSignedIn e) {
        LOG.debug("The provider's access token is not meant for auth.audience.");
      }
    }
    if (given.get("id_token") instanceof String id && isOfProvider(id)) {
      Jwt named = decode(idDecoder, id);
      if (groups == null || named.hasClaim(groupsClaim)) {
        return user(named);
      }
      LOG.warn(
          "The ID token of the sign-in provider has no claim '{}': what its people may do stays as it"
              + " is. Have it put the groups there too, or give access tokens for auth.audience.",
          groupsClaim);
      return known(named);
    }
    throw new NotSignedIn(
        "The sign-in provider gave no token that is meant for us: no access token for"
            + " `auth.audience`, and no ID token for `auth.client-id` (ask for the scope `openid`).");
  }

  private static String form(Map<String, String> members) {
    return members.entrySet().stream()
        .map(
            member ->
                member.getKey()
                    + "="
                    + URLEncoder.encode(member.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
