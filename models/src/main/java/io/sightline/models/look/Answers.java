package io.sightline.models.look;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Several answers as one. */
final class Answers {
  private Answers() {}

  /** All of them, in their order; fails as soon as all are there and one has failed. */
  static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Asks about many things, some at a time: the next ones when all before them are answered.
   *
   * @return completes with all answers, in the things' order
   */
  static <I, T> CompletableFuture<List<T>> inTurns(
      List<I> things, int atOnce, Function<I, CompletableFuture<T>> ask) {
    CompletableFuture<List<T>> all = CompletableFuture.completedFuture(List.of());
    for (int from = 0; from < things.size(); from += atOnce) {
      List<I> turn = things.subList(from, Math.min(things.size(), from + atOnce));
      all =
          all.thenCompose(
              before -> all(turn.stream().map(ask).toList()).thenApply(now -> joined(before, now)));
    }
    return all;
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> joined = new ArrayList<>(first);
    joined.addAll(second);
    return joined;
  }
}
