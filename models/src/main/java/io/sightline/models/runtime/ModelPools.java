package io.sightline.models.runtime;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelManifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The pools of this process: one per model and options, shared by all who ask, closed when the last
 * has left.
 */
public final class ModelPools {
  private record Key(ModelManifest manifest, PoolOptions options) {}

  private static final class Shared {
    private final ModelPool<?> pool;
    private int users;

    private Shared(ModelPool<?> pool) {
      this.pool = pool;
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
    private final Key key;
    private final Shared shared;
    private final ModelPool<T> pool;
    private boolean closed;

    private Lease(Key key, Shared shared, ModelPool<T> pool) {
      this.key = key;
      this.shared = shared;
      this.pool = pool;
    }

    public ModelPool<T> pool() {
      return pool;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(key, shared);
      }
    }
  }

  /**
   * A detector's or classifier's pool.
   *
   * @throws io.sightline.domain.BadInput when the model cannot be loaded
   */
  public static Lease<List<Detection>> lease(ModelManifest manifest, PoolOptions options) {
    return lease(manifest, options, OnnxModel::detector);
  }

  /**
   * The pool of a model that reads plates.
   *
   * @throws io.sightline.domain.BadInput when the model cannot be loaded
   */
  public static Lease<PlateText> leaseReader(ModelManifest manifest, PoolOptions options) {
    return lease(manifest, options, OnnxModel::reader);
  }

  // A manifest has one task, and that task's models say one kind of thing.
  @SuppressWarnings("unchecked")
  private static synchronized <T> Lease<T> lease(
      ModelManifest manifest, PoolOptions options, Function<ModelManifest, OnnxModel<T>> load) {
    Key key = new Key(manifest, options);
    Shared shared = POOLS.get(key);
    // A broken one stays with those who have it, until they give it back.
    if (shared == null || shared.pool.isBroken()) {
      shared = new Shared(new ModelPool<>(load.apply(manifest), options));
      POOLS.put(key, shared);
    }
    shared.users++;
    return new Lease<>(key, shared, (ModelPool<T>) shared.pool);
  }

  private static void release(Key key, Shared shared) {
    synchronized (ModelPools.class) {
      if (--shared.users > 0) {
        return;
      }
      POOLS.remove(key, shared);
    }
    // Beside the lock: it may take its time.
    shared.pool.close();
  }
}
