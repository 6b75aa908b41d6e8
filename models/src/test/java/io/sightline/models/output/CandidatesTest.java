package io.sightline.models.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CandidatesTest {

  @Provide
  Arbitrary<List<Detection>> detections() {
    Arbitrary<Float> place = Arbitraries.floats().between(0, 100);
    Arbitrary<Float> size = Arbitraries.floats().between(0, 50);
    return Combinators.combine(
            Arbitraries.of("car", "truck"),
            Arbitraries.floats().between(0, 1),
            place,
            place,
            size,
            size)
        .as(
            (label, score, x, y, width, height) ->
                new Detection(label, score, new Box(x, y, x + width, y + height)))
        .list()
        .ofMaxSize(30);
  }

  private static List<Detection> suppress(List<Detection> detections) {
    Candidates candidates = new Candidates();
    detections.forEach(
        detection -> candidates.add(detection.label(), detection.score(), detection.box()));
    return candidates.suppressed(0.45f);
  }

  @Property
  void whatIsKeptFallsInScoreAndDoesNotOverlapWithinAClass(
      @ForAll("detections") List<Detection> detections) {
    List<Detection> kept = suppress(detections);
    for (int i = 0; i < kept.size(); i++) {
      for (int j = i + 1; j < kept.size(); j++) {
        assertThat(kept.get(i).score()).isGreaterThanOrEqualTo(kept.get(j).score());
        if (kept.get(i).label().equals(kept.get(j).label())) {
          assertThat(kept.get(i).box().iou(kept.get(j).box())).isLessThanOrEqualTo(0.45f);
        }
      }
    }
  }

  @Property
  void whatIsLeftOutOverlapsSomethingBetter(@ForAll("detections") List<Detection> detections) {
    List<Detection> kept = suppress(detections);
    for (Detection detection : detections) {
      boolean empty = detection.box().width() <= 0 || detection.box().height() <= 0;
      assertThat(
              empty
                  || kept.contains(detection)
                  || kept.stream()
                      .anyMatch(
                          better ->
                              better.label().equals(detection.label())
                                  && better.score() >= detection.score()
                                  && better.box().iou(detection.box()) > 0.45f))
          .isTrue();
    }
  }

  @Test
  void boxesThatAreNoNumbersAreRefused() {
    Detection none = new Detection("car", 0.9f, new Box(Float.NaN, 0, Float.NaN, 1));
    assertThatThrownBy(() -> suppress(List.of(none)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no number");
  }
}
