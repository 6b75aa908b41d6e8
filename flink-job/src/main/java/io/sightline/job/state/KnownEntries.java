package io.sightline.job.state;

import io.sightline.analytics.state.Entries;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Entries of the key that is being processed, all of which are at hand while it is known: for few
 * of them.
 *
 * @param <N> what names an entry
 * @param <V> an entry
 */
final class KnownEntries<N, V> extends WrittenBehind<Object, KnownEntries.Known<N, V>>
    implements Entries<N, V> {
  private final MapState<N, V> state;
  private final KeyContext keys;

  /** What is known of one key. */
  static final class Known<N, V> {
    private final Map<N, V> entries = new HashMap<>();

    /** Names of what is not in Flink's state as it is now. */
    private final Set<N> changed = new HashSet<>();
  }

  KnownEntries(MapState<N, V> state, KeyContext keys, int mostKeys) {
    super(keys, mostKeys);
    this.state = state;
    this.keys = keys;
  }

  private Known<N, V> known() {
    return KeyedCell.accessed(() -> known(keys.getCurrentKey()));
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

  @Override
  Known<N, V> read() {
    Known<N, V> read = new Known<>();
    new KeyedEntries<>(state).forEach(read.entries::put);
    return read;
  }

  @Override
  boolean hasChanged(Known<N, V> known) {
    return !known.changed.isEmpty();
  }

  @Override
  void write(Known<N, V> known) {
    KeyedEntries<N, V> written = new KeyedEntries<>(state);
    for (N name : known.changed) {
      V entry = known.entries.get(name);
      if (entry == null) {
        written.remove(name);
      } else {
        written.put(name, entry);
      }
    }
    known.changed.clear();
  }
}
