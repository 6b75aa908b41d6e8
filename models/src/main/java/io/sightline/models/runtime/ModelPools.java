package io.sightline.models.runtime;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelManifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The pools of this process: one per model and way to run it, shared by all who ask, closed when
 * the last has left.
 */
public final class ModelPools {
  /**
   * @param options without what each user has for itself
   */
  private record Key(ModelManifest manifest, PoolOptions options) {}

  /** A pool that is there, or is being made by its first user. */
  private static final class Shared {
    private final CompletableFuture<ModelPool<?>> pool = new CompletableFuture<>();

    /** Guarded by {@link #POOLS}. */
    private int users;

    private boolean isOfUse() {
      return !pool.isDone() || (!pool.isCompletedExceptionally() && !pool.join().isBroken());
    }
  }

  private static final Map<Key, Shared> POOLS = new HashMap<>();

  private ModelPools() {}

  /**
   * A use of a shared pool, to be closed by its user.
   *
   * @param <T> what the model says of one picture
   */
  public static final class Lease<T> implements AutoCloseable {
    private final ModelPool<T> pool;
    private final Model<T> model;
    private final Runnable giveBack;
    private boolean closed;

    Lease(ModelPool<T> pool, Model<T> model, Runnable giveBack) {
      this.pool = pool;
      this.model = model;
      this.giveBack = giveBack;
    }

    /** Of a user of the first rank. */
    Lease(ModelPool<T> pool, Runnable giveBack) {
      this(pool, pool, giveBack);
    }

    public ModelPool<T> pool() {
      return pool;
    }

    /** The pool as this user may use it. */
    public Model<T> model() {
      return model;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        giveBack.run();
      }
    }
  }

  /**
   * A detector's or classifier's pool.
   *
   * @throws io.sightline.domain.BadInput when the model cannot be loaded
   */
  public static Lease<List<Detection>> lease(ModelManifest manifest, PoolOptions options) {
    return lease(manifest, options, one -> OnnxModel.detector(one, options));
  }

  /**
   * The pool of a model that reads plates.
   *
   * @throws io.sightline.domain.BadInput when the model cannot be loaded
   */
  public static Lease<PlateText> leaseReader(ModelManifest manifest, PoolOptions options) {
    return lease(manifest, options, one -> OnnxModel.reader(one, options));
  }

  private static <T> Lease<T> lease(
      ModelManifest manifest, PoolOptions options, Function<ModelManifest, OnnxModel<T>> load) {
    Key key = new Key(manifest, options.ofPool());
    Shared shared;
    boolean first;
    synchronized (POOLS) {
      Shared known = POOLS.get(key);
      // A broken one stays with those who have it, until they give it back.
      first = known == null || !known.isOfUse();
      shared = first ? new Shared() : known;
      if (first) {
        POOLS.put(key, shared);
      }
      shared.users++;
    }
    // Beside the lock: loading takes its time, and others have nothing to do with it.
    if (first) {
      make(key, shared, load);
    }
    try {
      // A manifest has one task, and that task's models say one kind of thing.
      @SuppressWarnings("unchecked")
      ModelPool<T> pool = (ModelPool<T>) shared.pool.join();
      pool.admit(options);
      return new Lease<>(
          pool,
          options.spare() ? pool.spare() : pool,
          () -> {
            pool.leave(options);
            release(key, shared);
          });
    } catch (CompletionException e) {
      release(key, shared);
      throw unwrapped(e);
    }
  }

  private static <T> void make(Key key, Shared shared, Function<ModelManifest, OnnxModel<T>> load) {
    try {
      shared.pool.complete(new ModelPool<>(load.apply(key.manifest()), key.options()));
    } catch (RuntimeException | Error e) {
      shared.pool.completeExceptionally(e);
    }
  }

  private static RuntimeException unwrapped(CompletionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }

  private static void release(Key key, Shared shared) {
    synchronized (POOLS) {
      if (--shared.users > 0) {
        return;
      }
      POOLS.remove(key, shared);
    }
    // Beside the lock: it may take its time.
    if (!shared.pool.isCompletedExceptionally()) {
      shared.pool.join().close();
    }
  }
}
