package io.sightline.job.cameras;

import io.sightline.analytics.cameras.CameraAway;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.observations.LookFailure;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.AlertRules;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Notes the times in which a camera was not seen: longer than its layout's longest gap, or any time
 * in which its reader had lost it or found a break. A gap is emitted when the next frame, or the
 * end, has come; in the live run also when it is noticed. Looks at frames that failed go to a side
 * output, and so does that a camera is down or back. State is cleared when the camera ends.
 */
public final class NoteGaps extends RememberingFunction<String, Observations, CameraGap> {
  public static final OutputTag<PoisonRecord> POISON =
      new OutputTag<>("poison", TypeInformation.of(PoisonRecord.class));

  /** Cameras that are down, and back. */
  public static final OutputTag<Alert> ALERTS =
      new OutputTag<>("camera-alerts", TypeInformation.of(Alert.class));

  private static final ValueStateDescriptor<Long> LAST_FRAME =
      new ValueStateDescriptor<>("last-frame-v1", Types.LONG);
  private static final ValueStateDescriptor<String> LOSS =
      new ValueStateDescriptor<>("loss-v1", Types.STRING);
  private static final ValueStateDescriptor<CameraAway> AWAY =
      new ValueStateDescriptor<>("away-v1", TypeInformation.of(CameraAway.class));
  private static final String NO_FOOTAGE = "no-footage";

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Map<String, Long>> maxGapMillis;
  private transient KnownValue<String, Long> lastFrame;
  private transient KnownValue<String, String> loss;
  private transient LayoutCache<AlertRules> alerts;
  private transient KnownValue<String, CameraAway> away;

  /**
   * @param live whether a gap is shown when it is noticed
   */
  public NoteGaps(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    maxGapMillis = new LayoutCache<>(layouts, NoteGaps::maxGaps);
    lastFrame = known(LAST_FRAME);
    loss = known(LOSS);
    alerts = new LayoutCache<>(layouts, Site::alerts);
    away = known(AWAY);
  }

  private static Map<String, Long> maxGaps(Site site) {
    Map<String, Long> millis = new HashMap<>();
    site.cameras()
        .forEach(camera -> millis.put(camera.id(), camera.occupancy().maxGap().toMillis()));
    return millis;
  }

  @Override
  public void processElement(Observations observations, Context context, Collector<CameraGap> out)
      throws Exception {
    FrameHeader frame = observations.frame();
    noteAbsence(frame, context);
    switch (frame.kind()) {
      case END -> {
        noteEnd(frame, out);
        lastFrame.clear(frame.camera());
        loss.clear(frame.camera());
      }
      case SILENCE -> noteSilence(frame, out);
      case FRAME -> {
        noteFrame(frame, out);
        for (LookFailure failure : observations.failures()) {
          context.output(POISON, poison(frame, failure));
        }
      }
      case DROPPED -> {}
    }
  }

  private void noteAbsence(FrameHeader frame, Context context) throws Exception {
    CameraAway before = away.value(frame.camera());
    CameraAway.Step step =
        CameraAway.take(before, frame, alerts.of(frame.site(), frame.layoutVersion()));
    step.alerts().forEach(alert -> context.output(ALERTS, alert));
    if (step.after() != null) {
      away.update(frame.camera(), step.after());
    } else if (before != null) {
      away.clear(frame.camera());
    }
  }

  private void noteSilence(FrameHeader frame, Collector<CameraGap> out) throws Exception {
    Long before = lastFrame.value(frame.camera());
    if (before == null && (!live || Silence.RESTARTED.key().equals(frame.reason()))) {
      // Footage that begins with what cannot be read, or a live camera that was seen by a job whose
      // state is lost; any other was not seen before, either.
      lastFrame.update(frame.camera(), frame.capturedAtMillis());
      loss.update(frame.camera(), frame.reason());
    }
    if (Silence.isGap(frame.reason()) && before != null) {
      // After a restore what was shown may have been taken back.
      boolean unshown =
          loss.value(frame.camera()) == null || Silence.RESTARTED.key().equals(frame.reason());
      if (live && unshown) {
        out.collect(gap(frame, before, frame.reason(), false));
      }
      if (unshown) {
        // What it began with; what is tried later fails for whatever reason.
        loss.update(frame.camera(), frame.reason());
      }
    }
  }

  private void noteEnd(FrameHeader frame, Collector<CameraGap> out) throws Exception {
    Long before = lastFrame.value(frame.camera());
    String reason = loss.value(frame.camera());
    if (before != null && reason != null) {
      out.collect(gap(frame, before, reason, true));
    }
  }

  private void noteFrame(FrameHeader frame, Collector<CameraGap> out) throws Exception {
    long at = frame.capturedAtMillis();
    Long before = lastFrame.value(frame.camera());
    String reason = loss.value(frame.camera());
    if (before != null && (reason != null || at - before > maxGap(frame))) {
      out.collect(gap(frame, before, reason == null ? NO_FOOTAGE : reason, true));
    }
    lastFrame.update(frame.camera(), at);
    if (reason != null) {
      loss.clear(frame.camera());
    }
  }

  private long maxGap(FrameHeader frame) {
    return maxGapMillis
        .of(frame.site(), frame.layoutVersion())
        .getOrDefault(frame.camera(), Long.MAX_VALUE);
  }

  private static CameraGap gap(FrameHeader frame, long before, String reason, boolean isFinal) {
    long at = frame.capturedAtMillis();
    return new CameraGap(
        new FactHead(
            DerivedIds.cameraGap(frame.site(), frame.camera(), before),
            frame.site(),
            before,
            at,
            isFinal,
            "",
            frame.layoutVersion()),
        frame.camera(),
        at,
        reason);
  }

  private static PoisonRecord poison(FrameHeader frame, LookFailure failure) {
    return new PoisonRecord(
        new FactHead(
            DerivedIds.poison(frame.site(), frame.camera(), frame.number(), failure.stage()),
            frame.site(),
            frame.capturedAtMillis(),
            frame.capturedAtMillis(),
            true,
            "",
            frame.layoutVersion()),
        frame.camera(),
        failure.stage(),
        failure.reason(),
        frame.address() == null ? null : frame.address().media(),
        frame.address() == null ? 0 : frame.address().presentationMicros());
  }
}
