package io.sightline.job.emotions;

import io.sightline.analytics.emotions.EmotionCount;
import io.sightline.analytics.emotions.OpenWindow;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Counts the emotions that a camera's faces show, minute by minute of event time. Emits a minute
 * when it is over or the camera ends, in the live run also every few seconds. A minute in which
 * nobody looked for faces is left out. State is the open minute.
 */
public final class CountEmotions extends KeyedProcessFunction<String, Observations, EmotionWindow> {
  static final long WINDOW_MILLIS = 60_000;

  private static final long SHOW_EVERY_MILLIS = 5_000;

  private static final ValueStateDescriptor<OpenWindow> OPEN =
      new ValueStateDescriptor<>("open-window-v1", TypeInformation.of(OpenWindow.class));

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Set<String>> cameras;
  private transient ValueState<OpenWindow> open;

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
    open = getRuntimeContext().getState(OPEN);
  }

  private static Set<String> counting(Site site) {
    Set<String> counting = new HashSet<>();
    for (Camera camera : site.cameras()) {
      if (camera.analyses(Analysis.EMOTIONS)) {
        counting.add(camera.id());
      }
    }
    return counting;
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<EmotionWindow> out) throws Exception {
    FrameHeader frame = observations.frame();
    boolean seen =
        observations.hasSeen(ModelRole.EMOTIONS)
            && cameras.of(frame.site(), frame.layoutVersion()).contains(frame.camera());
    OpenWindow window = open.value();
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
      window = counted(window, observations);
      if (live && at >= window.shownMillis() + SHOW_EVERY_MILLIS) {
        out.collect(fact(frame, window, false));
        window = shown(window, at);
      }
    }
    if (window == null) {
      open.clear();
    } else {
      open.update(window);
    }
  }

  private static OpenWindow counted(OpenWindow before, Observations observations) {
    FrameHeader frame = observations.frame();
    long at = frame.capturedAtMillis();
    return new OpenWindow(
        before == null ? Math.floorDiv(at, WINDOW_MILLIS) * WINDOW_MILLIS : before.startMillis(),
        at,
        observations.model(ModelRole.EMOTIONS).map(ModelUse::sha256).orElse(""),
        frame.layoutVersion(),
        before == null ? at : before.shownMillis(),
        EmotionCount.add(before == null ? List.of() : before.tallies(), observations.faces()));
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
