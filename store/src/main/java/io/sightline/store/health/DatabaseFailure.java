package io.sightline.store.health;

import java.sql.SQLException;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.TransactionException;

/** What a failure says of the database, as its SQL state tells. */
public enum DatabaseFailure {
  /** It cannot be reached, or is ending. */
  AWAY,
  /** A statement was cancelled for its time. */
  TOO_LONG,
  /** A value is none of its type. */
  UNUSABLE_VALUE,
  /** A statement is wrong. */
  BROKEN;

  private static final String CANCELLED = "57014";
  private static final String VALUES = "22";
  private static final String CONNECTIONS = "08";
  private static final String OPERATORS = "57";

  /** Empty when it is no failure of the database. */
  public static Optional<DatabaseFailure> of(Throwable failure) {
    String state = sqlState(failure);
    if (failure instanceof QueryTimeoutException || CANCELLED.equals(state)) {
      return Optional.of(TOO_LONG);
    }
    if (state == null) {
      boolean unanswered =
          failure instanceof DataAccessException || failure instanceof TransactionException;
      return unanswered ? Optional.of(AWAY) : Optional.empty();
    }
    if (state.startsWith(VALUES)) {
      return Optional.of(UNUSABLE_VALUE);
    }
    boolean away = state.startsWith(CONNECTIONS) || state.startsWith(OPERATORS);
    return Optional.of(away ? AWAY : BROKEN);
  }

  private static String sqlState(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
