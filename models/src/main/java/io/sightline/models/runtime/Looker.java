package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import java.util.List;

/**
 * One worker's way to look at pictures. Not for use by several threads.
 *
 * @param <T> what is seen in one picture
 */
interface Looker<T> extends AutoCloseable {
  /**
   * What is to be seen in some pictures, at most a batch of them.
   *
   * @return by picture: what was seen, or why that one picture cannot be looked at
   * @throws ModelFailure when the model fails for all of them
   */
  List<Outcome<T>> look(List<Picture> pictures);

  @Override
  void close();

  /** What came of one picture: one of the two is null. */
  record Outcome<T>(T seen, RuntimeException failure) {
    static <T> Outcome<T> of(T seen) {
      return new Outcome<>(seen, null);
    }

    static <T> Outcome<T> failed(RuntimeException failure) {
      return new Outcome<>(null, failure);
    }
  }
}
