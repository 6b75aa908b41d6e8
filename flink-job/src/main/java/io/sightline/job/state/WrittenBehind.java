package io.sightline.job.state;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * State of keys that is at hand, and written to Flink's when a snapshot is taken, or when too many
 * keys are known: what changes with every record costs no more than what changes once between two
 * snapshots. What is known goes with the operator, as do all changes since the last snapshot.
 *
 * @param <K> the keys
 * @param <S> what is known of one
 */
abstract class WrittenBehind<K, S> {
  private final KeyContext keys;
  private final int mostKeys;

  /** In the order in which they were asked for. */
  private final Map<K, S> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param mostKeys keys of which the state is known; those that were asked for least recently are
   *     forgotten
   */
  WrittenBehind(KeyContext keys, int mostKeys) {
    this.keys = keys;
    this.mostKeys = mostKeys;
  }

  /** What Flink's state is of the key that is being processed. */
  abstract S read() throws IOException;

  /** Whether something has changed since it was read or written. */
  abstract boolean hasChanged(S known);

  /** Brings Flink's state of the key that is being processed up to date. */
  abstract void write(S known) throws IOException;

  /**
   * @param key the one that is being processed
   */
  final S known(K key) throws IOException {
    S one = known.get(key);
    if (one == null) {
      one = read();
      known.put(key, one);
      forgetEldest(key);
    }
    return one;
  }

  private void forgetEldest(K current) throws IOException {
    if (known.size() > mostKeys) {
      Iterator<Map.Entry<K, S>> all = known.entrySet().iterator();
      Map.Entry<K, S> eldest = all.next();
      write(eldest.getKey(), eldest.getValue());
      all.remove();
      keys.setCurrentKey(current);
    }
  }

  /** Brings Flink's state up to date. No key is being processed afterwards. */
  final void write() throws IOException {
    for (Map.Entry<K, S> one : known.entrySet()) {
      write(one.getKey(), one.getValue());
    }
  }

  private void write(K key, S one) throws IOException {
    if (hasChanged(one)) {
      keys.setCurrentKey(key);
      write(one);
    }
  }
}
