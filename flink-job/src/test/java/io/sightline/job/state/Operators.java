package io.sightline.job.state;

import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/** The operators that run functions, as the topology has them. */
public final class Operators {
  private Operators() {}

  public static <K, I, O> OneInputStreamOperator<I, O> running(
      KeyedProcessFunction<K, I, O> function) {
    return function instanceof RememberingFunction<K, I, O> remembering
        ? new RememberingOperator<>(remembering)
        : new KeyedProcessOperator<>(function);
  }
}
