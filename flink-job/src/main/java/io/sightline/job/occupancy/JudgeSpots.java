package io.sightline.job.occupancy;

import io.sightline.analytics.occupancy.CameraSpots;
import io.sightline.analytics.occupancy.SpotJudge;
import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.order.ReportPace;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.View;
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
import org.apache.flink.util.Collector;

/**
 * Judges the spots of one camera. Emits a report when a spot changes, and each second of event time
 * how far the camera's word is final. State is cleared when the camera's footage ends.
 */
public final class JudgeSpots extends RememberingFunction<String, Observations, SpotReport> {
  private static final ValueStateDescriptor<CameraSpots> SPOTS =
      new ValueStateDescriptor<>("camera-spots-v1", TypeInformation.of(CameraSpots.class));

  private final Layouts layouts;
  private transient LayoutCache<Map<String, SpotJudge>> judges;
  private transient KnownValue<String, CameraSpots> spots;

  public JudgeSpots(Layouts layouts) {
    this.layouts = layouts;
  }

  @Override
  public void open(OpenContext context) {
    judges = new LayoutCache<>(layouts, JudgeSpots::judgesOf);
    spots = known(SPOTS);
  }

  private static Map<String, SpotJudge> judgesOf(Site site) {
    Map<String, SpotJudge> judges = new HashMap<>();
    site.cameras().stream()
        .filter(SpotJudge::judges)
        .forEach(camera -> judges.put(camera.id(), new SpotJudge(camera)));
    return judges;
  }

  @Override
  public void processElement(Observations observations, Context context, Collector<SpotReport> out)
      throws Exception {
    FrameHeader frame = observations.frame();
    SpotJudge judge = judges.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    CameraSpots known = spots.value(frame.camera());
    if (judge == null && known == null) {
      return;
    }
    if (judge == null) {
      // The layout has taken the camera's last spot away.
      judge = SpotJudge.ofNothing(frame.camera());
    }
    CameraSpots before = known == null ? CameraSpots.NONE : known;
    boolean ends = frame.kind() == RecordKind.END;
    View.Trust trust = observations.trust();
    boolean seen = observations.hasSeen(judge.judgedBy()) && trust == View.Trust.BELIEVED;
    SpotJudge.Step step =
        ends
            ? judge.end(before, frame.capturedAtMillis())
            : seen
                ? judge.see(before, frame.capturedAtMillis(), frame.still(), observations)
                : frame.isLoss() || trust == View.Trust.BLIND
                    ? judge.lose(before, frame.capturedAtMillis())
                    : judge.pass(before, frame.capturedAtMillis());
    if (trust == View.Trust.DOUBTED && !ends) {
      // If the camera turns out to be blind, it has been so from here on.
      step =
          new SpotJudge.Step(
              step.views(),
              step.changes(),
              Math.min(step.settledMillis(), before.lastMillis() + 1));
    }
    String model =
        observations.model(judge.judgedBy()).map(ModelUse::sha256).orElse(before.model());
    boolean reports =
        !step.changes().isEmpty()
            || !frame.layoutVersion().equals(before.layoutVersion())
            || ReportPace.isDue(before.reportedMillis(), step.settledMillis());
    if (reports) {
      out.collect(
          new SpotReport(
              frame.site(),
              frame.camera(),
              frame.capturedAtMillis(),
              step.settledMillis(),
              model,
              frame.layoutVersion(),
              step.changes()));
    }
    if (ends || judge.judgesNothing()) {
      spots.clear(frame.camera());
    } else {
      spots.update(
          frame.camera(),
          new CameraSpots(
              seen ? frame.capturedAtMillis() : before.lastMillis(),
              seen ? frame.still() : before.lastStill(),
              step.views(),
              model,
              reports ? step.settledMillis() : before.reportedMillis(),
              frame.layoutVersion()));
    }
  }
}
