package io.sightline.models.runtime;

import java.util.List;

/**
 * A thread of a pool with its looker, which takes batches as long as there is work; given up when a
 * call takes too long.
 *
 * @param <T> what the model says of one picture
 */
final class PoolWorker<T> implements Runnable {
  /** What a worker works for. */
  interface Shop<T> {
    /** Waits a moment for work; empty when there is none. */
    Batch<T> nextBatch() throws InterruptedException;

    /** Whether no more work is to be taken. */
    boolean isOver();

    /** A call came back with answers. */
    void worked();

    /** A call for one picture alone failed; answers it. */
    void failed(Request<T> request, Throwable cause);

    /** The worker's thread ends. */
    void left(PoolWorker<T> worker);
  }

  private final Shop<T> shop;
  private final Looker<T> looker;
  private final Thread thread;
  private final List<Request<T>> firstOfAll;

  /** Guarded by this, as are the three below; empty between calls. */
  private List<Request<T>> inHand = List.of();

  private long begunNanos;
  private boolean givenUp;
  private Batch<T> batch = Batch.none();

  /**
   * @param looker closed when the thread ends
   * @param firstOfAll what another worker left, asked one by one
   */
  PoolWorker(Shop<T> shop, Looker<T> looker, List<Request<T>> firstOfAll, String name) {
    this.shop = shop;
    this.looker = looker;
    this.firstOfAll = firstOfAll;
    this.thread = OwnThreads.daemon(PoolWorker.class, name, this);
  }

  void start() {
    thread.start();
  }

  Thread thread() {
    return thread;
  }

  @Override
  public void run() {
    try (looker) {
      answerOneByOne(firstOfAll);
      while (!shop.isOver() && !isGivenUp()) {
        Batch<T> next = shop.nextBatch();
        begin(next);
        try {
          if (!next.requests().isEmpty()) {
            answer(next.requests());
          }
        } finally {
          next.done();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shop.left(this);
    }
  }

  private synchronized void begin(Batch<T> next) {
    batch = next;
  }

  private void answer(List<Request<T>> requests) {
    take(requests);
    try {
      List<Looker.Outcome<T>> outcomes = look(requests);
      if (putDown()) {
        shop.worked();
        for (int i = 0; i < requests.size(); i++) {
          requests.get(i).complete(outcomes.get(i));
        }
      }
    } catch (RuntimeException | Error e) {
      // One picture may have spoilt the call for all.
      if (putDown()) {
        answerOneByOne(requests);
      }
    }
  }

  private void answerOneByOne(List<Request<T>> requests) {
    for (int i = 0; i < requests.size(); i++) {
      Request<T> request = requests.get(i);
      // Those that still wait are in hand, too: whoever replaces this worker asks for them.
      take(requests.subList(i, requests.size()));
      Looker.Outcome<T> outcome = null;
      Throwable failure = null;
      try {
        outcome = look(List.of(request)).get(0);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      if (!putDown()) {
        return;
      }
      if (failure == null) {
        shop.worked();
        request.complete(outcome);
      } else {
        shop.failed(request, failure);
      }
    }
  }

  private List<Looker.Outcome<T>> look(List<Request<T>> requests) {
    return looker.look(requests.stream().map(Request::picture).toList());
  }

  private synchronized void take(List<Request<T>> requests) {
    inHand = requests;
    begunNanos = System.nanoTime();
  }

  /** Whether the answer is still this worker's to give. */
  private synchronized boolean putDown() {
    inHand = List.of();
    return !givenUp;
  }

  synchronized boolean isGivenUp() {
    return givenUp;
  }

  /** Takes away what the worker has in hand. */
  synchronized List<Request<T>> abandon() {
    givenUp = true;
    batch.done();
    return inHand;
  }

  /** What the worker had in hand, when it has had it for longer than a limit; otherwise nothing. */
  synchronized List<Request<T>> giveUpWhenStuck(long nowNanos, long limitNanos) {
    if (givenUp || inHand.isEmpty() || nowNanos - begunNanos <= limitNanos) {
      return List.of();
    }
    return abandon();
  }
}
