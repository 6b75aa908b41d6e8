package io.sightline.job.state;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/**
 * One value of each key in Flink's state, that need not be read from there while it is known what
 * was written last. Every change is written at once, so that the state is always whole; what is
 * known goes with the operator. Values are immutable.
 *
 * @param <K> the keys
 * @param <V> their values
 */
public final class KnownValue<K, V> {
  /** Keys of which the value is known; those that were asked for least recently are forgotten. */
  private static final int MOST_KEYS = 16_384;

  private final ValueState<V> state;
  private final Map<K, Optional<V>> known;

  /** For a function that is being opened. */
  public KnownValue(RuntimeContext context, ValueStateDescriptor<V> descriptor) {
    this(context.getState(descriptor), MOST_KEYS);
  }

  KnownValue(ValueState<V> state, int mostKeys) {
    this.state = state;
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Optional<V>> eldest) {
            return size() > mostKeys;
          }
        };
  }

  /**
   * @param key the one that is being processed
   * @return null where there is nothing
   */
  public V value(K key) throws IOException {
    Optional<V> value = known.get(key);
    if (value == null) {
      value = Optional.ofNullable(state.value());
      known.put(key, value);
    }
    return value.orElse(null);
  }

  /**
   * @param key the one that is being processed
   */
  public void update(K key, V value) throws IOException {
    state.update(value);
    known.put(key, Optional.of(value));
  }

  /**
   * @param key the one that is being processed
   */
  public void clear(K key) {
    state.clear();
    known.put(key, Optional.empty());
  }
}
