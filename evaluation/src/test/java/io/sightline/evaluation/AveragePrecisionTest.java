package io.sightline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
  private static Box box(float left, float top) {
    return new Box(left, top, left + 10, top + 10);
  }

  @Test
  void areaUnderTheInterpolatedCurve() {
    AveragePrecision curve = new AveragePrecision();
    curve.there(0, box(0, 0));
    curve.there(0, box(50, 0));
    curve.there(1, box(0, 0));
    curve.there(2, box(0, 0));
    curve.found(0, 0.9f, box(1, 0));
    curve.found(0, 0.8f, box(100, 100));
    curve.found(1, 0.7f, box(0, 1));
    curve.found(2, 0.6f, box(30, 30));
    curve.found(2, 0.5f, box(0, 0));
    // Right, wrong, right, wrong, right: precisions 1, 2/3 and 3/5 over a quarter of recall each.
    assertThat(curve.at(0.5)).isCloseTo(0.25 * (1 + 2 / 3.0 + 3 / 5.0), within(1e-9));
    assertThat(curve.hitsFrom(0.65, 0.5)).containsExactly(2, 3);
  }

  @Test
  void aThingIsFoundOnce() {
    AveragePrecision curve = new AveragePrecision();
    curve.there(0, box(0, 0));
    curve.found(0, 0.9f, box(0, 0));
    curve.found(0, 0.8f, box(0, 1));
    assertThat(curve.hitsFrom(0, 0.5)).containsExactly(1, 2);
    assertThat(curve.at(0.5)).isEqualTo(1);
  }

  @Test
  void findingWhatIsIgnoredIsNeitherRightNorWrong() {
    AveragePrecision curve = new AveragePrecision();
    curve.there(0, box(0, 0));
    curve.ignored(0, new Box(200, 200, 400, 400));
    curve.found(0, 0.95f, box(210, 210));
    curve.found(0, 0.9f, box(300, 300));
    curve.found(0, 0.8f, box(0, 0));
    assertThat(curve.at(0.5)).isEqualTo(1);
    assertThat(curve.hitsFrom(0, 0.5)).containsExactly(1, 1);
    assertThat(curve.expected()).isEqualTo(1);
    curve.found(1, 0.99f, box(210, 210));
    assertThat(curve.hitsFrom(0, 0.5)).as("another picture").containsExactly(1, 2);
  }

  @Test
  void nothingThereIsNoFigure() {
    AveragePrecision curve = new AveragePrecision();
    curve.found(0, 0.9f, box(0, 0));
    assertThat(curve.at(0.5)).isNaN();
  }

  @RepeatedTest(20)
  void asTheDefinitionHasIt(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    AveragePrecision curve = new AveragePrecision();
    int there = 1 + random.nextInt(15);
    List<float[]> found = new ArrayList<>();
    for (int i = 0; i < there; i++) {
      curve.there(i, box(0, 0));
      boolean right = random.nextInt(4) > 0;
      float score = random.nextFloat();
      found.add(new float[] {score, right ? 1 : 0});
      curve.found(i, score, right ? box(0, 1) : box(40, 40));
    }
    found.sort((a, b) -> Float.compare(b[0], a[0]));
    double area = 0;
    for (int k = 1; k <= there; k++) {
      // Best precision at any cut that reaches recall k ÷ there.
      double best = 0;
      int right = 0;
      for (int cut = 0; cut < found.size(); cut++) {
        right += (int) found.get(cut)[1];
        if (right >= k) {
          best = Math.max(best, right / (cut + 1.0));
        }
      }
      area += best / there;
    }
    assertThat(curve.at(0.5)).isCloseTo(area, within(1e-9));
  }
}
