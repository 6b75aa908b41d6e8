package io.sightline.job.cameras;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Notes the times in which a camera was not seen: a gap is emitted when the next frame has come.
 * Frames that could not be looked at go to a side output. State is one time a camera, cleared when
 * its footage ends.
 */
public final class NoteGaps extends KeyedProcessFunction<String, Observations, CameraGap> {
  public static final OutputTag<PoisonRecord> POISON =
      new OutputTag<>("poison", TypeInformation.of(PoisonRecord.class));
  private static final ValueStateDescriptor<Long> LAST_FRAME =
      new ValueStateDescriptor<>("last-frame-v1", Types.LONG);
  private static final String NO_FOOTAGE = "no-footage";
  private static final String STAGE = "vehicles";

  private final Site site;
  private transient Map<String, Long> maxGapMillis;
  private transient ValueState<Long> lastFrame;

  public NoteGaps(Site site) {
    this.site = site;
  }

  @Override
  public void open(OpenContext context) {
    maxGapMillis = new HashMap<>();
    for (Camera camera : site.cameras()) {
      maxGapMillis.put(camera.id(), camera.occupancy().maxGap().toMillis());
    }
    lastFrame = getRuntimeContext().getState(LAST_FRAME);
  }

  @Override
  public void processElement(Observations observations, Context context, Collector<CameraGap> out)
      throws Exception {
    FrameHeader frame = observations.frame();
    if (frame.kind() == RecordKind.END) {
      lastFrame.clear();
    } else if (frame.kind() == RecordKind.FRAME) {
      long at = frame.capturedAtMillis();
      Long before = lastFrame.value();
      if (before != null && at - before > maxGapMillis.get(frame.camera())) {
        String id = DerivedIds.cameraGap(frame.site(), frame.camera(), before);
        out.collect(
            new CameraGap(
                new FactHead(id, frame.site(), before, at, true, "", frame.layoutVersion()),
                frame.camera(),
                at,
                NO_FOOTAGE));
      }
      lastFrame.update(at);
      if (observations.poison() != null) {
        context.output(POISON, poison(frame, observations.poison()));
      }
    }
  }

  private static PoisonRecord poison(FrameHeader frame, String reason) {
    return new PoisonRecord(
        new FactHead(
            DerivedIds.poison(frame.site(), frame.camera(), frame.number(), STAGE),
            frame.site(),
            frame.capturedAtMillis(),
            frame.capturedAtMillis(),
            true,
            "",
            frame.layoutVersion()),
        frame.camera(),
        STAGE,
        reason,
        frame.address() == null ? null : frame.address().media(),
        frame.address() == null ? 0 : frame.address().presentationMicros());
  }
}
