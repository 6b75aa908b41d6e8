package io.sightline.models.look;

import java.util.concurrent.CompletionException;

/** What is behind a failure that has come through futures. */
final class Failures {
  private Failures() {}

  /** Null for null. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
