package io.sightline.models.runtime;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Models of this process, each loaded when it is first asked for, on a thread of its own. Where
 * they are replaced, one that is broken or cannot be loaded is loaded again when it is asked for,
 * half a minute after it last began to be; each has its own clock.
 */
public final class LoadedModels implements Models {
  static final long LOAD_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Function<PinnedModel, ModelPools.Lease<?>> loader;
  private final boolean replaces;
  private final LongSupplier nanos;

  /** Guarded by this, as are the two below. */
  private final Map<PinnedModel, Loading> models = new HashMap<>();

  private final List<ModelPools.Lease<?>> leases = new ArrayList<>();
  private boolean closed;

  private record Loading(CompletableFuture<ModelPools.Lease<?>> lease, long begunNanos) {
    boolean isLost() {
      return lease.isDone() && (lease.isCompletedExceptionally() || lease.join().pool().isBroken());
    }
  }

  private LoadedModels(PoolOptions options, boolean replaces) {
    this(model -> lease(model.read(), options), replaces, System::nanoTime);
  }

  /**
   * @param nanos tells the time since some moment
   */
  LoadedModels(
      Function<PinnedModel, ModelPools.Lease<?>> loader, boolean replaces, LongSupplier nanos) {
    this.loader = loader;
    this.replaces = replaces;
    this.nanos = nanos;
  }

  /** One that is broken stays so. */
  public static LoadedModels once(PoolOptions options) {
    return new LoadedModels(options, false);
  }

  /** Where nothing is to end because of one that is broken. */
  public static LoadedModels replacing(PoolOptions options) {
    return new LoadedModels(options, true);
  }

  private static ModelPools.Lease<?> lease(ModelManifest manifest, PoolOptions options) {
    return manifest.task() == ModelTask.PLATE_RECOGNITION
        ? ModelPools.leaseReader(manifest, options)
        : ModelPools.lease(manifest, options);
  }

  @Override
  public void require(Collection<PinnedModel> needed) {
    try {
      needed.stream().map(this::pool).toList().forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public CompletableFuture<Model<List<Detection>>> detector(PinnedModel model) {
    return typed(model);
  }

  @Override
  public CompletableFuture<Model<PlateText>> reader(PinnedModel model) {
    return typed(model);
  }

  // Models are chosen for a place by their task, and a task's models say one kind of thing.
  @SuppressWarnings("unchecked")
  private <T> CompletableFuture<Model<T>> typed(PinnedModel model) {
    return pool(model).thenApply(pool -> (Model<T>) pool);
  }

  private synchronized CompletableFuture<Model<?>> pool(PinnedModel model) {
    Loading known = models.get(model);
    boolean again =
        known != null
            && replaces
            && known.isLost()
            && nanos.getAsLong() - known.begunNanos() > LOAD_AGAIN_NANOS;
    return (known == null || again ? begin(model, known) : known)
        .lease()
        .thenApply(ModelPools.Lease::model);
  }

  private Loading begin(PinnedModel model, Loading lost) {
    Loading loading = new Loading(new CompletableFuture<>(), nanos.getAsLong());
    models.put(model, loading);
    OwnThreads.daemon(
            LoadedModels.class,
            "model-" + model.use().id() + "-load",
            () -> load(model, lost, loading))
        .start();
    return loading;
  }

  /**
   * @param lost what it was before; null the first time
   */
  private void load(PinnedModel model, Loading lost, Loading loading) {
    if (lost != null && !lost.lease().isCompletedExceptionally()) {
      giveBack(lost.lease().join());
    }
    try {
      ModelPools.Lease<?> lease = loader.apply(model);
      if (keep(lease)) {
        loading.lease().complete(lease);
      } else {
        lease.close();
        loading.lease().completeExceptionally(new CancellationException("Nobody waits any more."));
      }
    } catch (RuntimeException | Error e) {
      loading.lease().completeExceptionally(e);
    }
  }

  private synchronized boolean keep(ModelPools.Lease<?> lease) {
    return !closed && leases.add(lease);
  }

  private void giveBack(ModelPools.Lease<?> lease) {
    boolean ours;
    synchronized (this) {
      ours = leases.remove(lease);
    }
    if (ours) {
      lease.close();
    }
  }

  /** Gives all back; one that is being loaded is given back when it is there. */
  @Override
  public void close() {
    List<ModelPools.Lease<?>> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(leases);
      leases.clear();
    }
    left.forEach(ModelPools.Lease::close);
  }
}
