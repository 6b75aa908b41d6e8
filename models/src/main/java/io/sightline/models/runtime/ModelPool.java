package io.sightline.models.runtime;

import ai.djl.translate.TranslateException;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.manifest.ModelManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks at pictures from any number of threads with the instances of one model, in batches bounded
 * by size and delay. What waits is bounded: who brings a picture to a full queue waits.
 */
public final class ModelPool implements AutoCloseable {
  private static final long SHUTDOWN_MILLIS = 30_000;

  private record Request(Picture picture, CompletableFuture<List<Detection>> answer) {}

  private final OnnxModel detector;
  private final PoolOptions options;
  private final int batch;
  private final BlockingQueue<Request> queue;
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean closed;

  /** Takes over the detector: it is closed with the pool. */
  public ModelPool(OnnxModel detector, PoolOptions options) {
    this.detector = detector;
    this.options = options;
    this.batch = detector.batch(options.batch());
    this.queue = new ArrayBlockingQueue<>(options.queue());
    // All instances are made before any works, so that one that cannot be made is an error here and
    // not a silent thread.
    List<ModelInstance> instances = new ArrayList<>();
    try {
      for (int i = 0; i < options.instances(); i++) {
        instances.add(new ModelInstance(detector, batch, options.fixedShape()));
      }
    } catch (RuntimeException | Error e) {
      instances.forEach(ModelInstance::close);
      detector.close();
      throw e;
    }
    for (ModelInstance instance : instances) {
      Thread worker =
          new Thread(
              () -> work(instance), "model-" + detector.manifest().id() + "-" + workers.size());
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  public ModelManifest manifest() {
    return detector.manifest();
  }

  /** How many pictures it takes to keep every instance busy and the next batch ready. */
  public int capacity() {
    return 2 * options.instances() * batch;
  }

  /**
   * Asks what is to be seen in a picture.
   *
   * @return completes with the detections in the order of falling score, or exceptionally when this
   *     one picture cannot be looked at; completed on a worker's thread
   * @throws InterruptedException when interrupted while waiting for room in the queue
   */
  public CompletableFuture<List<Detection>> submit(Picture picture) throws InterruptedException {
    Request request = new Request(picture, new CompletableFuture<>());
    while (!queue.offer(request, 100, TimeUnit.MILLISECONDS)) {
      requireOpen();
    }
    if (closed) {
      cancelWaiting();
    }
    return request.answer();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The pool of model '" + manifest().id() + "' is closed.");
    }
  }

  private void work(ModelInstance instance) {
    try (instance) {
      while (!closed) {
        List<Request> requests = nextBatch();
        if (!requests.isEmpty()) {
          answer(instance, requests);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Request> nextBatch() throws InterruptedException {
    List<Request> requests = new ArrayList<>(batch);
    Request first = queue.poll(100, TimeUnit.MILLISECONDS);
    if (first == null) {
      return requests;
    }
    requests.add(first);
    long deadline = System.nanoTime() + options.maxDelay().toNanos();
    while (requests.size() < batch) {
      queue.drainTo(requests, batch - requests.size());
      long left = deadline - System.nanoTime();
      Request next =
          requests.size() < batch && left > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : null;
      if (next == null) {
        break;
      }
      requests.add(next);
    }
    return requests;
  }

  private void answer(ModelInstance instance, List<Request> requests) {
    try {
      List<ModelInstance.Outcome> outcomes =
          instance.look(requests.stream().map(Request::picture).toList());
      for (int i = 0; i < requests.size(); i++) {
        ModelInstance.Outcome outcome = outcomes.get(i);
        if (outcome.failure() == null) {
          requests.get(i).answer().complete(outcome.detections());
        } else {
          requests.get(i).answer().completeExceptionally(outcome.failure());
        }
      }
    } catch (TranslateException | RuntimeException e) {
      if (requests.size() == 1) {
        requests.get(0).answer().completeExceptionally(e);
        return;
      }
      // One picture may have spoilt the call for all: each is asked for alone.
      requests.forEach(request -> answer(instance, List.of(request)));
    }
  }

  private void cancelWaiting() {
    List<Request> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(
        request ->
            request
                .answer()
                .completeExceptionally(new CancellationException("The pool was closed.")));
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Thread worker : workers) {
      try {
        worker.join(SHUTDOWN_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    cancelWaiting();
    if (workers.stream().noneMatch(Thread::isAlive)) {
      // A worker that does not come back still uses the weights: leaking them is the lesser evil.
      detector.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
