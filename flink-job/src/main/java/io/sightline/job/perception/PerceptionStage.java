package io.sightline.job.perception;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.cameras.TakeBackAfterRestore;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.ModelChoice;
import io.sightline.media.FrameLoader;
import io.sightline.media.MediaFailure;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.ModelFailure;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.ModelTimeoutException;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.models.runtime.UnusablePictureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * One model's look at frames; those of cameras that do not ask for it pass by. A frame that cannot
 * be looked at goes on as poison, with its reason, and no later stage looks at it. A model that is
 * broken fails a replay, which takes up its last checkpoint; in the live run its frames become
 * poison until it can be loaded again. Recorded frames that come from a checkpoint are decoded
 * again; live ones are lost, and leave a record that says so.
 *
 * @param <T> what the model says of one picture
 */
abstract class PerceptionStage<T> extends RichAsyncFunction<SeenFrame, SeenFrame> {
  /**
   * Frames that came without their pixels: from a checkpoint, or as pictures that cannot be read.
   */
  public static final String FRAMES_DECODED_AGAIN = "framesDecodedAgain";

  private static final long LOAD_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  static final String TOO_SLOW = "the model did not answer in time";

  private final ModelRole role;
  private final CameraModels models;
  private final PoolOptions options;
  private final boolean live;

  /** Read and written by the task's thread only; what is in it may be completed by others. */
  private transient Map<ModelChoice, CompletableFuture<Loaded<T>>> loaded;

  private transient List<ModelPools.Lease<T>> leases;
  private transient FrameLoader loader;
  private transient Counter decodedAgain;
  private transient boolean closed;
  private transient long loadedNanos;

  private record Loaded<T>(ModelPool<T> pool, ModelUse use) {}

  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  PerceptionStage(ModelRole role, CameraModels models, PoolOptions options, boolean live) {
    this.role = role;
    this.models = models;
    this.options = options;
    this.live = live;
  }

  /**
   * Takes a share in a model's pool.
   *
   * @throws BadInput when the model cannot be loaded
   */
  abstract ModelPools.Lease<T> lease(ModelManifest manifest, PoolOptions options);

  /** Whether the model has anything to look at in a frame. */
  boolean concerns(Observations before) {
    return true;
  }

  /**
   * Looks at a frame.
   *
   * @param before what earlier stages saw
   * @return completes with what has been seen now
   * @throws InterruptedException when interrupted while waiting for room in the pool's queue
   */
  abstract CompletableFuture<Observations> look(
      Picture picture, Observations before, ModelPool<T> pool) throws InterruptedException;

  @Override
  public void open(OpenContext context) throws IOException {
    loaded = new HashMap<>();
    leases = new ArrayList<>();
    loader = new FrameLoader();
    decodedAgain = getRuntimeContext().getMetricGroup().counter(FRAMES_DECODED_AGAIN);
    for (ModelChoice pinned : models.pinned(role)) {
      if (!loaded.containsKey(pinned)) {
        loaded.put(pinned, CompletableFuture.completedFuture(load(pinned)));
      }
    }
  }

  /** The model as it is, or, after a while, loaded anew when it could not be used. */
  private CompletableFuture<Loaded<T>> usable(
      ModelChoice choice, CompletableFuture<Loaded<T>> known) {
    boolean lost =
        known != null
            && live
            && known.isDone()
            && (known.isCompletedExceptionally() || known.join().pool().isBroken());
    if (known != null && !(lost && System.nanoTime() - loadedNanos > LOAD_AGAIN_NANOS)) {
      return known;
    }
    loadedNanos = System.nanoTime();
    if (lost && !known.isCompletedExceptionally()) {
      giveBack(known.join());
    }
    return loadAside(choice);
  }

  private synchronized void giveBack(Loaded<T> lost) {
    leases.stream()
        .filter(lease -> lease.pool() == lost.pool())
        .findFirst()
        .ifPresent(
            lease -> {
              leases.remove(lease);
              // It may take its time, and the task's thread has none.
              CompletableFuture.runAsync(lease::close);
            });
  }

