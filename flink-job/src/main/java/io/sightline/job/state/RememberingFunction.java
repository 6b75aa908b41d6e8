package io.sightline.job.state;

import io.sightline.analytics.state.Cell;
import io.sightline.analytics.state.Entries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * A function that has state of keys at hand, run by a {@link RememberingOperator}.
 *
 * @param <K> the keys
 */
public abstract class RememberingFunction<K, I, O> extends KeyedProcessFunction<K, I, O> {
  private static final long serialVersionUID = 1L;
  private static final int MOST_KEYS = 16_384;

  private transient KeyContext keys;
  private transient List<WrittenBehind<?, ?>> remembered;

  /** Before it is opened. */
  void begin(KeyContext keys) {
    this.keys = keys;
    this.remembered = new ArrayList<>();
  }

  /** A value of each key, while the function is being opened. */
  protected final <V> KnownValue<K, V> known(ValueStateDescriptor<V> descriptor) {
    return behind(new KnownValue<>(getRuntimeContext().getState(descriptor), keys(), MOST_KEYS));
  }

  /** A value of the key that is being processed, while the function is being opened. */
  protected final <V> Cell<V> cell(ValueStateDescriptor<V> descriptor) {
    return new KnownCell<>(
        behind(new KnownValue<>(getRuntimeContext().getState(descriptor), keys(), MOST_KEYS)),
        keys());
  }

  /** A few entries of the key that is being processed, while the function is being opened. */
  protected final <N, V> Entries<N, V> few(MapStateDescriptor<N, V> descriptor) {
    return behind(
        new KnownEntries<>(getRuntimeContext().getMapState(descriptor), keys(), MOST_KEYS));
  }

  /**
   * Entries of the key that is being processed, each read and written by itself, however many there
   * are; while the function is being opened.
   */
  protected final <N, V> Entries<N, V> many(MapStateDescriptor<N, V> descriptor) {
    return new KeyedEntries<>(getRuntimeContext().getMapState(descriptor));
  }

  private KeyContext keys() {
    if (keys == null) {
      throw new IllegalStateException(
          getClass().getSimpleName() + " is run by something else than a RememberingOperator.");
    }
    return keys;
  }

  private <W extends WrittenBehind<?, ?>> W behind(W state) {
    remembered.add(state);
    return state;
  }

  /** Before a snapshot is taken. */
  void write() throws IOException {
    for (WrittenBehind<?, ?> state : remembered) {
      state.write();
    }
  }
}
