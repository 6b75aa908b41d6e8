package io.sightline.job.cameras;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Omission;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.observations.Observations;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.springframework.dao.DataAccessException;

/**
 * Stands in front of all that judges live cameras. When a camera's first record after a restore
 * comes, what was written of it after its last record before is taken back: those frames do not
 * come a second time. Where there was nothing to restore, as after a kill ahead of the first
 * checkpoint, the store knows whether the camera was seen before; then a record that says so comes
 * first. State is one time a camera, cleared when it ends.
 */
public final class TakeBackAfterRestore
    extends KeyedProcessFunction<String, Observations, Observations>
    implements CheckpointedFunction {
  private static final ValueStateDescriptor<Long> LAST =
      new ValueStateDescriptor<>("last-record-v1", Types.LONG);

  /** Takes back what was written. */
  @FunctionalInterface
  public interface TakeBack extends Serializable {
    /**
     * @param job that writes, by Flink's id
     * @param lastMillis capture time of the camera's last record that counts
     */
    void after(String job, String camera, long lastMillis);
  }

  /** Takes back what no state and no observation stands behind. */
  @FunctionalInterface
  public interface Afresh extends Serializable {
    /**
     * @param job that writes, by Flink's id
     * @return capture time of the camera's last frame that is known of; null where it was not seen
     *     before
     */
    Long begin(String job, String site, String camera);
  }

  private final TakeBack takeBack;
  private final Afresh afresh;
  private transient boolean restored;
  private transient ValueState<Long> last;

  /** Cameras that were seen to go on since this operator was opened. */
  private transient Set<String> goneOn;

  /** Cameras of which the store was asked, where nothing was restored. */
  private transient Set<String> begun;

  public TakeBackAfterRestore(TakeBack takeBack, Afresh afresh) {
    this.takeBack = takeBack;
    this.afresh = afresh;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    restored = context.isRestored();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // All of it is a camera's.
  }

  @Override
  public void open(OpenContext context) {
    last = getRuntimeContext().getState(LAST);
    goneOn = new HashSet<>();
    begun = new HashSet<>();
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<Observations> out) throws Exception {
    FrameHeader frame = observations.frame();
    Long before = last.value();
    if (before != null && tellsOfRestore(frame) && goneOn.add(frame.camera())) {
      inStore(frame.camera(), job -> takeBack.after(job, frame.camera(), before));
    } else if (before == null && !restored && begun.add(frame.camera())) {
      inStore(frame.camera(), job -> beginAfresh(job, frame, out));
    }
    if (frame.kind() == RecordKind.END) {
      last.clear();
      goneOn.remove(frame.camera());
    } else {
      last.update(frame.capturedAtMillis());
    }
    out.collect(observations);
  }

  private static boolean tellsOfRestore(FrameHeader frame) {
    return switch (frame.kind()) {
      case DROPPED -> Omission.NOT_RECORDED.key().equals(frame.reason());
      case SILENCE -> Silence.RESTARTED.key().equals(frame.reason());
      case FRAME, END -> false;
    };
  }

  private void beginAfresh(String job, FrameHeader first, Collector<Observations> out) {
    Long seen = afresh.begin(job, first.site(), first.camera());
    if (seen != null && seen < first.capturedAtMillis()) {
      out.collect(Observations.nothing(first.restartedAt(seen)));
    }
  }

  private void inStore(String camera, Consumer<String> what) {
    try {
      what.accept(getRuntimeContext().getJobInfo().getJobId().toHexString());
    } catch (DataAccessException e) {
      throw new IllegalStateException(
          "What was written of camera '"
              + camera
              + "' after its last record cannot be taken back: "
              + e.getMessage(),
          e);
    }
  }
}
