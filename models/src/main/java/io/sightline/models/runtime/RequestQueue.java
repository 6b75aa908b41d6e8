package io.sightline.models.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What waits for a model, of two ranks, each bounded. The first go first, and wait a moment for
 * others to join their batch. Spare ones are taken as they are while none of the first waits, by at
 * most half of those who take batches where there are users of the first rank.
 *
 * @param <T> what the model says of one picture
 */
final class RequestQueue<T> {
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final int takers;

  /** Guarded by this, as is everything below. */
  private final Deque<Request<T>> first = new ArrayDeque<>();

  private final Deque<Request<T>> spare = new ArrayDeque<>();
  private int room;
  private int spareRoom;
  private int users;
  private int spareBatches;

  /**
   * @param takers how many take batches
   */
  RequestQueue(int takers) {
    this.takers = takers;
  }

  /** One more user. */
  synchronized void admit(int pictures, boolean isSpare) {
    if (isSpare) {
      spareRoom += pictures;
    } else {
      room += pictures;
      users++;
    }
  }

  /** One less. */
  synchronized void leave(int pictures, boolean isSpare) {
    if (isSpare) {
      spareRoom -= pictures;
    } else {
      room -= pictures;
      users--;
    }
    notifyAll();
  }

  /** How many of the first rank may wait. */
  synchronized int room() {
    return room;
  }

  /** Whether there was room. A request whose answer is cancelled leaves. */
  boolean offer(Request<T> request) {
    synchronized (this) {
      Deque<Request<T>> waiting = request.isSpare() ? spare : first;
      if (waiting.size() >= (request.isSpare() ? spareRoom : room)) {
        return false;
      }
      waiting.add(request);
      notifyAll();
    }
    request
        .answer()
        .whenComplete(
            (seen, failure) -> {
              if (request.answer().isCancelled()) {
                remove(request);
              }
            });
    return true;
  }

  private synchronized void remove(Request<T> request) {
    (request.isSpare() ? spare : first).remove(request);
  }

  synchronized int size() {
    return first.size() + spare.size();
  }

  /**
   * Waits a moment for a first picture, and then, of the first rank, for others to join it.
   *
   * @return empty when none came
   */
  synchronized Batch<T> nextBatch(int most, Duration maxDelay) throws InterruptedException {
    long idle = System.nanoTime() + IDLE_NANOS;
    while (first.isEmpty() && !maySpare()) {
      if (!waitUntil(idle)) {
        return Batch.none();
      }
    }
    if (first.isEmpty()) {
      spareBatches++;
      return new Batch<>(taken(spare, most), this::spareIsDone);
    }
    List<Request<T>> batch = taken(first, most);
    long deadline = System.nanoTime() + maxDelay.toNanos();
    while (batch.size() < most && waitUntil(deadline)) {
      batch.addAll(taken(first, most - batch.size()));
    }
    batch.removeIf(Request::isOver);
    return new Batch<>(batch, () -> {});
  }

  private boolean maySpare() {
    int share = users == 0 ? takers : Math.max(1, takers / 2);
    return !spare.isEmpty() && spareBatches < share;
  }

  private synchronized void spareIsDone() {
    spareBatches--;
    notifyAll();
  }

  /** Whether there is time left. */
  private boolean waitUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    TimeUnit.NANOSECONDS.timedWait(this, left);
    return true;
  }

  private static <T> List<Request<T>> taken(Deque<Request<T>> waiting, int most) {
    List<Request<T>> taken = new ArrayList<>(most);
    while (taken.size() < most && !waiting.isEmpty()) {
      taken.add(waiting.poll());
    }
    return taken;
  }

  /** Answers all that wait. */
  void fail(RuntimeException reason) {
    List<Request<T>> left = new ArrayList<>();
    synchronized (this) {
      left.addAll(first);
      left.addAll(spare);
      first.clear();
      spare.clear();
    }
    left.forEach(request -> request.fail(reason));
  }
}
