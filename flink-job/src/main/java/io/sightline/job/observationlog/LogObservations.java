package io.sightline.job.observationlog;

import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers a camera's observations into minutes of event time. Emits a minute, whole, when it is
 * over, when the camera ends, and ahead of each checkpoint, so that what is checkpointed is also
 * stored. State is the minute that is open; of a live camera that ended it stays, since the camera
 * may come back within that minute, which is one row.
 *
 * <p>It is an operator and no function because only operators are told ahead of a checkpoint's
 * barrier.
 */
public final class LogObservations extends AbstractStreamOperator<ObservationMinute>
    implements OneInputStreamOperator<Observations, ObservationMinute> {
  private static final ListStateDescriptor<Observations> OPEN_MINUTE =
      new ListStateDescriptor<>("open-minute-v1", TypeInformation.of(Observations.class));

  private static final ValueStateDescriptor<Long> MINUTE =
      new ValueStateDescriptor<>("minute-v1", Types.LONG);

  private final boolean live;
  private transient ListState<Observations> openMinute;
  private transient ValueState<Long> minute;

  /**
   * @param live whether cameras may come back after their end
   */
  public LogObservations(boolean live) {
    this.live = live;
  }

  @Override
  public void open() throws Exception {
    super.open();
    openMinute =
        getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, OPEN_MINUTE);
    minute = getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, MINUTE);
  }

  @Override
  public void processElement(StreamRecord<Observations> element) throws Exception {
    Observations observations = element.getValue();
    long now = minute(observations);
    Long open = minute.value();
    if (open != null && open != now) {
      emit(records(openMinute));
      openMinute.clear();
    }
    openMinute.add(observations);
    if (open == null || open != now) {
      minute.update(now);
    }
    if (observations.frame().kind() == RecordKind.END) {
      emit(records(openMinute));
      if (!live) {
        openMinute.clear();
        minute.clear();
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            OPEN_MINUTE,
            (camera, state) -> emit(records(state)));
  }

  private void emit(List<Observations> records) {
    if (!records.isEmpty()) {
      Observations first = records.get(0);
      output.collect(
          new StreamRecord<>(
              new ObservationMinute(
                  first.frame().site(), first.frame().camera(), minute(first), records)));
    }
  }

  private static long minute(Observations observations) {
    return ObservationMinute.minuteOf(observations.frame().capturedAtMillis());
  }

  private static List<Observations> records(ListState<Observations> state) throws Exception {
    List<Observations> records = new ArrayList<>();
    Iterable<Observations> stored = state.get();
    if (stored != null) {
      stored.forEach(records::add);
    }
    return records;
  }
}
