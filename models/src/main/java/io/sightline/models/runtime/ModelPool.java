package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.ModelManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Looks at pictures from any number of threads with the instances of one model, in batches bounded
 * by size and delay. What waits is bounded: who brings a picture to a full queue waits. An instance
 * whose call does not come back is given up and replaced, a few times; every picture gets one
 * answer.
 *
 * @param <T> what the model says of one picture
 */
public final class ModelPool<T> implements AutoCloseable {
  /** Calls that never come back hold native memory; with more of them the process is lost. */
  static final int MOST_STUCK = 3;

  /** Pictures that fail one after the other before it is the model that is broken. */
  static final int MOST_FAILURES_IN_A_ROW = 8;

  private static final long SHUTDOWN_MILLIS = 30_000;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long LONGEST_WATCH_MILLIS = 500;

  private final ModelManifest manifest;
  private final PoolOptions options;
  private final int batch;
  private final Supplier<Looker<T>> lookers;
  private final Runnable closeModel;
  private final BlockingQueue<Request<T>> queue;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicInteger made = new AtomicInteger();
  private final Thread watch;
  private volatile ModelFailure broken;
  private volatile boolean closed;

  private static final class Request<T> {
    private final Picture picture;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private int attempts;

    private Request(Picture picture) {
      this.picture = picture;
    }
  }

  /** Takes over the model: it is closed with the pool. */
  public ModelPool(OnnxModel<T> model, PoolOptions options) {
    this(
        model.manifest(),
        options,
        model.batch(options.batch()),
        () -> new ModelInstance<>(model, model.batch(options.batch()), options.fixedShape()),
        model::close);
  }

  /**
   * @param batch most pictures that a looker takes at once
   * @param closeModel called when nobody looks any more
   */
  ModelPool(
      ModelManifest manifest,
      PoolOptions options,
      int batch,
      Supplier<Looker<T>> lookers,
      Runnable closeModel) {
    this.manifest = manifest;
    this.options = options;
    this.batch = batch;
    this.lookers = lookers;
    this.closeModel = closeModel;
    this.queue = new ArrayBlockingQueue<>(options.queue());
    this.watch = new Thread(this::watch, "model-" + manifest.id() + "-watch");
    // All are made before any works, so that one that cannot be made is an error here and not a
    // silent thread.
    List<Looker<T>> first = new ArrayList<>();
    try {
      for (int i = 0; i < options.instances(); i++) {
        first.add(lookers.get());
      }
    } catch (RuntimeException | Error e) {
      first.forEach(Looker::close);
      closeModel.run();
      throw e;
    }
    first.forEach(looker -> begin(looker, List.of()));
    watch.setDaemon(true);
    watch.start();
  }

  public ModelManifest manifest() {
    return manifest;
  }

  /** Whether the model gives no answers any more. */
  public boolean isBroken() {
    return broken != null;
  }

  /** How many pictures it takes to keep every instance busy and the next batch ready. */
  public int capacity() {
    return 2 * options.instances() * batch;
  }

  /**
   * Asks what is to be seen in a picture.
   *
   * @return completes with what was seen, or exceptionally: with {@link UnusablePictureException}
   *     when this one picture cannot be looked at, with {@link ModelTimeoutException} when the
   *     model did not come back, with {@link ModelFailure} when it is broken; completed on a thread
   *     of the pool
   * @throws InterruptedException when interrupted while waiting for room in the queue
   */
  public CompletableFuture<T> submit(Picture picture) throws InterruptedException {
    Request<T> request = new Request<>(picture);
    while (broken == null && !queue.offer(request, 100, TimeUnit.MILLISECONDS)) {
      if (closed) {
        throw new IllegalStateException("The pool of model '" + manifest.id() + "' is closed.");
      }
    }
    if (broken != null) {
      request.answer.completeExceptionally(broken);
      failWaiting(broken);
    }
    if (closed) {
      failWaiting(new CancellationException("The pool was closed."));
    }
    return request.answer;
  }

  private void begin(Looker<T> looker, List<Request<T>> firstOfAll) {
    Worker worker = new Worker(looker, firstOfAll);
    synchronized (workers) {
      workers.add(worker);
    }
    worker.thread.setDaemon(true);
    worker.thread.start();
  }

  /** A thread with its looker; given up when a call takes too long. */
  private final class Worker implements Runnable {
    private final Looker<T> looker;
    private final Thread thread;
    private final List<Request<T>> firstOfAll;

    /** Guarded by this, as are the two below; empty between calls. */
    private List<Request<T>> inHand = List.of();

    private long begunNanos;
    private boolean givenUp;

    private Worker(Looker<T> looker, List<Request<T>> firstOfAll) {
      this.looker = looker;
      this.firstOfAll = firstOfAll;
      this.thread = new Thread(this, "model-" + manifest.id() + "-" + made.getAndIncrement());
    }

