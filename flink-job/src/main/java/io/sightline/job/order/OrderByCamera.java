package io.sightline.job.order;

import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts a camera's observations back in the order of their running numbers, which perception's
 * queues lose when a job is restored with another parallelism. Hands each on as soon as all before
 * it have come; what waits is bounded by what perception has in flight. State is cleared when a
 * camera ends; one that comes back begins at number 0.
 */
public final class OrderByCamera extends KeyedProcessFunction<String, Observations, Observations> {
  private static final ValueStateDescriptor<Long> NEXT =
      new ValueStateDescriptor<>("next-number-v1", Types.LONG);
  private static final MapStateDescriptor<Long, Observations> EARLY =
      new MapStateDescriptor<>("early-v1", Types.LONG, TypeInformation.of(Observations.class));

  private final boolean live;
  private transient ValueState<Long> next;
  private transient MapState<Long, Observations> early;

  /**
   * @param live whether a camera may begin anew without having ended: it was taken away while
   *     nobody read it, and came back
   */
  public OrderByCamera(boolean live) {
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    next = getRuntimeContext().getState(NEXT);
    early = getRuntimeContext().getMapState(EARLY);
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<Observations> out) throws Exception {
    long expected = next.value() == null ? 0 : next.value();
    long number = observations.frame().number();
    if (live && number == 0 && expected > 0) {
      early.clear();
      expected = 0;
    }
    if (number > expected) {
      early.put(number, observations);
      return;
    }
    if (number < expected) {
      throw new IllegalStateException(
          "Record "
              + number
              + " of camera '"
              + context.getCurrentKey()
              + "' came twice; the records of a camera are numbered without gaps.");
    }
    out.collect(observations);
    boolean ended = observations.frame().kind() == RecordKind.END;
    expected++;
    // Most often nothing is early, and this is the only look at the map.
    for (Observations waiting = early.get(expected);
        waiting != null;
        waiting = early.get(expected)) {
      early.remove(expected);
      out.collect(waiting);
      ended = waiting.frame().kind() == RecordKind.END;
      expected++;
    }
    if (ended) {
      next.clear();
    } else {
      next.update(expected);
    }
  }
}
