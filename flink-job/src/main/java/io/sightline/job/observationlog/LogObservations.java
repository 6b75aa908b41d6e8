package io.sightline.job.observationlog;

import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers a camera's observations into minutes of event time. Emits a minute, whole, when it is
 * over, when the camera ends, and ahead of each checkpoint where it has changed since the last one,
 * so that what is checkpointed is also stored. State is the minute that is open, cleared when the
 * camera ends.
 *
 * <p>A live camera that ended may come back within its last minute, which is one row. Its state
 * stays until a checkpoint after its end is complete, and with it the row is stored; from then on
 * the row itself is read when the camera comes back.
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

  /** No checkpoint has begun since a camera's end. */
  private static final long NONE_YET = Long.MAX_VALUE;

  /** Null where cameras do not come back after their end. */
  private final MinuteReader stored;

  private transient ListState<Observations> openMinute;
  private transient ValueState<Long> minute;

  /** Cameras whose open minute has changed since it was emitted. */
  private transient Set<String> changed;

  /** First checkpoint after the end of cameras that ended and whose state is still there. */
  private transient Map<String, Long> ended;

  /** Whether rows may hold what the restored state does not know, so that all are written anew. */
  private transient boolean restored;

  private LogObservations(MinuteReader stored) {
    this.stored = stored;
  }

  /** For cameras that end once. */
  public static LogObservations ofRecorded() {
    return new LogObservations(null);
  }

  /** For cameras that may come back after their end. */
  public static LogObservations ofLive(MinuteReader stored) {
    return new LogObservations(stored);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    changed = new TreeSet<>();
    ended = new HashMap<>();
    openMinute =
        getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, OPEN_MINUTE);
    minute = getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, MINUTE);
  }

  @Override
  public void processElement(StreamRecord<Observations> element) throws Exception {
    Observations observations = element.getValue();
    String camera = observations.frame().camera();
    long now = minute(observations);
    Long open = minute.value();
    if (open == null && stored != null) {
      openMinute.update(beforeItCameBack(stored.read(camera, now), observations));
    } else if (open != null && open != now) {
      emit(records(openMinute));
      openMinute.clear();
    }
    openMinute.add(observations);
    if (open == null || open != now) {
      minute.update(now);
    }
    changed.add(camera);
    ended.remove(camera);
    if (observations.frame().kind() == RecordKind.END) {
      emit(records(openMinute));
      changed.remove(camera);
      if (stored == null) {
        openMinute.clear();
        minute.clear();
      } else {
        ended.put(camera, NONE_YET);
      }
    }
  }

  /**
   * What is stored up to the camera's last end before it came back. What follows that end was
   * written by a job that failed, and is either on its way again or lost.
   */
  private static List<Observations> beforeItCameBack(
      List<Observations> records, Observations first) {
    int known = 0;
    for (int i = 0; i < records.size(); i++) {
      Observations record = records.get(i);
      if (record.frame().capturedAtMillis() > first.frame().capturedAtMillis()) {
        break;
      }
      if (record.frame().kind() == RecordKind.END) {
        known = i + 1;
      }
    }
    return records.subList(0, known);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    if (restored) {
      getKeyedStateBackend()
          .applyToAllKeys(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              OPEN_MINUTE,
              (camera, state) -> takeUp((String) camera, records(state)));
      restored = false;
    } else {
      for (String camera : changed) {
        setCurrentKey(camera);
        emit(records(openMinute));
      }
    }
    changed.clear();
    ended.replaceAll(
        (camera, checkpoint) -> checkpoint == NONE_YET ? (Long) checkpointId : checkpoint);
  }

  private void takeUp(String camera, List<Observations> records) {
    emit(records);
    boolean over = records.get(records.size() - 1).frame().kind() == RecordKind.END;
    if (stored != null && over) {
      ended.putIfAbsent(camera, NONE_YET);
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    for (Iterator<Map.Entry<String, Long>> each = ended.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<String, Long> camera = each.next();
      if (camera.getValue() <= checkpointId) {
        setCurrentKey(camera.getKey());
        openMinute.clear();
        minute.clear();
        each.remove();
      }
    }
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
