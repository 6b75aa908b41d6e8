package io.sightline.models.runtime;

import io.sightline.models.manifest.ModelManifest;
import java.util.HashMap;
import java.util.Map;

/**
 * The pools of this process: one per model and options, shared by all who ask, closed when the last
 * has left.
 */
public final class ModelPools {
  private record Key(ModelManifest manifest, PoolOptions options) {}

  private static final class Shared {
    private final ModelPool pool;
    private int users;

    private Shared(ModelPool pool) {
      this.pool = pool;
    }
  }

  private static final Map<Key, Shared> POOLS = new HashMap<>();

  private ModelPools() {}

  /** A use of a shared pool, to be closed by its user. */
  public static final class Lease implements AutoCloseable {
    private final Key key;
    private final ModelPool pool;
    private boolean closed;

    private Lease(Key key, ModelPool pool) {
      this.key = key;
      this.pool = pool;
    }

    public ModelPool pool() {
      return pool;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(key);
      }
    }
  }

  /**
   * @throws io.sightline.domain.BadInput when the model cannot be loaded
   */
  public static synchronized Lease lease(ModelManifest manifest, PoolOptions options) {
    Key key = new Key(manifest, options);
    Shared shared = POOLS.get(key);
    if (shared == null) {
      shared = new Shared(new ModelPool(OnnxModel.load(manifest), options));
      POOLS.put(key, shared);
    }
    shared.users++;
    return new Lease(key, shared.pool);
  }

  private static synchronized void release(Key key) {
    Shared shared = POOLS.get(key);
    if (--shared.users == 0) {
      POOLS.remove(key);
      shared.pool.close();
    }
  }
}
