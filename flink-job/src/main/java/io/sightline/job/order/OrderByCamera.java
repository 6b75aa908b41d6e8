package io.sightline.job.order;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/**
 * Puts a camera's observations back in the order of their running numbers, which perception's
 * queues lose when a job is restored with another parallelism, or when a camera that was taken away
 * comes back to another reader. Hands each on as soon as all before it have come; what waits is
 * bounded by what perception has in flight.
 *
 * <p>Of the timelines of a live camera the one of the greatest epoch counts: when its first record
 * comes, what waits of the one before is dropped, and that one's end is handed on in its place if
 * it has not come. Records of earlier epochs are counted and dropped from then on. State is cleared
 * when a timeline ends; of a live camera its epoch is kept for an hour of processing time, much
 * longer than records of earlier ones can be on their way.
 */
public final class OrderByCamera extends RememberingFunction<String, Observations, Observations> {
  /** Counter of records whose timeline was over when they came. */
  public static final String RECORDS_OUTDATED = "recordsOutdated";

  static final Duration FORGET_AFTER = Duration.ofHours(1);

  private static final long UNKNOWN = -1;

  private static final ValueStateDescriptor<CameraOrder> ORDER =
      new ValueStateDescriptor<>("order-v1", TypeInformation.of(CameraOrder.class));
  private static final MapStateDescriptor<Long, Observations> EARLY =
      new MapStateDescriptor<>("early-v1", Types.LONG, TypeInformation.of(Observations.class));

  private final boolean live;
  private transient KnownValue<String, CameraOrder> order;
  private transient MapState<Long, Observations> early;
  private transient Counter outdated;

  /** Processing time of the first record or timer since this operator was opened. */
  private transient long openSinceMillis;

  /**
   * @param live whether a camera may come back after its end, or without one
   */
  public OrderByCamera(boolean live) {
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    order = known(ORDER);
    early = getRuntimeContext().getMapState(EARLY);
    openSinceMillis = UNKNOWN;
    outdated = getRuntimeContext().getMetricGroup().counter(RECORDS_OUTDATED);
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<Observations> out) throws Exception {
    noteOpen(context.timerService());
    FrameHeader frame = observations.frame();
    String camera = context.getCurrentKey();
    CameraOrder known = order.value(camera);
    if (known != null && known.isOver(frame)) {
      outdated.inc();
      return;
    }
    boolean begins = known == null || frame.epoch() > known.epoch();
    if (begins) {
      if (known != null) {
        giveUp(known, out);
      }
      known = CameraOrder.beginning(frame.epoch());
    }
    if (frame.number() < known.next()) {
      throw new IllegalStateException(
          "Record "
              + frame.number()
              + " of camera '"
              + camera
              + "' came twice; the records of a camera are numbered without gaps.");
    }
    if (frame.number() > known.next()) {
      early.put(frame.number(), observations);
      order.update(camera, known.waiting(1));
      return;
    }
    handOn(camera, observations, known, context.timerService(), out);
  }

  private void giveUp(CameraOrder known, Collector<Observations> out) throws Exception {
    for (Long ignored : early.keys()) {
      outdated.inc();
    }
    early.clear();
    if (known.last() != null) {
      out.collect(known.end());
    }
  }

  /** The record that comes next, and those that waited for it. */
  private void handOn(
      String camera,
      Observations first,
      CameraOrder known,
      TimerService timers,
      Collector<Observations> out)
      throws Exception {
    CameraOrder after = known;
    Observations next = first;
    while (next != null) {
      out.collect(next);
      after = after.handedOn(next.frame());
      next = after.mayHaveEarly() ? takeEarly(after.next()) : null;
      after = next == null ? after : after.waiting(-1);
    }
    if (after.last().kind() != RecordKind.END) {
      order.update(camera, after);
    } else if (live) {
      long forgetAt = timers.currentProcessingTime() + FORGET_AFTER.toMillis();
      order.update(camera, after.endedUntil(forgetAt));
      timers.registerProcessingTimeTimer(forgetAt);
    } else {
      order.clear(camera);
    }
  }

  private Observations takeEarly(long number) throws Exception {
    Observations waiting = early.get(number);
    if (waiting != null) {
      early.remove(number);
    }
    return waiting;
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Observations> out)
      throws Exception {
    TimerService timers = context.timerService();
    noteOpen(timers);
    String camera = context.getCurrentKey();
    CameraOrder known = order.value(camera);
    if (known == null || !known.hasEnded() || timestamp < known.forgetAtMillis()) {
      // The camera is back.
      return;
    }
    // While the job was down nothing was on its way.
    long earliest = openSinceMillis + FORGET_AFTER.toMillis();
    if (timers.currentProcessingTime() < earliest) {
      timers.registerProcessingTimeTimer(earliest);
    } else {
      order.clear(camera);
    }
  }

  private void noteOpen(TimerService timers) {
    if (openSinceMillis == UNKNOWN) {
      openSinceMillis = timers.currentProcessingTime();
    }
  }
}
