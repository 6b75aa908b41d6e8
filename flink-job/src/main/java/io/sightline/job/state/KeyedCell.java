package io.sightline.job.state;

import io.sightline.analytics.state.Cell;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.state.ValueState;

/**
 * One value in Flink's state, of the key that is being processed.
 *
 * @param <V> its type
 */
public record KeyedCell<V>(ValueState<V> state) implements Cell<V> {

  @Override
  public V get() {
    return accessed(state::value);
  }

  @Override
  public void set(V value) {
    accessed(
        () -> {
          state.update(value);
          return null;
        });
  }

  @Override
  public void clear() {
    state.clear();
  }

  /** State that cannot be accessed fails the task, and that is all that can be done about it. */
  static <T> T accessed(Callable<T> access) {
    try {
      return access.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("State cannot be accessed: " + e.getMessage(), e);
    }
  }
}
