package io.sightline.job.emotions;

import io.sightline.analytics.emotions.EmotionCount;
import io.sightline.analytics.emotions.FacePlace;
import io.sightline.analytics.emotions.OpenWindow;
import io.sightline.analytics.emotions.StillFaces;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/**
 * Counts the emotions that a camera's faces show, minute by minute of event time; faces below the
 * camera's floor, and those that never move, are none. Emits a minute when it is over or the camera
 * ends, in the live run also every few seconds. A minute in which nobody looked for faces is left
 * out. State is the open minute, and the places at which faces were seen until the camera ends.
 */
public final class CountEmotions extends RememberingFunction<String, Observations, EmotionWindow> {
  static final long WINDOW_MILLIS = 60_000;

  private static final long SHOW_EVERY_MILLIS = 5_000;

  private static final ValueStateDescriptor<OpenWindow> OPEN =
      new ValueStateDescriptor<>("open-window-v1", TypeInformation.of(OpenWindow.class));

  private static final ListStateDescriptor<FacePlace> PLACES =
      new ListStateDescriptor<>("face-places-v1", TypeInformation.of(FacePlace.class));

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Map<String, Floors>> cameras;
  private transient KnownValue<String, OpenWindow> open;
  private transient ListState<FacePlace> places;

  /**
   * @param live whether a minute is shown before it is over
   */
  public CountEmotions(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    cameras = new LayoutCache<>(layouts, CountEmotions::counting);
    open = known(OPEN);
    places = getRuntimeContext().getListState(PLACES);
  }

  private static Map<String, Floors> counting(Site site) {
    Map<String, Floors> counting = new HashMap<>();
    for (Camera camera : site.cameras()) {
      if (camera.analyses(Analysis.EMOTIONS)) {
        counting.put(camera.id(), camera.least());
      }
    }
    return counting;
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<EmotionWindow> out) throws Exception {
    FrameHeader frame = observations.frame();
    Floors floors = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    boolean seen = observations.hasSeen(ModelRole.EMOTIONS) && floors != null;
    OpenWindow window = open.value(frame.camera());
    if (frame.kind() == RecordKind.END) {
      places.clear();
    }
    if (window == null && !seen) {
      return;
    }
    long at = frame.capturedAtMillis();
    boolean over =
        window != null
            && (frame.kind() == RecordKind.END || at >= window.startMillis() + WINDOW_MILLIS);
    if (over) {
      out.collect(fact(frame, window, true));
      window = null;
    }
    if (seen) {
      window = counted(window, observations, floors);
      if (live && at >= window.shownMillis() + SHOW_EVERY_MILLIS) {
        out.collect(fact(frame, window, false));
        window = shown(window, at);
      }
    }
    if (window == null) {
      open.clear(frame.camera());
    } else {
      open.update(frame.camera(), window);
    }
  }

  private OpenWindow counted(OpenWindow before, Observations observations, Floors floors)
      throws Exception {
    FrameHeader frame = observations.frame();
    long at = frame.capturedAtMillis();
    List<FacePlace> known = new ArrayList<>();
    places.get().forEach(known::add);
    StillFaces.Step step =
        StillFaces.see(
            before == null ? StillFaces.fresh(known) : known,
            before == null ? List.of() : before.tallies(),
            at,
            observations.faces().stream().filter(face -> face.score() >= floors.face()).toList());
    places.update(step.places());
    return new OpenWindow(
        before == null ? Math.floorDiv(at, WINDOW_MILLIS) * WINDOW_MILLIS : before.startMillis(),
        at,
        observations.model(ModelRole.EMOTIONS).map(ModelUse::sha256).orElse(""),
        frame.layoutVersion(),
        before == null ? at : before.shownMillis(),
        step.tallies());
  }

  private static OpenWindow shown(OpenWindow window, long atMillis) {
    return new OpenWindow(
        window.startMillis(),
        window.lastMillis(),
        window.model(),
        window.layoutVersion(),
        atMillis,
        window.tallies());
  }

  private static EmotionWindow fact(FrameHeader frame, OpenWindow window, boolean isFinal) {
    return new EmotionWindow(
        new FactHead(
            "",
            frame.site(),
            window.startMillis(),
            window.lastMillis(),
            isFinal,
            window.model(),
            window.layoutVersion()),
        EmotionWindow.Scope.CAMERA,
        frame.camera(),
        WINDOW_MILLIS,
        window.startMillis(),
        EmotionCount.faces(window.tallies()),
        EmotionCount.shares(window.tallies()));
  }
}
