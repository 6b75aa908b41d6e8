package io.sightline.job.occupancy;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.job.order.ReportPace;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Judges the spots of one camera. Emits a report when a spot changes, and each second of event time
 * how far the camera's word is final. State is cleared when the camera's footage ends.
 */
public final class JudgeSpots extends KeyedProcessFunction<String, Observations, SpotReport> {
  private static final ValueStateDescriptor<CameraSpots> SPOTS =
      new ValueStateDescriptor<>("camera-spots-v1", TypeInformation.of(CameraSpots.class));

  private final Site site;
  private transient Map<String, SpotJudge> judges;
  private transient ValueState<CameraSpots> spots;

  public JudgeSpots(Site site) {
    this.site = site;
  }

  /** Whether a camera's spots are judged at all. */
  public static boolean judges(Camera camera) {
    return camera.analyses(Analysis.OCCUPANCY) && !camera.spots().isEmpty();
  }

  @Override
  public void open(OpenContext context) {
    judges = new HashMap<>();
    site.cameras().stream()
        .filter(JudgeSpots::judges)
        .forEach(camera -> judges.put(camera.id(), new SpotJudge(camera)));
    spots = getRuntimeContext().getState(SPOTS);
  }

  @Override
  public void processElement(Observations observations, Context context, Collector<SpotReport> out)
      throws Exception {
    FrameHeader frame = observations.frame();
    SpotJudge judge = judges.get(frame.camera());
    if (judge == null) {
      return;
    }
    CameraSpots before = spots.value() == null ? CameraSpots.NONE : spots.value();
    boolean ends = frame.kind() == RecordKind.END;
    SpotJudge.Step step =
        ends
            ? judge.end(before, frame.capturedAtMillis())
            : observations.hasSeen()
                ? judge.see(
                    before, frame.capturedAtMillis(), frame.still(), observations.vehicles())
                : judge.pass(before, frame.capturedAtMillis());
    String model = model(observations, before);
    boolean reports =
        !step.changes().isEmpty()
            || ReportPace.isDue(before.reportedMillis(), step.settledMillis());
    if (reports) {
      out.collect(
          new SpotReport(
              frame.site(),
              frame.camera(),
              step.settledMillis(),
              model,
              frame.layoutVersion(),
              step.changes()));
    }
    if (ends) {
      spots.clear();
    } else {
      spots.update(
          new CameraSpots(
              observations.hasSeen() ? frame.capturedAtMillis() : before.lastMillis(),
              observations.hasSeen() ? frame.still() : before.lastStill(),
              step.views(),
              model,
              reports ? step.settledMillis() : before.reportedMillis()));
    }
  }

  private static String model(Observations observations, CameraSpots before) {
    return observations.models().stream()
        .filter(use -> use.role().equals(ModelRole.VEHICLES.key()))
        .map(ModelUse::sha256)
        .findFirst()
        .orElse(before.model());
  }
}
