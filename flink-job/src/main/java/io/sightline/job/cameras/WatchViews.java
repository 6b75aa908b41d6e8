package io.sightline.job.cameras;

import io.sightline.analytics.cameras.Blindness;
import io.sightline.analytics.cameras.ViewJudge;
import io.sightline.analytics.cameras.ViewState;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.Digest;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Says of each frame how far what was seen in it is believed. The times in which a camera could not
 * see go to a side output when they are over, in the live run also when they are noticed; so does
 * what people are told of them. State is cleared when the camera ends.
 */
public final class WatchViews extends RememberingFunction<String, Observations, Observations> {
  /** Times in which a camera could not see. */
  public static final OutputTag<CameraGap> BLIND =
      new OutputTag<>("blind", TypeInformation.of(CameraGap.class));

  /** Cameras that cannot see, and that see again. */
  public static final OutputTag<Alert> ALERTS =
      new OutputTag<>("view-alerts", TypeInformation.of(Alert.class));

  private static final ValueStateDescriptor<ViewState> VIEW =
      new ValueStateDescriptor<>("view-v1", TypeInformation.of(ViewState.class));

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Map<String, String>> places;
  private transient LayoutCache<Boolean> told;
  private transient KnownValue<String, ViewState> views;

  /**
   * @param live whether a time is shown when it is noticed
   */
  public WatchViews(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    places = new LayoutCache<>(layouts, WatchViews::placesOf);
    told = new LayoutCache<>(layouts, site -> site.alerts().cameraDown() != null);
    views = known(VIEW);
  }

  private static Map<String, String> placesOf(Site site) {
    Map<String, String> places = new HashMap<>();
    for (Camera camera : site.cameras()) {
      String drawn =
          Stream.of(
                  camera.spots().stream().map(spot -> spot.id() + spot.polygon()),
                  camera.zones().stream().map(zone -> zone.id() + zone.polygon()),
                  camera.gates().stream().map(gate -> gate.id() + gate.line()))
              .flatMap(each -> each)
              .collect(Collectors.joining("\n"));
      places.put(camera.id(), drawn.isEmpty() ? "" : Digest.sha256(drawn));
    }
    return places;
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<Observations> out) throws Exception {
    FrameHeader frame = observations.frame();
    if (frame.kind() == RecordKind.END) {
      end(frame, context);
    }
    if (frame.isLoss()) {
      ViewState before = views.value(frame.camera());
      if (before != null) {
        views.update(frame.camera(), ViewJudge.interrupted(before, frame.capturedAtMillis()));
      }
    }
    if (observations.view() == null || frame.still()) {
      out.collect(observations);
      return;
    }
    ViewJudge.Step step =
        ViewJudge.see(
            views.value(frame.camera()),
            observations.view(),
            places.of(frame.site(), frame.layoutVersion()).getOrDefault(frame.camera(), ""),
            frame.capturedAtMillis());
    views.update(frame.camera(), step.after());
    step.ended().ifPresent(ended -> tellEnd(frame, ended, context));
    step.begun().ifPresent(begun -> tellBegin(observations, begun, context));
    out.collect(observations.viewed(observations.view().trusted(step.trust())));
  }

  private void end(FrameHeader frame, Context context) throws Exception {
    ViewState before = views.value(frame.camera());
    if (before != null) {
      ViewJudge.end(before, frame.capturedAtMillis())
          .ifPresent(
              ended ->
                  context.output(BLIND, gap(frame, ended.blindness(), ended.untilMillis(), true)));
      views.clear(frame.camera());
    }
  }

  private void tellBegin(Observations seen, Blindness begun, Context context) {
    FrameHeader frame = seen.frame();
    long at = frame.capturedAtMillis();
    if (live) {
      context.output(BLIND, gap(frame, begun, at, false));
    }
    if (told.of(frame.site(), frame.layoutVersion())) {
      context.output(
          ALERTS,
          Alert.cameraBlind(
              head(frame, DerivedIds.cameraBlind(frame.camera(), begun.sinceMillis()), at, true),
              frame.camera(),
              begun.sinceMillis(),
              said(begun, seen.width(), seen.height())));
    }
  }

  private void tellEnd(FrameHeader frame, ViewJudge.Ended ended, Context context) {
    Blindness over = ended.blindness();
    context.output(BLIND, gap(frame, over, ended.untilMillis(), true));
    if (told.of(frame.site(), frame.layoutVersion())) {
      context.output(
          ALERTS,
          Alert.cameraSees(
              head(
                  frame,
                  DerivedIds.cameraSees(frame.camera(), over.sinceMillis()),
                  ended.untilMillis(),
                  true),
              frame.camera(),
              over.sinceMillis()));
    }
  }

  private static String said(Blindness begun, int width, int height) {
    return switch (begun.fault()) {
      case MOVED ->
          begun.isShift()
              ? "has moved: what it shows lies %+d pixels to the right and %+d down of its layout; turn it back, or move its places by as much"
                  .formatted(
                      Math.round(begun.shiftX() * width), Math.round(begun.shiftY() * height))
              : "shows another view than its layout was drawn on; turn it back, or draw its places anew";
      case BLURRED -> "is blurred; clean its lens, or focus it";
      case DARK -> "is in the dark: nothing can be made out";
      case FROZEN -> "sends one picture again and again; start it again";
      case COVERED -> "is covered: nothing can be made out";
    };
  }

  private static CameraGap gap(
      FrameHeader frame, Blindness blindness, long until, boolean isFinal) {
    return new CameraGap(
        head(
            frame,
            DerivedIds.blindness(frame.site(), frame.camera(), blindness.sinceMillis()),
            blindness.sinceMillis(),
            isFinal),
        frame.camera(),
        until,
        blindness.fault().key(),
        blindness.isShift() ? blindness.shiftX() : null,
        blindness.isShift() ? blindness.shiftY() : null);
  }

  private static FactHead head(FrameHeader frame, String id, long atMillis, boolean isFinal) {
    return new FactHead(
        id, frame.site(), atMillis, frame.capturedAtMillis(), isFinal, "", frame.layoutVersion());
  }
}
