package io.sightline.job.cameras;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.FootageTime;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Notes which times of a video's container are which capture times, so that a player's place in the
 * video finds its facts. A stretch is emitted when it is over. State is cleared when the camera's
 * footage ends.
 */
public final class NoteFootageTimes
    extends KeyedProcessFunction<String, Observations, FootageTime> {
  private static final ValueStateDescriptor<FootageTime> OPEN =
      new ValueStateDescriptor<>("footage-time-v1", TypeInformation.of(FootageTime.class));

  /** Both times are rounded down to whole milliseconds. */
  private static final long ROUNDING_MILLIS = 1;

  private transient ValueState<FootageTime> open;

  @Override
  public void open(OpenContext context) {
    open = getRuntimeContext().getState(OPEN);
  }

  @Override
  public void processElement(Observations seen, Context context, Collector<FootageTime> out)
      throws Exception {
    FrameHeader frame = seen.frame();
    FootageTime before = open.value();
    if (frame.kind() == RecordKind.END) {
      emit(before, out);
      open.clear();
    } else if (frame.kind() == RecordKind.FRAME && !frame.still() && frame.address() != null) {
      if (before != null && goesOn(before, frame)) {
        open.update(until(before, frame));
      } else {
        emit(before, out);
        open.update(beginning(frame));
      }
    }
  }

  private static void emit(FootageTime stretch, Collector<FootageTime> out) {
    if (stretch != null) {
      out.collect(stretch);
    }
  }

  private static boolean goesOn(FootageTime stretch, FrameHeader frame) {
    long captured = frame.capturedAtMillis() - stretch.head().atMillis();
    long shown = stampMillis(frame) - stretch.stampMillis();
    return frame.reason() == null
        && stretch.oddity() == null
        && stretch.file().equals(file(frame))
        && Math.abs(captured - shown) <= ROUNDING_MILLIS;
  }

  private static FootageTime until(FootageTime stretch, FrameHeader frame) {
    return new FootageTime(
        stretch.head(),
        stretch.camera(),
        stretch.file(),
        frame.capturedAtMillis(),
        stretch.stampMillis(),
        stretch.oddity());
  }

  private static FootageTime beginning(FrameHeader frame) {
    long at = frame.capturedAtMillis();
    return new FootageTime(
        new FactHead(
            DerivedIds.footageTime(frame.site(), frame.camera(), at),
            frame.site(),
            at,
            at,
            true,
            "",
            frame.layoutVersion()),
        frame.camera(),
        file(frame),
        at,
        stampMillis(frame),
        frame.reason());
  }

  private static String file(FrameHeader frame) {
    return Path.of(frame.address().media()).getFileName().toString();
  }

  private static long stampMillis(FrameHeader frame) {
    return Math.floorDiv(frame.address().presentationMicros(), 1_000);
  }
}
