package io.sightline.job.state;

import io.sightline.analytics.state.Entries;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.MapState;

/**
 * Entries in Flink's state, of the key that is being processed.
 *
 * @param <K> what names an entry
 * @param <V> an entry
 */
public record KeyedEntries<K, V>(MapState<K, V> state) implements Entries<K, V> {

  @Override
  public V get(K name) {
    return KeyedCell.accessed(() -> state.get(name));
  }

  @Override
  public void put(K name, V entry) {
    KeyedCell.accessed(
        () -> {
          state.put(name, entry);
          return null;
        });
  }

  @Override
  public void remove(K name) {
    KeyedCell.accessed(
        () -> {
          state.remove(name);
          return null;
        });
  }

  @Override
  public void forEach(BiConsumer<K, V> visit) {
    Iterable<Map.Entry<K, V>> entries = KeyedCell.accessed(state::entries);
    entries.forEach(entry -> visit.accept(entry.getKey(), entry.getValue()));
  }

  @Override
  public void clear() {
    state.clear();
  }
}
