package io.sightline.models.look;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several answers as one. */
final class Answers {
  private Answers() {}

  /** All of them, in their order; fails as soon as all are there and one has failed. */
  static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }
}
