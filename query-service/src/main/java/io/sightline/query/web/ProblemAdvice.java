package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.failures.Failure;
import io.sightline.store.health.DatabaseFailure;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what goes wrong into problem details. No class names, no SQL, no stack traces. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  static final String DATABASE_AWAY =
      "The database cannot be reached now; try again in a few seconds.";
  private static final String TOO_MUCH =
      "The answer took too long to find; ask for a shorter time or fewer rows.";

  @InitBinder
  void strict(WebDataBinder binder) {
    Texts.strict(binder);
  }

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

  /** A parameter of another type: named, with what it should be. */
  @Override
  protected ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException problem,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String name =
        problem instanceof MethodArgumentTypeMismatchException named ? named.getName() : null;
    return createResponseEntity(
        ProblemDetail.forStatusAndDetail(
            status, "`" + (name == null ? "A parameter" : name) + "` " + wanted(problem)),
        headers,
        status,
        request);
  }

  private static String wanted(TypeMismatchException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof Texts.NoTime) {
        return cause.getMessage();
      }
      if (cause instanceof BadInput) {
        return "cannot be used: " + cause.getMessage();
      }
    }
    Class<?> type = problem.getRequiredType();
    if (type == Boolean.class || type == boolean.class) {
      return "should be true or false.";
    }
    if (type == UUID.class) {
      return "should be an id such as 123e4567-e89b-42d3-a456-426614174000.";
    }
    Class<?> whole = type == null ? Object.class : ClassUtils.resolvePrimitiveIfNecessary(type);
    if (whole == Double.class || whole == Float.class) {
      return "should be a number such as 0.5.";
    }
    return Number.class.isAssignableFrom(whole)
        ? "should be a whole number."
        : "cannot be used; check it.";
  }

  @Override
  protected ResponseEntity<Object> handleServletRequestBindingException(
      ServletRequestBindingException problem,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String detail =
        problem instanceof MissingServletRequestParameterException missing
            ? "`" + missing.getParameterName() + "` is missing; add it to the query."
            : "Something is missing in the request; see /docs.";
    return createResponseEntity(
        ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
  }

  /** A body that cannot be read: where, and what should stand there. */
  @Override
  protected ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException problem,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return createResponseEntity(
        ProblemDetail.forStatusAndDetail(status, BodyProblem.of(problem)),
        headers,
        status,
        request);
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
