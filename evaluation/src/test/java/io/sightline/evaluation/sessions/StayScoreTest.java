package io.sightline.evaluation.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StayScoreTest {
  private static final long WITHIN = 200;

  private static TimedStay stay(String plate, Long entered, Long left) {
    return new TimedStay(plate, entered, left);
  }

  private static StayScore score(List<TimedStay> truth, List<TimedStay> said) {
    return StayScore.of(truth, said, WITHIN);
  }

  @Test
  void rightPlateAndTimesAreExactWithinTheTolerance() {
    List<TimedStay> truth = List.of(stay("AB", 1_000L, 60_000L), stay(null, 5_000L, null));
    StayScore score = score(truth, List.of(stay(null, 5_200L, null), stay("AB", 800L, 60_200L)));
    assertThat(score.exact()).isEqualTo(2);
    assertThat(score.exactShare()).isEqualTo(1);
    assertThat(score.entries().worstMillis()).isEqualTo(200);
    assertThat(score.exits()).isEqualTo(new StayScore.Ends(2, 0, 0, 0, 200L, 200L));
    assertThat(score(truth, List.of(stay("AB", 799L, 60_000L), truth.get(1))).exact()).isEqualTo(1);
  }

  @Test
  void whatIsWrongIsSaid() {
    List<TimedStay> truth =
        List.of(
            stay("AB", 1_000L, 60_000L),
            stay("CD", 20_000L, 80_000L),
            stay("EF", 40_000L, 100_000L),
            stay("GH", 120_000L, null),
            stay("IJ", null, 500_000L));
    StayScore score =
        score(
            truth,
            List.of(
                stay("AX", 1_000L, 80_000L),
                stay(null, 20_000L, null),
                stay("EF", 43_000L, 100_000L),
                stay("GH", 120_000L, 300_000L),
                stay("ZZ", 900_000L, 910_000L)));
    assertThat(score.exact()).isZero();
    assertThat(score.misread()).isEqualTo(1);
    assertThat(score.unread()).isEqualTo(1);
    assertThat(score.rightPlate()).isEqualTo(2);
    assertThat(score.confused()).isEqualTo(1);
    assertThat(score.missed()).isEqualTo(1);
    assertThat(score.extra()).isEqualTo(1);
    assertThat(score.entries()).isEqualTo(new StayScore.Ends(3, 1, 0, 0, 0L, 3_000L));
    assertThat(score.exits()).isEqualTo(new StayScore.Ends(1, 1, 1, 1, 20_000L, 20_000L));
  }

  @Test
  void ofTwoThatAreSaidTheOneThatAgreesBetterIsIt() {
    List<TimedStay> truth = List.of(stay("AB", 1_000L, 60_000L));
    StayScore score =
        score(truth, List.of(stay("XY", 1_000L, 60_000L), stay("AB", 1_100L, 60_100L)));
    assertThat(score.exact()).isEqualTo(1);
    assertThat(score.extra()).isEqualTo(1);
    assertThat(score.exactShare()).isEqualTo(0.5);
  }

  @Property(tries = 200)
  void theOrderOfTheStaysChangesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    List<TimedStay> truth = new ArrayList<>();
    List<TimedStay> said = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      long entered = 37L * i * i + 1_000L * random.nextInt(40);
      long left = entered + 1 + random.nextInt(90_000);
      truth.add(stay("P" + i, random.nextInt(5) == 0 ? null : (Long) entered, left));
      if (random.nextInt(6) > 0) {
        said.add(
            stay(random.nextInt(5) == 0 ? null : "P" + i, entered + random.nextInt(400), left));
      }
    }
    StayScore before = score(truth, said);
    assertThat(before.missed() + before.rightPlate() + before.misread() + before.unread())
        .isEqualTo(truth.size());
    Collections.shuffle(truth, random);
    Collections.shuffle(said, random);
    assertThat(score(truth, said)).isEqualTo(before);
  }
}
