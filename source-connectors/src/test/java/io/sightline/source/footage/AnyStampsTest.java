package io.sightline.source.footage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.PictureSize;
import io.sightline.media.FootageSegment;
import io.sightline.media.ScriptedVideo;
import io.sightline.media.Stamp;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/**
 * Whatever the stamps, a reader that goes on from anywhere dates what follows as one that did not
 * stop.
 */
class AnyStampsTest {
  private static final PictureSize SIZE = new PictureSize(160, 120);

  @Provide
  Arbitrary<List<Long>> steps() {
    return Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.just(100_000L)),
            Tuple.of(3, Arbitraries.longs().between(1, 900_000)),
            Tuple.of(1, Arbitraries.just(0L)),
            Tuple.of(2, Arbitraries.longs().between(-5_000_000, 5_000_000)),
            Tuple.of(1, Arbitraries.longs().between(-90_000_000, 90_000_000)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }

  private static List<Timeline.Entry<Frame>> read(List<Long> steps, CameraSplit from) {
    List<Stamp> stamps = new ArrayList<>();
    long at = 0;
    for (long step : steps) {
      at += step;
      stamps.add(new Stamp(step == 1 ? Stamp.MISSING : at, 0));
    }
    FootageCamera camera =
        new FootageCamera(
            "site", "gate", 0, SIZE, "layout", List.of(new FootageSegment("a", false, 0)));
    List<Timeline.Entry<Frame>> entries = new ArrayList<>();
    try (FootageTimeline timeline =
        new FootageTimeline(
            camera,
            from,
            new FootageMetrics(new UnregisteredMetricsGroup(), "gate"),
            (segment, position) ->
                ScriptedVideo.of(stamps, List.of(SIZE), OptionalLong.empty(), position))) {
      for (var entry = timeline.next(); entry != null; entry = timeline.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static List<String> texts(List<Timeline.Entry<Frame>> entries) {
    return entries.stream().map(entry -> entry.record().header() + " " + entry.after()).toList();
  }

  @Property(tries = 300)
  void fromEveryPositionTheRestIsTheSame(@ForAll("steps") List<Long> steps) {
    List<Timeline.Entry<Frame>> whole = read(steps, CameraSplit.start("gate"));
    List<String> texts = texts(whole);
    for (int i = 0; i < whole.size(); i++) {
      assertThat(texts(read(steps, whole.get(i).after())))
          .as("after record %d", i)
          .isEqualTo(texts.subList(i + 1, texts.size()));
    }
  }
}
