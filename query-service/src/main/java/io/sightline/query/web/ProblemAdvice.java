package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.failures.Failure;
import io.sightline.store.health.DatabaseFailure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what goes wrong into problem details. No class names, no SQL, no stack traces. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  static final String DATABASE_AWAY =
      "The database cannot be reached now; try again in a few seconds.";
  private static final String TOO_MUCH =
      "The answer took too long to find; ask for a shorter time or fewer rows.";

  @ExceptionHandler(Failure.class)
  ResponseEntity<ProblemDetail> failure(Failure failure) {
    HttpStatus status = Problems.status(failure);
    return ResponseEntity.status(status)
        .headers(Problems.headers(failure))
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(ProblemDetail.forStatusAndDetail(status, failure.getMessage()));
  }

  @ExceptionHandler(BadInput.class)
  ResponseEntity<ProblemDetail> badInput(BadInput problem) {
    return answer(HttpStatus.BAD_REQUEST, problem.getMessage());
  }

  @ExceptionHandler(RuntimeException.class)
  ResponseEntity<ProblemDetail> unexpected(RuntimeException failure) {
    Optional<DatabaseFailure> database = DatabaseFailure.of(failure);
    if (database.isEmpty()) {
      LOG.error("A request failed.", failure);
      return answer(HttpStatus.INTERNAL_SERVER_ERROR, "This request could not be answered.");
    }
    return switch (database.get()) {
      case AWAY -> {
        LOG.warn("The database cannot be reached: {}", failure.getMessage());
        yield answer(HttpStatus.SERVICE_UNAVAILABLE, DATABASE_AWAY);
      }
      case TOO_LONG -> answer(HttpStatus.SERVICE_UNAVAILABLE, TOO_MUCH);
      case UNUSABLE_VALUE ->
          answer(HttpStatus.BAD_REQUEST, "A value in the request cannot be used.");
      case BROKEN -> {
        LOG.error("A query failed.", failure);
        yield answer(HttpStatus.INTERNAL_SERVER_ERROR, "The answer could not be found.");
      }
    };
  }

  /** What is wrong is said whatever the asker would rather have read. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }

  private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(ProblemDetail.forStatusAndDetail(status, detail));
  }
}
