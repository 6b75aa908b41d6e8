package io.sightline.analytics.state;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** State in memory, for whoever needs none that outlives the process. */
public final class Remembered {
  private Remembered() {}

  public static <K, V> Entries<K, V> entries() {
    return new InMap<>(new HashMap<>());
  }

  public static <V> Cell<V> cell() {
    return new InField<>();
  }

  private record InMap<K, V>(Map<K, V> map) implements Entries<K, V> {
    @Override
    public V get(K name) {
      return map.get(name);
    }

    @Override
    public void put(K name, V entry) {
      map.put(name, entry);
    }

    @Override
    public void remove(K name) {
      map.remove(name);
    }

    @Override
    public void forEach(BiConsumer<K, V> visit) {
      map.forEach(visit);
    }

    @Override
    public void clear() {
      map.clear();
    }
  }

  private static final class InField<V> implements Cell<V> {
    private V value;

    @Override
    public V get() {
      return value;
    }

    @Override
    public void set(V now) {
      value = now;
    }

    @Override
    public void clear() {
      value = null;
    }
  }
}
