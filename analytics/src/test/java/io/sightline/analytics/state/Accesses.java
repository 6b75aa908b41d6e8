package io.sightline.analytics.state;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** State in memory that counts how often it is read, written and compared. */
public final class Accesses {
  private long count;

  public long count() {
    return count;
  }

  public <K, V> Entries<K, V> entries() {
    return new Entries<>() {
      private final Map<K, V> entries = new HashMap<>();

      @Override
      public V get(K name) {
        count++;
        return entries.get(name);
      }

      @Override
      public void put(K name, V entry) {
        count++;
        entries.put(name, entry);
      }

      @Override
      public void remove(K name) {
        count++;
        entries.remove(name);
      }

      @Override
      public void forEach(BiConsumer<K, V> visit) {
        count += entries.size();
        entries.forEach(visit);
      }

      @Override
      public void clear() {
        entries.clear();
      }
    };
  }

  public <V> Cell<V> cell() {
    return new Cell<>() {
      private V value;

      @Override
      public V get() {
        count++;
        return value;
      }

      @Override
      public void set(V now) {
        count++;
        value = now;
      }

      @Override
      public void clear() {
        value = null;
      }
    };
  }

  /** The same order, each comparison counted. */
  public <T> Comparator<T> counted(Comparator<T> order) {
    return (a, b) -> {
      count++;
      return order.compare(a, b);
    };
  }
}
