package io.sightline.job.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * A function that has values of keys at hand, run by a {@link RememberingOperator}.
 *
 * @param <K> the keys
 */
public abstract class RememberingFunction<K, I, O> extends KeyedProcessFunction<K, I, O> {
  private static final long serialVersionUID = 1L;
  private static final int MOST_KEYS = 16_384;

  private transient KeyContext keys;
  private transient List<KnownValue<K, ?>> values;

  /** Before it is opened. */
  void begin(KeyContext keys) {
    this.keys = keys;
    this.values = new ArrayList<>();
  }

  /** While it is being opened. */
  protected final <V> KnownValue<K, V> known(ValueStateDescriptor<V> descriptor) {
    if (keys == null) {
      throw new IllegalStateException(
          getClass().getSimpleName() + " is run by something else than a RememberingOperator.");
    }
    KnownValue<K, V> value =
        new KnownValue<>(getRuntimeContext().getState(descriptor), keys, MOST_KEYS);
    values.add(value);
    return value;
  }

  /** Before a snapshot is taken. */
  void write() throws IOException {
    for (KnownValue<K, ?> value : values) {
      value.write();
    }
  }
}
