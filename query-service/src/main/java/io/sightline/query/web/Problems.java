package io.sightline.query.web;

import io.sightline.domain.json.Json;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** What goes wrong, as HTTP says it: a status, and problem details (RFC 9457). */
public final class Problems {
  private static final Map<Class<? extends Failure>, HttpStatus> STATUS =
      Map.of(
          Conflict.class, HttpStatus.CONFLICT,
          NotFound.class, HttpStatus.NOT_FOUND,
          NotSignedIn.class, HttpStatus.UNAUTHORIZED,
          Refused.class, HttpStatus.FORBIDDEN,
          TooMany.class, HttpStatus.TOO_MANY_REQUESTS,
          Unavailable.class, HttpStatus.SERVICE_UNAVAILABLE);

  private Problems() {}

  public static HttpStatus status(Failure failure) {
    return STATUS.get(failure.getClass());
  }

  /** Answers from ahead of the controllers, where nobody else does. */
  static void write(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response
        .getWriter()
        .write(
            Json.write(
                Map.of(
                    "status", status.value(),
                    "title", status.getReasonPhrase(),
                    "detail", detail)));
  }
}
