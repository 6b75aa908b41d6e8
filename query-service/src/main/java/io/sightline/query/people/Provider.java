package io.sightline.query.people;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import io.sightline.domain.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenID Connect provider as it describes itself, and the keys that it signs with. However many
 * tokens name keys that nobody knows, it is asked once in a while only, and by one thread; while it
 * is away, what it said last holds on for an hour.
 */
final class Provider implements com.nimbusds.jose.jwk.source.JWKSource<SecurityContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Provider.class);

  /** Between one time that it is asked and the next, whatever came of it. */
  static final Duration ASKED_EVERY = Duration.ofSeconds(30);

  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration USABLE = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Of a code that it does not know (RFC 6749, section 5.2). */
  private static final int REFUSED = 400;

  private static final int MOST_BYTES = 1 << 20;
  private static final int OK = 200;

  /** What it may sign with: nothing that one who reads tokens could sign with as well. */
  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** Nobody can say now whether a token is good. */
  static final class AwayException extends RemoteKeySourceException {
    private static final long serialVersionUID = 1;

    AwayException() {
      super("The provider cannot be reached.", null);
    }
  }

  /** It answered, and does not want what it was sent. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(int status) {
      super("it answered " + status);
    }
  }

  /**
   * As it describes itself.
   *
   * @param authorization where people are sent to sign in
   * @param token where what they bring back is taken
   */
  record Description(URI authorization, URI token, URI keys) {}

  /** What it said, and when. */
  private record Said(Description description, JWKSet keys, long atNanos) {}

  private final String issuer;
  private final LongSupplier clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Said said;
  private volatile long askedNanos;
  private volatile boolean asked;
  private volatile boolean away;

  Provider(String issuer, LongSupplier clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  String issuer() {
    return issuer;
  }

  @Override
  public List<JWK> get(JWKSelector selector, SecurityContext context) throws AwayException {
    Said known = said;
    List<JWK> found = known == null ? List.of() : selector.select(known.keys());
    if (found.isEmpty() || isOlder(known, FRESH)) {
      ask();
      known = said;
      if (known == null || isOlder(known, USABLE)) {
        throw new AwayException();
      }
      found = selector.select(known.keys());
      if (found.isEmpty() && away) {
        throw new AwayException();
      }
    }
    return found;
  }

  /**
   * @throws AwayException when it has not said anything yet
   */
  Description description() throws AwayException {
    if (said == null) {
      ask();
    }
    Said known = said;
    if (known == null) {
      throw new AwayException();
    }
    return known.description();
  }

  private boolean isOlder(Said known, Duration age) {
    return clock.getAsLong() - known.atNanos() > age.toNanos();
  }

  /** Asks it, unless it was asked of late, or somebody is asking. */
  private void ask() {
    if (!asking.tryLock()) {
      return;
    }
    try {
      long now = clock.getAsLong();
      if (asked && now - askedNanos < ASKED_EVERY.toNanos()) {
        return;
      }
      askedNanos = now;
      asked = true;
      Description description = describe();
      said = new Said(description, JWKSet.parse(fetch(description.keys())), clock.getAsLong());
      away = false;
    } catch (IOException | ParseException | RuntimeException e) {
      away = true;
      LOG.warn("The sign-in provider {} cannot be asked for its keys: {}", issuer, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      asking.unlock();
    }
  }

  private Description describe() throws IOException, InterruptedException {
    String slash = issuer.endsWith("/") ? "" : "/";
    Map<?, ?> map =
        Json.read(
            fetch(URI.create(issuer + slash + ".well-known/openid-configuration")), Map.class);
    if (!issuer.equals(map.get("issuer"))) {
      throw new IOException("it calls itself " + map.get("issuer"));
    }
    return new Description(
        address(map, "authorization_endpoint"),
        address(map, "token_endpoint"),
        address(map, "jwks_uri"));
  }

  private static URI address(Map<?, ?> map, String member) throws IOException {
    if (map.get(member) instanceof String text && text.matches("https?://.+")) {
      return URI.create(text);
    }
    throw new IOException("its description has no " + member);
  }

  private String fetch(URI address) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address).build(), PATIENCE);
  }

  /**
   * @param patience until its answer is there as a whole; a request's own time-out ends where the
   *     answer begins
   */
  private String send(HttpRequest request, Duration patience)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, head -> new BoundedBody(MOST_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      int status = response.statusCode();
      if (status == REFUSED) {
        throw new RefusedException(status);
      }
      if (status != OK) {
        throw new IOException("it answered " + status);
      }
      return new String(response.body(), StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new IOException("it did not answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().toString(), e);
    } finally {
      // Ends what is still on its way.
      answer.cancel(true);
    }
  }

  /**
   * Has what somebody brought back from it turned into tokens.
   *
   * @param form as its token endpoint takes it
   * @throws RefusedException when it does not take the form
   * @throws IOException when it went away
   * @throws AwayException when it has not said anything yet
   */
  Map<?, ?> exchange(String form) throws IOException, InterruptedException, AwayException {
    HttpRequest request =
        HttpRequest.newBuilder(description().token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    return Json.read(send(request, PATIENCE.plus(PATIENCE)), Map.class);
  }
}
