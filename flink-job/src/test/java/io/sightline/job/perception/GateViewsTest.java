package io.sightline.job.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Gate;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateViewsTest {
  private static final List<Gate> GATES =
      List.of(
          new Gate(
              "main",
              new DirectedLine(new Point(500, 600), new Point(500, 200)),
              Gate.Direction.BOTH));

  private static Observations frame(long millis, float footX, float footY) {
    Box box = new Box(footX - 60, footY - 100, footX + 60, footY);
    return Observations.seen(
        new FrameHeader(
            "garage", "gate", 0, 0, millis, RecordKind.FRAME, null, false, "layout", null),
        1_280,
        720,
        List.of(new Detection("car", 0.9f, box)),
        List.of());
  }

  private static boolean isShown(float footX, float footY) {
    return new GateViews(GATES, 5).mayShowAPassage(frame(0, footX, footY));
  }

  @Test
  void aFrameCountsInWhichAVehicleIsNearerToAGateThanItIsLarge() {
    assertThat(isShown(500, 400)).isTrue();
    assertThat(isShown(381, 400)).isTrue();
    assertThat(isShown(379, 400)).isFalse();
    assertThat(isShown(619, 400)).isTrue();
    assertThat(isShown(500, 719)).as("beyond the line's end").isTrue();
    assertThat(isShown(500, 70)).as("the line ends").isFalse();
  }

  @Test
  void withoutGatesNoFrameCounts() {
    assertThat(GateViews.NONE.mayShowAPassage(frame(0, 500, 400))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 5, 7, 10, 25, 30})
  void soManyFramesASecondCountAndNoMore(double fps) {
    GateViews views = new GateViews(GATES, fps);
    long seconds = 20;
    long shown =
        LongStream.range(0, (long) (seconds * fps))
            .map(number -> 1_767_600_000_123L + Math.round(number * 1_000 / fps))
            .filter(millis -> views.mayShowAPassage(frame(millis, 500, 400)))
            .count();
    double expected = Math.min(fps, GateViews.MOST_A_SECOND) * seconds;
    assertThat(shown).isBetween((long) (expected * 0.8), (long) (expected * 1.2) + 1);
  }
}
