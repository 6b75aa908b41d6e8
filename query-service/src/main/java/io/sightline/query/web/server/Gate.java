package io.sightline.query.web.server;

import io.sightline.domain.settings.Settings;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.limits.Asking;
import io.sightline.query.limits.NetworkNeighbourhood;
import io.sightline.query.limits.RateLimit;
import io.sightline.query.people.Proofs;
import io.sightline.query.web.Problems;
import io.sightline.query.web.SessionCookie;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * What every request passes first. Its body is taken without a thread that waits for it; who asks
 * too often, or too much at once, is told so; health is told to everybody at any time.
 */
final class Gate extends HttpFilter {
  private static final long serialVersionUID = 1;

  private static final Set<String> METHODS =
      new LinkedHashSet<>(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));
  private static final int HEXADECIMAL = 16;
  private static final String HEALTH = "/health";
  private static final Set<String> SIGN_IN =
      Set.of("/api/v1/auth/login", "/auth/login", "/api/auth/login");
  private static final String UPGRADE = "Upgrade";
  private static final String API_KEY = "X-API-Key";
  private static final String BODY = Gate.class.getName();

  /** Where pictures come in. */
  private static final List<String> PICTURES =
      List.of("/api/v1/detect/", "/api/v1/analyze/", "/api/v1/predict");

  /** Where pictures come in that are kept. */
  private static final String KEPT_PICTURES = "/api/upload_image";

  /** Where videos come in. */
  private static final String VIDEOS = "/api/uploads";

  /** Of a form or of JSON, beside its pictures. */
  private static final long BESIDE_PICTURES = 1 << 20;

  /** Bytes that somebody may send who has not signed in. */
  private static final long MOST_OF_STRANGERS = 16 << 10;

  /** Requests with pictures of one person or address that are being sent and answered. */
  private static final int MOST_SENT_AT_ONCE = 64;

  static final int MOST_AT_ONCE = 48;

  /**
   * Requests that wait for others. With those that are answered they are fewer than there are
   * threads, so that some are left to say no, and how things are.
   */
  static final int MOST_WAITING = 64;

  /** Who is not let in by then is told so while it is soon. */
  private static final long WAIT_MILLIS = 250;

  private final transient Settings settings;
  private final transient Proofs proofs;
  private final transient Proxies proxies;
  private final transient RateLimit requests;
  private final transient Deliveries deliveries = new Deliveries();
  private final transient Semaphore atOnce = new Semaphore(MOST_AT_ONCE, true);
  private final transient Semaphore waiting = new Semaphore(MOST_WAITING);
  private final transient Map<String, Integer> atOnceBy = new ConcurrentHashMap<>();
  private final transient Map<String, Integer> sentBy = new ConcurrentHashMap<>();

  Gate(Settings settings, Proofs proofs, Proxies proxies) {
    this.settings = settings;
    this.proofs = proofs;
    this.proxies = proxies;
    this.requests =
        new RateLimit("requests", settings.get(Settings.LIMITS_REQUESTS), Duration.ofSeconds(1));
  }

  @Override
  protected void doFilter(HttpServletRequest plain, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = proxies.seenThrough(plain);
    boolean isNew = request.getDispatcherType() == DispatcherType.REQUEST;
    GatheredBody body = (GatheredBody) request.getAttribute(BODY);
    if (isNew && !isEscaped(request.getRequestURI())) {
      // The server lets them pass in parameters of a path, and those behind it stumble.
      response.setHeader(HttpHeaders.CONNECTION, "close");
      Problems.write(
          request, response, HttpStatus.BAD_REQUEST, ProblemReports.detail(HttpStatus.BAD_REQUEST));
    } else if (isNew && hasBody(request)) {
      gather(request, response, chain);
    } else if (body != null) {
      request.removeAttribute(BODY);
      GatheredRequest whole = new GatheredRequest(request, body);
      try (body) {
        answer(whole, response, chain);
      } finally {
        whole.isAnswered();
      }
    } else if (isNew) {
      answer(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Whether each percent sign begins an escape. */
  private static boolean isEscaped(String path) {
    for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
      if (i + 2 >= path.length()
          || Character.digit(path.charAt(i + 1), HEXADECIMAL) < 0
          || Character.digit(path.charAt(i + 2), HEXADECIMAL) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private void gather(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean signIn = SIGN_IN.contains(path(request));
    boolean stranger = signIn || user(request).isEmpty();
    long most = most(request, stranger);
    if (request.getContentLengthLong() > most) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
      if (stranger && !signIn) {
        // They are told to sign in, and nothing is read.
        answer(request, response, chain);
      } else {
        Problems.write(request, response, HttpStatus.CONTENT_TOO_LARGE, Gathering.tooLarge(most));
      }
      return;
    }
    GatheredBody body = new GatheredBody();
    if (most > settings.get(Settings.LIMITS_JSON_BODY) || stranger && most > MOST_OF_STRANGERS) {
      String who = who(request);
      if (sentBy.merge(who, 1, Integer::sum) > MOST_SENT_AT_ONCE) {
        sentIsOver(who);
        response.setHeader(HttpHeaders.CONNECTION, "close");
        Problems.write(
            request,
            response,
            new TooMany("You are sending too many pictures at once; wait for some."));
        return;
      }
      body.whenClosed(() -> sentIsOver(who));
    }
    request.setAttribute(BODY, body);
    AsyncContext later = request.startAsync();
    // Silence is noticed by the connection, and slowness with each byte.
    later.setTimeout(0);
    Gathering gathering =
        new Gathering(
            later,
            request.getInputStream(),
            body,
            most,
            settings.get(Settings.LIMITS_BODY_PATIENCE));
    later.addListener(gathering);
    request.getInputStream().setReadListener(gathering);
  }

  /** A slash at the end means the same. */
  private static String path(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private void sentIsOver(String who) {
    sentBy.computeIfPresent(who, (key, many) -> many == 1 ? null : many - 1);
  }

  private long most(HttpServletRequest request, boolean stranger) {
    String path = path(request);
    if (path.equals(VIDEOS) && !stranger) {
      return BESIDE_PICTURES + settings.get(Settings.LIMITS_UPLOAD);
    }
    boolean taken =
        PICTURES.stream().anyMatch(path::startsWith)
                && settings.get(Settings.AUTH_ANONYMOUS_PREDICTIONS)
            || path.equals(KEPT_PICTURES) && settings.get(Settings.AUTH_ANONYMOUS_UPLOADS);
    boolean pictures = PICTURES.stream().anyMatch(path::startsWith) || path.equals(KEPT_PICTURES);
    if (pictures && (!stranger || taken)) {
      String type = String.valueOf(request.getContentType());
      long upload =
          stranger ? settings.get(Settings.LIMITS_PICTURE) : settings.get(Settings.LIMITS_UPLOAD);
      return BESIDE_PICTURES
          + (type.startsWith("application/json")
              ? settings.get(Settings.LIMITS_PICTURE) / 2 * 3
              : upload);
    }
    return stranger ? MOST_OF_STRANGERS : settings.get(Settings.LIMITS_JSON_BODY);
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!METHODS.contains(request.getMethod())) {
      response.setHeader(HttpHeaders.ALLOW, String.join(", ", METHODS));
      Problems.write(
          request,
          response,
          HttpStatus.METHOD_NOT_ALLOWED,
          ProblemReports.detail(HttpStatus.METHOD_NOT_ALLOWED));
      return;
    }
    try {
      request.getParameterMap();
    } catch (IllegalStateException | IllegalArgumentException e) {
      Problems.write(
          request,
          response,
          HttpStatus.BAD_REQUEST,
          "The address's query cannot be read; percent-encode it, as name=value&name=value.");
      return;
    }
    String path = path(request);
    if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
      chain.doFilter(request, response);
      return;
    }
    String who = who(request);
    try {
      require(requests.take(who));
      begin(who);
    } catch (Failure e) {
      Problems.write(request, response, e);
      return;
    }
    boolean gathered = request.getMethod().equals("GET") && request.getHeader(UPGRADE) == null;
    ContentCachingResponseWrapper answer =
        gathered ? new ContentCachingResponseWrapper(response) : null;
    try {
      Asking.as(who);
      chain.doFilter(request, gathered ? answer : response);
    } finally {
      Asking.as(null);
      atOnceBy.computeIfPresent(who, (key, many) -> many == 1 ? null : many - 1);
      atOnce.release();
    }
    if (gathered) {
      try {
        deliveries.send(who, request, response, answer);
      } catch (TooMany | Unavailable e) {
        response.reset();
        Problems.write(request, response, e);
      }
    }
  }

  private static void require(RateLimit.Answer answer) {
    if (!answer.granted()) {
      throw new TooMany(
          "More than " + answer.quota().most() + " requests a second; ask less often.",
          answer.quota());
    }
  }

  private void begin(String who) {
    int most = settings.get(Settings.LIMITS_REQUESTS_AT_ONCE);
    int now = atOnceBy.merge(who, 1, Integer::sum);
    if (now > most) {
      atOnceBy.computeIfPresent(who, (key, many) -> many == 1 ? null : many - 1);
      throw new TooMany(
          "More than " + most + " of your requests are being answered; wait for one of them.");
    }
    if (!atOnce.tryAcquire() && !isLetIn()) {
      atOnceBy.computeIfPresent(who, (key, many) -> many == 1 ? null : many - 1);
      throw new Unavailable("Too much is asked at once; try again in a second.");
    }
  }

  private boolean isLetIn() {
    if (!waiting.tryAcquire()) {
      return false;
    }
    try {
      return atOnce.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.release();
    }
  }

  private String who(HttpServletRequest request) {
    String address = NetworkNeighbourhood.of(request.getRemoteAddr());
    return user(request).map(user -> "user " + user).orElse("address " + address);
  }

  /** Number of whoever a token or key names that is good; empty for nobody. */
  private Optional<Long> user(HttpServletRequest request) {
    return proofs.glance(
        SessionCookie.authorization(request),
        request.getHeader(API_KEY),
        NetworkNeighbourhood.of(request.getRemoteAddr()));
  }
}
