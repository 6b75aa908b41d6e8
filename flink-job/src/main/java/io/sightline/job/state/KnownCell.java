package io.sightline.job.state;

import io.sightline.analytics.state.Cell;
import org.apache.flink.streaming.api.operators.KeyContext;

/** One {@link KnownValue}, of the key that is being processed. */
record KnownCell<V>(KnownValue<Object, V> value, KeyContext keys) implements Cell<V> {
  @Override
  public V get() {
    return KeyedCell.accessed(() -> value.value(keys.getCurrentKey()));
  }

  @Override
  public void set(V now) {
    KeyedCell.accessed(
        () -> {
          value.update(keys.getCurrentKey(), now);
          return null;
        });
  }

  @Override
  public void clear() {
    KeyedCell.accessed(
        () -> {
          value.clear(keys.getCurrentKey());
          return null;
        });
  }
}
