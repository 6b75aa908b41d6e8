package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import java.util.concurrent.CompletableFuture;

/**
 * A picture and the answer that somebody waits for.
 *
 * @param <T> what the model says of one picture
 */
final class Request<T> {
  private final Picture picture;
  private final boolean spare;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private int attempts;

  Request(Picture picture) {
    this(picture, false);
  }

  /**
   * @param spare whether it waits for all that are not
   */
  Request(Picture picture, boolean spare) {
    this.picture = picture;
    this.spare = spare;
  }

  boolean isSpare() {
    return spare;
  }

  Picture picture() {
    return picture;
  }

  CompletableFuture<T> answer() {
    return answer;
  }

  /** Whether nobody waits for it any more. */
  boolean isOver() {
    return answer.isDone();
  }

  void complete(Looker.Outcome<T> outcome) {
    if (outcome.failure() == null) {
      answer.complete(outcome.seen());
    } else {
      answer.completeExceptionally(outcome.failure());
    }
  }

  void fail(Throwable reason) {
    answer.completeExceptionally(reason);
  }

  /**
   * Counts an attempt that came to nothing. Called by the thread that watches.
   *
   * @return whether there may be one more
   */
  boolean mayTryAgain(int most) {
    attempts++;
    return attempts < most && !isOver();
  }
}
