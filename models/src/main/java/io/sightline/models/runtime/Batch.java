package io.sightline.models.runtime;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests that a worker takes at once.
 *
 * @param <T> what the model says of one picture
 */
final class Batch<T> {
  private final List<Request<T>> requests;
  private final Runnable whenDone;
  private final AtomicBoolean done = new AtomicBoolean();

  /**
   * @param whenDone called once, when the worker is done or given up
   */
  Batch(List<Request<T>> requests, Runnable whenDone) {
    this.requests = requests;
    this.whenDone = whenDone;
  }

  /** Nothing to be done. */
  static <T> Batch<T> none() {
    return new Batch<>(List.of(), () -> {});
  }

  List<Request<T>> requests() {
    return requests;
  }

  void done() {
    if (done.compareAndSet(false, true)) {
      whenDone.run();
    }
  }
}