    @Override
    public void run() {
      try (looker) {
        answerOneByOne(firstOfAll);
        while (!closed && broken == null && !isGivenUp()) {
          List<Request<T>> requests = nextBatch();
          if (!requests.isEmpty()) {
            answer(requests);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        synchronized (workers) {
          workers.remove(this);
        }
      }
    }

    private void answer(List<Request<T>> requests) {
      take(requests);
      try {
        List<Looker.Outcome<T>> outcomes = look(requests);
        if (putDown()) {
          failuresInARow.set(0);
          for (int i = 0; i < requests.size(); i++) {
            complete(requests.get(i), outcomes.get(i));
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
          failuresInARow.set(0);
          complete(request, outcome);
        } else {
          fail(request, failure);
        }
      }
    }

    private List<Looker.Outcome<T>> look(List<Request<T>> requests) {
      return looker.look(requests.stream().map(request -> request.picture).toList());
    }

    private void complete(Request<T> request, Looker.Outcome<T> outcome) {
      if (outcome.failure() == null) {
        request.answer.complete(outcome.seen());
      } else {
        request.answer.completeExceptionally(outcome.failure());
      }
    }

    private void fail(Request<T> request, Throwable cause) {
      if (failuresInARow.incrementAndGet() >= MOST_FAILURES_IN_A_ROW) {
        broken =
            new ModelFailure(
                "The model '"
                    + manifest.id()
                    + "' failed at "
                    + MOST_FAILURES_IN_A_ROW
                    + " pictures in a row: "
                    + cause.getMessage(),
                cause);
        request.answer.completeExceptionally(broken);
        failWaiting(broken);
      } else {
        request.answer.completeExceptionally(
            UnusablePictureException.refused(manifest.id(), request.picture, cause));
      }
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

    private synchronized boolean isGivenUp() {
      return givenUp;
    }

    /** Takes away what the worker has in hand. */
    private synchronized List<Request<T>> abandon() {
      givenUp = true;
      return inHand;
    }

    /** What the worker had in hand, when it has had it for too long. */
    private synchronized List<Request<T>> giveUpWhenStuck(long nowNanos) {
      boolean stuck =
          !givenUp && !inHand.isEmpty() && nowNanos - begunNanos > options.callLimit().toNanos();
      if (!stuck) {
        return List.of();
      }
      givenUp = true;
      return inHand;
    }
  }

  private List<Request<T>> nextBatch() throws InterruptedException {
    List<Request<T>> requests = new ArrayList<>(batch);
    Request<T> first = queue.poll(100, TimeUnit.MILLISECONDS);
    if (first == null) {
      return requests;
    }
    requests.add(first);
    long deadline = System.nanoTime() + options.maxDelay().toNanos();
    while (requests.size() < batch) {
      queue.drainTo(requests, batch - requests.size());
      long left = deadline - System.nanoTime();
      Request<T> next =
          requests.size() < batch && left > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : null;
      if (next == null) {
        break;
      }
      requests.add(next);
    }
    return requests;
  }

  private void watch() {
    long pause = Math.max(1, Math.min(LONGEST_WATCH_MILLIS, options.callLimit().toMillis() / 10));
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(pause);
        List<Worker> all;
        synchronized (workers) {
          all = List.copyOf(workers);
        }
        for (Worker worker : all) {
          List<Request<T>> left = worker.giveUpWhenStuck(System.nanoTime());
          if (!left.isEmpty() && !closed) {
            replace(left);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts a new worker in the place of one that is stuck. */
  private void replace(List<Request<T>> left) {
    ModelTimeoutException timeout = new ModelTimeoutException(manifest.id(), options.callLimit());
    List<Request<T>> again = new ArrayList<>();
    for (Request<T> request : left) {
      request.attempts++;
      if (request.attempts < options.attempts()) {
        again.add(request);
      } else {
        request.answer.completeExceptionally(timeout);
      }
    }
    try {
      if (stuck() > MOST_STUCK) {
        throw new ModelFailure(
            "More than "
                + MOST_STUCK
                + " calls of the model '"
                + manifest.id()
                + "' do not come back.",
            timeout);
      }
      begin(lookers.get(), again);
    } catch (RuntimeException | Error e) {
      ModelFailure failure =
          e instanceof ModelFailure known
              ? known
              : new ModelFailure(
                  "The model '" + manifest.id() + "' cannot be replaced: " + e.getMessage(), e);
      broken = failure;
      again.forEach(request -> request.answer.completeExceptionally(failure));
      failWaiting(failure);
    }
  }

  private long stuck() {
    synchronized (workers) {
      return workers.stream().filter(Worker::isGivenUp).count();
    }
  }

  private void failWaiting(RuntimeException reason) {
    List<Request<T>> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(request -> request.answer.completeExceptionally(reason));
  }

  @Override
  public void close() {
    closed = true;
    // Flink interrupts the tasks that it cancels; what is native is to be given back all the same.
    boolean interrupted = Thread.interrupted();
    watch.interrupt();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHUTDOWN_MILLIS);
    // Once nobody watches, no worker is put in the place of another.
    interrupted |= await(watch, deadline);
    List<Worker> left;
    synchronized (workers) {
      left = new ArrayList<>(workers);
    }
    // One that is stuck is waited for a moment only. Whatever it holds, ONNX Runtime must not be
    // unloaded under it, as it is when the process ends.
    long moment = Math.min(deadline, System.nanoTime() + STUCK_NANOS);
    for (Worker worker : left) {
      interrupted |= await(worker.thread, worker.isGivenUp() ? moment : deadline);
    }
    left.removeIf(worker -> !worker.thread.isAlive());
    CancellationException reason = new CancellationException("The pool was closed.");
    failWaiting(reason);
    for (Worker worker : left) {
      worker.abandon().forEach(request -> request.answer.completeExceptionally(reason));
    }
    if (left.isEmpty()) {
      // A worker that does not come back still uses the weights: leaking them is the lesser evil.
      closeModel.run();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for a thread's end, whoever interrupts, until a deadline.
   *
   * @return whether somebody did
   */
  private static boolean await(Thread thread, long deadlineNanos) {
    boolean interrupted = false;
    long left = deadlineNanos - System.nanoTime();
    while (thread.isAlive() && left > 0) {
      try {
        thread.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadlineNanos - System.nanoTime();
    }
    return interrupted;
  }
}
