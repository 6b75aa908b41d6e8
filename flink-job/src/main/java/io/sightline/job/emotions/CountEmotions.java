package io.sightline.job.emotions;

import io.sightline.analytics.emotions.EmotionCounter;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Counts the emotions that a camera's faces show. Emits a window when it is over or the camera
 * ends, in the live run also as it stands. What a face showed goes to a side output when that is
 * over, in the live run also as it stands. State is the open windows, the faces that are there, and
 * the places at which faces were seen, until the camera ends.
 */
public final class CountEmotions extends RememberingFunction<String, Observations, EmotionWindow> {
  /** What each face showed. */
  public static final OutputTag<EmotionSegment> SEGMENTS =
      new OutputTag<>("emotion-segments", TypeInformation.of(EmotionSegment.class));

  private static final ValueStateDescriptor<EmotionCounter.State> EMOTIONS =
      new ValueStateDescriptor<>(
          "camera-emotions-v1", TypeInformation.of(EmotionCounter.State.class));

  private final Layouts layouts;
  private final boolean live;
  private transient EmotionCounter counter;
  private transient KnownValue<String, EmotionCounter.State> emotions;

  /**
   * @param live whether windows are shown before they are over
   */
  public CountEmotions(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    counter = new EmotionCounter(layouts, live);
    emotions = known(EMOTIONS);
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<EmotionWindow> out) throws Exception {
    String camera = observations.frame().camera();
    EmotionCounter.State before = emotions.value(camera);
    EmotionCounter.Step step = counter.take(observations, before);
    step.windows().forEach(out::collect);
    step.segments().forEach(segment -> context.output(SEGMENTS, segment));
    if (step.state() == null) {
      if (before != null) {
        emotions.clear(camera);
      }
    } else if (!step.state().equals(before)) {
      emotions.update(camera, step.state());
    }
  }
}
