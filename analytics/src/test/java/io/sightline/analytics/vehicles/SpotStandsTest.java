package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Spot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpotStandsTest {
  private static final long CONFIRM_MILLIS = 3_000;

  /** Two spots side by side, 100 pixels wide and 60 high. */
  private static final List<Spot> SPOTS = List.of(spot("A1", 0), spot("A2", 100));

  private final VehicleTracker tracker =
      new VehicleTracker(
          TrackingRules.NONE, List.of(), List.of(), new SpotStands(SPOTS, CONFIRM_MILLIS));

  private TrackerState state = TrackerState.EMPTY;
  private final List<String> told = new ArrayList<>();

  private static Spot spot(String id, double left) {
    return new Spot(
        id,
        new Polygon(
            List.of(
                new Point(left, 0),
                new Point(left + 100, 0),
                new Point(left + 100, 60),
                new Point(left, 60))),
        null);
  }

  private void sees(long millis, float left) {
    take(
        tracker.see(
            state, millis, List.of(new Detection("car", 0.9f, new Box(left, 0, left + 90, 60)))));
  }

  private void take(VehicleTracker.Step step) {
    state = step.state();
    step.stood()
        .forEach(
            stood ->
                told.add(
                    "%s from %d to %d%s"
                        .formatted(
                            stood.stand().spot(),
                            stood.stand().fromMillis(),
                            stood.stand().untilMillis(),
                            stood.stand().over() ? ", over" : "")));
  }

  @Test
  void whoParksIsToldOfOnceItIsConfirmedAndWhenItHasLeft() {
    for (int second = 0; second < 10; second++) {
      sees(second * 1_000, 5);
    }
    assertThat(told).containsExactly("A1 from 0 to 3000");
    for (int second = 10; second < 20; second++) {
      sees(second * 1_000, 5 - 20f * (second - 9));
    }
    assertThat(told).hasSize(2).last().asString().matches("A1 from 0 to 1[0-2]000, over");
  }

  @Test
  void whoDrivesOverASpotDoesNotStandOnIt() {
    for (int step = 0; step < 40; step++) {
      sees(step * 200, -60 + 10 * step);
    }
    take(tracker.end(state));
    assertThat(told).isEmpty();
  }

  @Test
  void whoDrivesOverOneSpotToParkOnTheNextStandsOnThatOnly() {
    for (int step = 0; step < 5; step++) {
      sees(step * 200, 20 * step);
    }
    for (int step = 5; step < 60; step++) {
      sees(step * 200, 102);
    }
    take(tracker.end(state));
    assertThat(told).hasSize(2).allMatch(one -> one.startsWith("A2 from "));
  }

  @Test
  void aBoxThatTremblesForAMomentDoesNotLeave() {
    for (int step = 0; step < 100; step++) {
      // It covers the spot's middle, and for a moment no more.
      sees(step * 200, step % 20 < 16 ? 45 : 58);
    }
    take(tracker.end(state));
    assertThat(told).hasSize(2).first().isEqualTo("A1 from 0 to 3000");
    assertThat(told.get(1)).matches("A1 from 0 to 19\\d00, over");
  }

  @Test
  void whatTheLayoutHasTakenAwayIsOver() {
    for (int second = 0; second < 10; second++) {
      sees(second * 1_000, 5);
    }
    VehicleTracker without = new VehicleTracker(TrackingRules.NONE, List.of());
    take(without.see(state, 10_000, List.of(new Detection("car", 0.9f, new Box(5, 0, 95, 60)))));
    assertThat(told).containsExactly("A1 from 0 to 3000", "A1 from 0 to 9000, over");
  }
}
