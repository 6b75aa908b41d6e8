package io.sightline.job.state;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * One value of each key that is written to Flink's state when a snapshot is taken, or when too many
 * are known: what changes with every record costs no more than what changes once between two
 * snapshots. What is known goes with the operator, as do all changes since the last snapshot.
 * Values are immutable.
 *
 * @param <K> the keys
 * @param <V> their values
 */
public final class KnownValue<K, V> implements WrittenBehind {
  private final ValueState<V> state;
  private final KeyContext keys;
  private final int mostKeys;

  /** In the order in which they were asked for. */
  private final Map<K, Known<V>> known = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Known<V> {
    /** Null for nothing. */
    private V value;

    private boolean isWritten;

    Known(V value, boolean isWritten) {
      this.value = value;
      this.isWritten = isWritten;
    }
  }

  /**
   * @param mostKeys keys of which the value is known; those that were asked for least recently are
   *     forgotten
   */
  KnownValue(ValueState<V> state, KeyContext keys, int mostKeys) {
    this.state = state;
    this.keys = keys;
    this.mostKeys = mostKeys;
  }

  /**
   * @param key the one that is being processed
   * @return null where there is nothing
   */
  public V value(K key) throws IOException {
    return known(key).value;
  }

  /**
   * @param key the one that is being processed
   */
  public void update(K key, V value) throws IOException {
    Known<V> now = known(key);
    now.value = value;
    now.isWritten = false;
  }

  /**
   * @param key the one that is being processed
   */
  public void clear(K key) throws IOException {
    Known<V> now = known(key);
    // What nothing was known of need not be written.
    now.isWritten &= now.value == null;
    now.value = null;
  }

  private Known<V> known(K key) throws IOException {
    Known<V> value = known.get(key);
    if (value == null) {
      value = new Known<>(state.value(), true);
      known.put(key, value);
      forgetEldest(key);
    }
    return value;
  }

  private void forgetEldest(K current) throws IOException {
    if (known.size() > mostKeys) {
      Iterator<Map.Entry<K, Known<V>>> all = known.entrySet().iterator();
      Map.Entry<K, Known<V>> eldest = all.next();
      write(eldest.getKey(), eldest.getValue());
      all.remove();
      keys.setCurrentKey(current);
    }
  }

  @Override
  public void write() throws IOException {
    for (Map.Entry<K, Known<V>> one : known.entrySet()) {
      write(one.getKey(), one.getValue());
    }
  }

  private void write(K key, Known<V> now) throws IOException {
    if (now.isWritten) {
      return;
    }
    keys.setCurrentKey(key);
    if (now.value == null) {
      state.clear();
    } else {
      state.update(now.value);
    }
    now.isWritten = true;
  }
}
