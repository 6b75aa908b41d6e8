package io.sightline.job.state;

import io.sightline.analytics.state.Entries;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Entries of each key, all of which are at hand while the key is known: for few of them. As with
 * {@link KnownValue}, what changes is written when a snapshot is taken.
 *
 * @param <N> what names an entry
 * @param <V> an entry
 */
final class KnownEntries<N, V> implements Entries<N, V>, WrittenBehind {
  private final MapState<N, V> state;
  private final KeyContext keys;
  private final int mostKeys;

  /** In the order in which they were asked for. */
  private final Map<Object, Known<N, V>> known = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Known<N, V> {
    private final Map<N, V> entries = new HashMap<>();

    /** Names of what is not in Flink's state as it is now. */
    private final Set<N> changed = new HashSet<>();
  }

  /**
   * @param mostKeys keys of which the entries are known; those that were asked for least recently
   *     are forgotten
   */
  KnownEntries(MapState<N, V> state, KeyContext keys, int mostKeys) {
    this.state = state;
    this.keys = keys;
    this.mostKeys = mostKeys;
  }

  @Override
  public V get(N name) {
    return known().entries.get(name);
  }

  @Override
  public void put(N name, V entry) {
    Known<N, V> all = known();
    all.entries.put(name, entry);
    all.changed.add(name);
  }

  @Override
  public void remove(N name) {
    Known<N, V> all = known();
    if (all.entries.remove(name) != null) {
      all.changed.add(name);
    }
  }

  @Override
  public void forEach(BiConsumer<N, V> visit) {
    known().entries.forEach(visit);
  }

  @Override
  public void clear() {
    Known<N, V> all = known();
    all.changed.addAll(all.entries.keySet());
    all.entries.clear();
  }

  private Known<N, V> known() {
    Object key = keys.getCurrentKey();
    Known<N, V> all = known.get(key);
    if (all == null) {
      Known<N, V> read = new Known<>();
      KeyedCell.accessed(state::entries)
          .forEach(entry -> read.entries.put(entry.getKey(), entry.getValue()));
      known.put(key, read);
      KeyedCell.accessed(() -> forgetEldest(key));
      all = read;
    }
    return all;
  }

  private Void forgetEldest(Object current) throws IOException {
    if (known.size() > mostKeys) {
      Iterator<Map.Entry<Object, Known<N, V>>> all = known.entrySet().iterator();
      Map.Entry<Object, Known<N, V>> eldest = all.next();
      write(eldest.getKey(), eldest.getValue());
      all.remove();
      keys.setCurrentKey(current);
    }
    return null;
  }

  @Override
  public void write() throws IOException {
    for (Map.Entry<Object, Known<N, V>> one : known.entrySet()) {
      write(one.getKey(), one.getValue());
    }
  }

  private void write(Object key, Known<N, V> all) {
    if (all.changed.isEmpty()) {
      return;
    }
    keys.setCurrentKey(key);
    KeyedEntries<N, V> written = new KeyedEntries<>(state);
    for (N name : all.changed) {
      V entry = all.entries.get(name);
      if (entry == null) {
        written.remove(name);
      } else {
        written.put(name, entry);
      }
    }
    all.changed.clear();
  }
}
