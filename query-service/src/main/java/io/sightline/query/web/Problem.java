package io.sightline.query.web;

import org.springframework.http.HttpStatus;

/** A request cannot be answered; becomes problem details (RFC 9457). */
public final class Problem extends RuntimeException {
  private final HttpStatus status;

  private Problem(HttpStatus status, String detail) {
    super(detail);
    this.status = status;
  }

  /** There is no such thing, or none that the asker may know of. */
  public static Problem notFound(String what) {
    return new Problem(HttpStatus.NOT_FOUND, what + " is not here; check its name.");
  }

  public static Problem badRequest(String detail) {
    return new Problem(HttpStatus.BAD_REQUEST, detail);
  }

  public static Problem conflict(String detail) {
    return new Problem(HttpStatus.CONFLICT, detail);
  }

  public static Problem unavailable(String detail) {
    return new Problem(HttpStatus.SERVICE_UNAVAILABLE, detail);
  }

  public static Problem tooMany(String detail) {
    return new Problem(HttpStatus.TOO_MANY_REQUESTS, detail);
  }

  public static Problem unauthorized(String detail) {
    return new Problem(HttpStatus.UNAUTHORIZED, detail);
  }

  public HttpStatus status() {
    return status;
  }
}
