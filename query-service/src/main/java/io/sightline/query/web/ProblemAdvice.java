package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.failures.Failure;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what goes wrong into problem details. No class names, no SQL, no stack traces. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  static final String DATABASE_AWAY =
      "The database cannot be reached now; try again in a few seconds.";
  private static final String TOO_MUCH =
      "The answer took too long to find; ask for a shorter time or fewer rows.";

  /** SQL state of a statement that was cancelled for its time. */
  private static final String CANCELLED = "57014";

  /** SQL states of values that are no values of their type. */
  private static final String UNUSABLE_VALUE = "22";

  @ExceptionHandler(Failure.class)
  ResponseEntity<ProblemDetail> failure(Failure failure) {
    return answer(Problems.status(failure), failure.getMessage());
  }

  @ExceptionHandler(BadInput.class)
  ResponseEntity<ProblemDetail> badInput(BadInput problem) {
    return answer(HttpStatus.BAD_REQUEST, problem.getMessage());
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class, SQLException.class})
  ResponseEntity<ProblemDetail> database(Exception failure) {
    String state = sqlState(failure);
    if (failure instanceof QueryTimeoutException || CANCELLED.equals(state)) {
      return answer(HttpStatus.SERVICE_UNAVAILABLE, TOO_MUCH);
    }
    if (state != null && state.startsWith(UNUSABLE_VALUE)) {
      return answer(HttpStatus.BAD_REQUEST, "A value in the request cannot be used.");
    }
    boolean connected = state != null && !state.startsWith("08") && !state.startsWith("57");
    if (connected) {
      LOG.error("A query failed.", failure);
      return answer(HttpStatus.INTERNAL_SERVER_ERROR, "The answer could not be found.");
    }
    LOG.warn("The database cannot be reached: {}", failure.getMessage());
    return answer(HttpStatus.SERVICE_UNAVAILABLE, DATABASE_AWAY);
  }

  @ExceptionHandler(RuntimeException.class)
  ResponseEntity<ProblemDetail> unexpected(RuntimeException failure) {
    if (sqlState(failure) != null) {
      return database(failure);
    }
    LOG.error("A request failed.", failure);
    return answer(HttpStatus.INTERNAL_SERVER_ERROR, "This request could not be answered.");
  }

  private static String sqlState(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail) {
    return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
  }
}
