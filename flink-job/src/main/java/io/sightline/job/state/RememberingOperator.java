package io.sightline.job.state;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * Runs a function, and has what it remembers in Flink's state whenever a snapshot is taken.
 *
 * @param <K> the keys
 */
public final class RememberingOperator<K, I, O> extends KeyedProcessOperator<K, I, O> {
  private static final long serialVersionUID = 1L;

  private final RememberingFunction<K, I, O> function;

  public RememberingOperator(RememberingFunction<K, I, O> function) {
    super(function);
    this.function = function;
  }

  @Override
  public void open() throws Exception {
    function.begin(this);
    super.open();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    function.write();
    super.snapshotState(context);
  }
}
