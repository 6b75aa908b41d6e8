package io.sightline.job.cameras;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Omission;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.observations.Observations;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.springframework.dao.DataAccessException;

/**
 * Stands in front of all that judges live cameras. When a camera's first record after a restore
 * comes, what was written of it after its last record before is taken back: those frames do not
 * come a second time. State is one time a camera, cleared when it ends.
 */
public final class TakeBackAfterRestore
    extends KeyedProcessFunction<String, Observations, Observations> {
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

  private final TakeBack takeBack;
  private transient ValueState<Long> last;

  /** Cameras that were seen to go on since this operator was opened. */
  private transient Set<String> goneOn;

  public TakeBackAfterRestore(TakeBack takeBack) {
    this.takeBack = takeBack;
  }

  @Override
  public void open(OpenContext context) {
    last = getRuntimeContext().getState(LAST);
    goneOn = new HashSet<>();
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<Observations> out) throws Exception {
    FrameHeader frame = observations.frame();
    Long before = last.value();
    if (before != null && tellsOfRestore(frame) && goneOn.add(frame.camera())) {
      takeBack(frame.camera(), before);
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

  private void takeBack(String camera, long lastMillis) {
    try {
      takeBack.after(getRuntimeContext().getJobInfo().getJobId().toHexString(), camera, lastMillis);
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