  /** Loads a model beside the task's thread, so that other cameras' frames go on. */
  private CompletableFuture<Loaded<T>> loadAside(ModelChoice choice) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return load(choice);
          } catch (IOException e) {
            throw new BadInput(e.getMessage(), e);
          }
        });
  }

  private Loaded<T> load(ModelChoice choice) throws IOException {
    ModelManifest manifest = ModelManifest.read(Path.of(choice.manifest()));
    String sha256 = Digest.sha256(manifest.file());
    if (!sha256.equals(choice.sha256())) {
      throw new IOException(
          "The weights of model '"
              + choice.id()
              + "' ("
              + manifest.file()
              + ") changed since the run began: expected SHA-256 "
              + choice.sha256()
              + ", found "
              + sha256
              + ". Put the old file back or start the run afresh.");
    }
    ModelPools.Lease<T> lease = lease(manifest, options);
    keep(lease);
    return new Loaded<>(lease.pool(), use(choice));
  }

  private ModelUse use(ModelChoice choice) {
    return new ModelUse(role.key(), choice.id(), choice.version(), choice.sha256());
  }

  private synchronized void keep(ModelPools.Lease<T> lease) {
    if (closed) {
      lease.close();
    } else {
      leases.add(lease);
    }
  }

  @Override
  public void asyncInvoke(SeenFrame frame, ResultFuture<SeenFrame> result) {
    Observations before = frame.observations();
    if (before.frame().kind() != RecordKind.FRAME || before.poison() != null) {
      complete(result, frame);
      return;
    }
    Optional<ModelChoice> choice;
    try {
      choice = models.of(before.frame(), role);
    } catch (BadInput e) {
      complete(result, poisoned(frame, e.getMessage()));
      return;
    }
    if (choice.isEmpty()) {
      complete(result, frame);
      return;
    }
    if (!concerns(before)) {
      complete(result, new SeenFrame(before.by(use(choice.get())), frame.picture().orElse(null)));
      return;
    }
    CompletableFuture<Loaded<T>> model =
        loaded.compute(choice.get(), (key, known) -> usable(key, known));
    if (model.isDone() && !model.isCompletedExceptionally()) {
      look(frame, model.join(), result);
    } else {
      model.whenComplete(
          (ready, failure) -> {
            if (failure == null) {
              look(frame, ready, result);
            } else {
              complete(result, poisoned(frame, cause(failure).getMessage()));
            }
          });
    }
  }

  private void look(SeenFrame frame, Loaded<T> model, ResultFuture<SeenFrame> result) {
    if (live && frame.picture().isEmpty()) {
      complete(result, frame.dropped(TakeBackAfterRestore.NOT_RECORDED));
      return;
    }
    Picture picture;
    try {
      picture = frame.picture().isPresent() ? frame.picture().get() : decodeAgain(frame.header());
    } catch (MediaFailure e) {
      // A picture may be damaged by itself. A video's frame was there before, so its absence is no
      // fact about it.
      if (frame.header().still()) {
        complete(result, poisoned(frame, e.getMessage()));
      } else {
        result.completeExceptionally(e);
      }
      return;
    }
    try {
      look(picture, frame.observations().sized(picture.width(), picture.height()), model.pool())
          .whenComplete(
              (seen, failure) -> {
                if (failure == null) {
                  complete(result, new SeenFrame(seen.by(model.use()), picture));
                } else {
                  fail(frame, cause(failure), result);
                }
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(e);
    }
  }

  private void fail(SeenFrame frame, Throwable failure, ResultFuture<SeenFrame> result) {
    boolean late = live && failure instanceof ModelTimeoutException;
    // In the live run one model that is broken stops nobody else.
    boolean broken = live && failure instanceof ModelFailure;
    if (late || broken || failure instanceof UnusablePictureException) {
      complete(result, poisoned(frame, late ? TOO_SLOW : failure.getMessage()));
    } else {
      result.completeExceptionally(failure);
    }
  }

  private SeenFrame poisoned(SeenFrame frame, String reason) {
    return new SeenFrame(frame.observations().poisoned(role, reason), null);
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** How many frames came without their pixels. */
  long decodedAgain() {
    return decodedAgain.getCount();
  }

  private Picture decodeAgain(FrameHeader header) {
    decodedAgain.inc();
    return loader.load(header);
  }

  private static void complete(ResultFuture<SeenFrame> result, SeenFrame frame) {
    result.complete(List.of(frame));
  }

  /**
   * A recorded frame is never left out: the job fails, and tries again from its last checkpoint. A
   * live one is, since the next ones are waiting.
   */
  @Override
  public void timeout(SeenFrame frame, ResultFuture<SeenFrame> result) {
    if (live) {
      complete(result, poisoned(frame, TOO_SLOW));
      return;
    }
    result.completeExceptionally(
        new IllegalStateException(
            "The model for " + role.key() + " did not answer in time for " + frame + "."));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (leases != null) {
      leases.forEach(ModelPools.Lease::close);
    }
    if (loader != null) {
      loader.close();
    }
  }
}
