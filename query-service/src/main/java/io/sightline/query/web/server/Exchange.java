package io.sightline.query.web.server;

import org.apache.coyote.Response;

/** A request and its answer on one connection, as far as its times go. */
final class Exchange {
  static final long LOOK_MILLIS = 250;

  /** How long an answer may take to be taken, whatever its pace. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static final long LEAST_BYTES_A_SECOND = 10_000;
  private static final double NANOS_A_SECOND = 1e9;

  private volatile long headBegan;
  private volatile Response answering;
  private volatile long committedAt;

  /** Some of a request's head is there, and more is to come. */
  void headIsIncomplete(long now) {
    if (headBegan == 0) {
      headBegan = now;
    }
  }

  /** A whole request is there. */
  void headIsComplete(Response response) {
    headBegan = 0;
    committedAt = 0;
    answering = response;
  }

  /** A thread answers no more. */
  void isAnswered() {
    headBegan = 0;
    answering = null;
  }

  boolean isHeadOverdue(long now, long patience) {
    long began = headBegan;
    return began != 0 && now - began > patience;
  }

  /** Whether a thread has been writing for long to somebody who hardly reads. */
  boolean isAnswerTooSlow(long now) {
    Response response = answering;
    if (response == null || !response.isCommitted()) {
      return false;
    }
    if (committedAt == 0) {
      committedAt = now;
    }
    long since = now - committedAt;
    return since > PATIENCE_NANOS
        && response.getBytesWritten(false)
            < (since - PATIENCE_NANOS) / NANOS_A_SECOND * LEAST_BYTES_A_SECOND;
  }
}
