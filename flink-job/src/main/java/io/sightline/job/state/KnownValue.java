package io.sightline.job.state;

import java.io.IOException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * One value of each key. Values are immutable.
 *
 * @param <K> the keys
 * @param <V> their values
 */
public final class KnownValue<K, V> extends WrittenBehind<K, KnownValue.Known<V>> {
  private final ValueState<V> state;

  /** What is known of one key. */
  static final class Known<V> {
    /** Null for nothing. */
    private V value;

    private boolean hasChanged;
  }

  KnownValue(ValueState<V> state, KeyContext keys, int mostKeys) {
    super(keys, mostKeys);
    this.state = state;
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
    now.hasChanged = true;
  }

  /**
   * @param key the one that is being processed
   */
  public void clear(K key) throws IOException {
    Known<V> now = known(key);
    // Where nothing was known nothing need be written.
    now.hasChanged |= now.value != null;
    now.value = null;
  }

  @Override
  Known<V> read() throws IOException {
    Known<V> read = new Known<>();
    read.value = state.value();
    return read;
  }

  @Override
  boolean hasChanged(Known<V> known) {
    return known.hasChanged;
  }

  @Override
  void write(Known<V> known) throws IOException {
    if (known.value == null) {
      state.clear();
    } else {
      state.update(known.value);
    }
    known.hasChanged = false;
  }
}
