package io.sightline.query.web;

import io.sightline.domain.json.Json;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Outdated;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.TooLarge;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** What goes wrong, as HTTP says it: a status, and problem details (RFC 9457). */
public final class Problems {
  private static final Map<Class<? extends Failure>, HttpStatus> STATUS =
      Map.of(
          Conflict.class, HttpStatus.CONFLICT,
          NotFound.class, HttpStatus.NOT_FOUND,
          NotSignedIn.class, HttpStatus.UNAUTHORIZED,
          Outdated.class, HttpStatus.PRECONDITION_FAILED,
          Refused.class, HttpStatus.FORBIDDEN,
          TooLarge.class, HttpStatus.CONTENT_TOO_LARGE,
          TooMany.class, HttpStatus.TOO_MANY_REQUESTS,
          Unavailable.class, HttpStatus.SERVICE_UNAVAILABLE);

  private Problems() {}

  public static HttpStatus status(Failure failure) {
    return STATUS.get(failure.getClass());
  }

  /** When to come again, and what is used up (the RateLimit fields that the IETF drafts name). */
  public static HttpHeaders headers(Failure failure) {
    HttpHeaders headers = new HttpHeaders();
    if (failure instanceof Unavailable) {
      headers.set(HttpHeaders.RETRY_AFTER, "1");
    }
    if (failure instanceof TooMany tooMany) {
      long again = tooMany.quota().map(quota -> upwards(quota.again())).orElse(1L);
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(again));
      tooMany
          .quota()
          .ifPresent(
              quota -> {
                headers.set("RateLimit-Limit", Long.toString(quota.most()));
                headers.set("RateLimit-Remaining", Long.toString(quota.left()));
                headers.set("RateLimit-Reset", Long.toString(again));
                headers.set(
                    "RateLimit-Policy",
                    quota.most()
                        + ";w="
                        + quota.window().toSeconds()
                        + ";name=\""
                        + quota.name()
                        + "\"");
              });
    }
    return headers;
  }

  private static long upwards(Duration duration) {
    return Math.max(1, duration.plusSeconds(1).minusNanos(1).toSeconds());
  }

  /** Answers from ahead of the controllers, where nobody else does. */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, Failure failure)
      throws IOException {
    headers(failure).forEach((name, values) -> response.setHeader(name, values.get(0)));
    write(request, response, status(failure), failure.getMessage());
  }

  /** Answers from ahead of the controllers, where nobody else does. */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] body = text(request.getRequestURI(), status, detail).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Problem details where no path is asked for, as of a WebSocket. */
  public static String text(HttpStatus status, String detail) {
    return text(null, status, detail);
  }

  /**
   * Problem details.
   *
   * @param path that was asked for; null for none
   */
  public static String text(String path, HttpStatus status, String detail) {
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("status", status.value());
    says.put("title", status.getReasonPhrase());
    says.put("detail", detail);
    if (CarWatchPaths.has(path)) {
      says.putAll(CarWatchPaths.failure(detail));
    }
    return Json.write(says);
  }
}
