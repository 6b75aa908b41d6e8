package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.ModelManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Looks at pictures from any number of threads with the instances of one model, in batches bounded
 * by size and delay. What waits is bounded: who brings a picture to a full queue is told so at
 * once. An instance whose call does not come back is given up and replaced, a few times; every
 * picture gets one answer.
 *
 * @param <T> what the model says of one picture
 */
public final class ModelPool<T> implements Model<T>, AutoCloseable {
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
  private final RequestQueue<T> queue;
  private final PoolWorker.Shop<T> shop = new Work();
  private final List<PoolWorker<T>> workers = new ArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final Thread watch;
  private volatile ModelFailure broken;
  private volatile boolean closed;

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
    this.queue = new RequestQueue<>(options.instances());
    if (options.queue() > 0) {
      admit(options);
    }
    this.watch =
        OwnThreads.daemon(ModelPool.class, "model-" + manifest.id() + "-watch", this::watch);
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
    watch.start();
  }

  @Override
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

  /** Another user brings so many pictures at once. */
  void admit(PoolOptions user) {
    queue.admit(user.queue(), user.spare());
  }

  /** One who was admitted brings no more. */
  void leave(PoolOptions user) {
    queue.leave(user.queue(), user.spare());
  }

  /** The same for users who are served only where the others leave room. */
  Model<T> spare() {
    return new Model<>() {
      @Override
      public ModelManifest manifest() {
        return manifest;
      }

      @Override
      public CompletableFuture<T> submit(Picture picture) {
        return ModelPool.this.submit(new Request<>(picture, true));
      }
    };
  }

  /** How many pictures may wait. */
  int room() {
    return queue.room();
  }

  /** How many pictures wait. */
  int waiting() {
    return queue.size();
  }

  @Override
  public CompletableFuture<T> submit(Picture picture) {
    return submit(new Request<>(picture));
  }

  private CompletableFuture<T> submit(Request<T> request) {
    if (!queue.offer(request)) {
      request.fail(new ModelBusyException(manifest.id(), queue.size()));
    }
    // Asked afterwards, so that whoever breaks or closes the pool at this moment misses nothing.
    if (broken != null) {
      request.fail(broken);
      queue.fail(broken);
    }
    if (closed) {
      queue.fail(new CancellationException("The pool was closed."));
    }
    return request.answer();
  }

  private void begin(Looker<T> looker, List<Request<T>> firstOfAll) {
    String name = "model-" + manifest.id() + "-" + made.getAndIncrement();
    PoolWorker<T> worker = new PoolWorker<>(shop, looker, firstOfAll, name);
    synchronized (workers) {
      workers.add(worker);
    }
    worker.start();
  }

  private void breakDown(ModelFailure failure) {
    broken = failure;
    queue.fail(failure);
  }

  /** The pool as its workers see it. */
  private final class Work implements PoolWorker.Shop<T> {
    private final AtomicInteger failuresInARow = new AtomicInteger();

    @Override
    public Batch<T> nextBatch() throws InterruptedException {
      return queue.nextBatch(batch, options.maxDelay());
    }

    @Override
    public boolean isOver() {
      return closed || broken != null;
    }

    @Override
    public void worked() {
      failuresInARow.set(0);
    }

    @Override
    public void failed(Request<T> request, Throwable cause) {
      if (cause instanceof DeviceFailure lost) {
        breakDown(lost);
        request.fail(lost);
        return;
      }
      if (failuresInARow.incrementAndGet() < MOST_FAILURES_IN_A_ROW) {
        request.fail(UnusablePictureException.refused(manifest.id(), request.picture(), cause));
        return;
      }
      ModelFailure failure =
          new ModelFailure(
              "The model '"
                  + manifest.id()
                  + "' failed at "
                  + MOST_FAILURES_IN_A_ROW
                  + " pictures in a row: "
                  + cause.getMessage(),
              cause);
      breakDown(failure);
      request.fail(failure);
    }

    @Override
    public void left(PoolWorker<T> worker) {
      synchronized (workers) {
        workers.remove(worker);
      }
    }
  }

  private List<PoolWorker<T>> workers() {
    synchronized (workers) {
      return List.copyOf(workers);
    }
  }

  private void watch() {
    long limit = options.callLimit().toNanos();
    long pause = Math.max(1, Math.min(LONGEST_WATCH_MILLIS, options.callLimit().toMillis() / 10));
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(pause);
        for (PoolWorker<T> worker : workers()) {
          List<Request<T>> left = worker.giveUpWhenStuck(System.nanoTime(), limit);
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
      if (request.mayTryAgain(options.attempts())) {
        again.add(request);
      } else {
        request.fail(timeout);
      }
    }
    try {
      if (workers().stream().filter(PoolWorker::isGivenUp).count() > MOST_STUCK) {
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
      breakDown(failure);
      again.forEach(request -> request.fail(failure));
    }
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
    List<PoolWorker<T>> left = new ArrayList<>(workers());
    // One that is stuck is waited for a moment only. Whatever it holds, ONNX Runtime must not be
    // unloaded under it, as it is when the process ends.
    long moment = Math.min(deadline, System.nanoTime() + STUCK_NANOS);
    for (PoolWorker<T> worker : left) {
      interrupted |= await(worker.thread(), worker.isGivenUp() ? moment : deadline);
    }
    left.removeIf(worker -> !worker.thread().isAlive());
    CancellationException reason = new CancellationException("The pool was closed.");
    queue.fail(reason);
    for (PoolWorker<T> worker : left) {
      worker.abandon().forEach(request -> request.fail(reason));
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
