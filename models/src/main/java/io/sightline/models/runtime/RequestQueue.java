package io.sightline.models.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Pictures that wait for a model, as many as its users may bring together. Nobody waits to bring
 * one; workers wait for them.
 *
 * @param <T> what the model says of one picture
 */
final class RequestQueue<T> {
  private static final long IDLE_MILLIS = 100;

  private final BlockingQueue<Request<T>> waiting = new LinkedBlockingQueue<>();

  /** Guarded by this. */
  private int room;

  /** One more user, or, with a negative number, one less. */
  synchronized void admit(int pictures) {
    room += pictures;
  }

  synchronized int room() {
    return room;
  }

  /** Whether there was room. A request whose answer is cancelled leaves. */
  boolean offer(Request<T> request) {
    synchronized (this) {
      if (waiting.size() >= room) {
        return false;
      }
      waiting.add(request);
    }
    request
        .answer()
        .whenComplete(
            (seen, failure) -> {
              if (request.answer().isCancelled()) {
                waiting.remove(request);
              }
            });
    return true;
  }

  int size() {
    return waiting.size();
  }

  /**
   * Waits a moment for a first picture, and then for others to join it.
   *
   * @return empty when none came
   */
  List<Request<T>> nextBatch(int most, Duration maxDelay) throws InterruptedException {
    List<Request<T>> batch = new ArrayList<>(most);
    Request<T> first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    if (first == null) {
      return batch;
    }
    batch.add(first);
    long deadline = System.nanoTime() + maxDelay.toNanos();
    while (batch.size() < most) {
      waiting.drainTo(batch, most - batch.size());
      long left = deadline - System.nanoTime();
      Request<T> next =
          batch.size() < most && left > 0 ? waiting.poll(left, TimeUnit.NANOSECONDS) : null;
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    batch.removeIf(Request::isOver);
    return batch;
  }

  /** Answers all that wait. */
  void fail(RuntimeException reason) {
    List<Request<T>> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(request -> request.fail(reason));
  }
}
