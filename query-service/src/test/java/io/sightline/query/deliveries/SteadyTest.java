package io.sightline.query.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes and goes is not told. */
class SteadyTest {
  private final Steady steady = new Steady(Duration.ofSeconds(10), Duration.ofSeconds(30));
  private final List<String> told = new ArrayList<>();

  private void see(int from, int to, boolean fine) {
    for (int second = from; second < to; second++) {
      int now = second;
      steady
          .take(fine, Duration.ofSeconds(second).toNanos())
          .ifPresent(well -> told.add((well ? "well " : "not well ") + now));
    }
  }

  @Test
  void onlyWhatLastsIsBelievedAndOnce() {
    see(0, 20, true);
    see(20, 45, false);
    see(45, 60, true);
    see(60, 200, false);
    see(200, 205, true);
    see(205, 210, false);
    see(210, 300, true);
    assertThat(told).containsExactly("well 10", "not well 90", "well 220");
  }

  @Test
  void whatCouldNotBePassedOnIsSaidAgain() {
    see(0, 12, true);
    steady.forget();
    see(12, 13, true);
    assertThat(told).containsExactly("well 10", "well 12");
  }
}
