package io.sightline.evaluation.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.renderer.traffic.BoxNoise;
import io.sightline.renderer.traffic.PlateNoise;
import io.sightline.renderer.traffic.SiteScene;
import io.sightline.renderer.traffic.SiteTraffic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How right stays are in scenes of which everything is known. */
class SessionScenesTest {
  private static final int SEEDS = 6;

  /** What is asked of stays over all scenes, with noise. */
  private static final double LEAST_EXACT = 0.98;

  /** Counts of several scenes. */
  private record Figures(int stays, int extra, int exact, int confused, PlateScore plates) {
    static final Figures NONE = new Figures(0, 0, 0, 0, PlateScore.NONE);

    Figures plus(Figures other) {
      return new Figures(
          stays + other.stays,
          extra + other.extra,
          exact + other.exact,
          confused + other.confused,
          plates.plus(other.plates));
    }

    double exactShare() {
      return (double) exact / (stays + extra);
    }

    @Override
    public String toString() {
      return "%.1f %% exact: %d of %d stays, %d extra, %d confused; of %d tracks' plates %d wrong, best read alone %d"
          .formatted(
              100 * exactShare(),
              exact,
              stays,
              extra,
              confused,
              plates.tracks(),
              plates.wrongVoted(),
              plates.wrongBest());
    }
  }

  private static Figures of(SiteTraffic traffic, List<String> wrong) {
    SessionChain chain = new SessionChain(traffic.site());
    traffic.observations().forEach(chain::take);
    List<TimedStay> truth =
        traffic.stays().stream()
            .map(stay -> new TimedStay(stay.plate(), stay.enteredAtMillis(), stay.leftAtMillis()))
            .toList();
    List<VehicleSession> stays = chain.stays();
    SessionEvaluation.Judged judged =
        SessionEvaluation.judged(truth, stays, chain, Math.round(1_000 / traffic.fps()));
    for (StayScore.Pair pair : judged.pairs()) {
      if (!pair.exact()) {
        wrong.add(
            (pair.truth() == StayScore.NONE ? "nothing" : truth.get(pair.truth()))
                + " is said to be "
                + (pair.said() == StayScore.NONE ? "nothing" : stays.get(pair.said())));
      }
    }
    StayScore score = judged.score();
    return new Figures(
        score.stays(), score.extra(), score.exact(), score.confused(), judged.plates());
  }

  private static Figures over(
      SiteScene scene, int seeds, BoxNoise boxes, PlateNoise plates, List<String> wrong) {
    Figures all = Figures.NONE;
    for (int seed = 0; seed < seeds; seed++) {
      List<String> ofSeed = new ArrayList<>();
      all = all.plus(of(scene.play(seed, boxes, plates), ofSeed));
      for (String one : ofSeed) {
        wrong.add(scene + " " + seed + ": " + one);
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void withoutNoiseEveryStayIsExact(SiteScene scene) {
    List<String> wrong = new ArrayList<>();
    Figures figures = over(scene, SEEDS, BoxNoise.NONE, PlateNoise.NONE, wrong);
    assertThat(figures.stays()).isGreaterThanOrEqualTo(3 * SEEDS);
    assertThat(wrong).as("%s: %s", scene, figures).isEmpty();
  }

  @Test
  void withUsualNoiseNearlyAllStaysAreExactAndVotingHalvesTheErrorsOfPlates() {
    List<String> wrong = new ArrayList<>();
    Figures all = Figures.NONE;
    for (SiteScene scene : SiteScene.values()) {
      all = all.plus(over(scene, SEEDS, BoxNoise.USUAL, PlateNoise.USUAL, wrong));
    }
    assertThat(all.exactShare())
        .as("%s%n%s", all, String.join("\n", wrong))
        .isGreaterThanOrEqualTo(LEAST_EXACT);
    assertThat(all.plates().tracks()).isGreaterThan(100 * SEEDS);
    assertThat(2 * all.plates().wrongVoted())
        .as("%s", all)
        .isLessThanOrEqualTo(all.plates().wrongBest());
  }

  /** Prints the table of docs/stays.md. */
  public static void main(String[] arguments) {
    int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : SEEDS;
    for (boolean noisy : new boolean[] {false, true}) {
      BoxNoise boxes = noisy ? BoxNoise.USUAL : BoxNoise.NONE;
      PlateNoise plates = noisy ? PlateNoise.USUAL : PlateNoise.NONE;
      Figures all = Figures.NONE;
      for (SiteScene scene : SiteScene.values()) {
        List<String> wrong = new ArrayList<>();
        Figures figures = over(scene, seeds, boxes, plates, wrong);
        all = all.plus(figures);
        System.out.println(scene + (noisy ? ", noise: " : ": ") + figures);
        wrong.forEach(one -> System.out.println("    " + one));
      }
      System.out.println((noisy ? "all, noise: " : "all: ") + all);
    }
  }
}
