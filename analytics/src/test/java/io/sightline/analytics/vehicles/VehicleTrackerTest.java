package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Gate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VehicleTrackerTest {
  private static final TrackingRules RULES = new TrackingRules(0.5f, 3, 3_000, 30_000);
  private static final Gate GATE =
      new Gate(
          "gate", new DirectedLine(new Point(0, 300), new Point(600, 300)), Gate.Direction.BOTH);

  /** One camera's story: what it sees, and what came of it. */
  private static final class Street {
    private final VehicleTracker tracker = new VehicleTracker(RULES, List.of(GATE));
    private TrackerState state = TrackerState.EMPTY;
    private final List<VehicleTracker.Ended> ended = new ArrayList<>();
    private final List<VehicleTracker.Crossed> crossed = new ArrayList<>();
    private long settled = Long.MIN_VALUE;

    void sees(long millis, Detection... detections) {
      take(tracker.see(state, millis, List.of(detections)));
    }

    void ends() {
      take(tracker.end(state));
    }

    private void take(VehicleTracker.Step step) {
      for (VehicleTracker.Crossed one : step.crossed()) {
        assertThat(one.crossing().atMillis())
            .as("nothing is said of settled times")
            .isGreaterThanOrEqualTo(settled);
      }
      assertThat(step.settledMillis())
          .as("settled time never falls")
          .isGreaterThanOrEqualTo(settled);
      settled = step.settledMillis();
      state = step.state();
      ended.addAll(step.ended());
      crossed.addAll(step.crossed());
    }
  }

  private static Detection car(double x, double y, double score) {
    return new Detection(
        "car", (float) score, new Box((float) x, (float) y, (float) x + 80, (float) y + 50));
  }

  @Test
  void aVehicleThatDrivesOnIsOneTrack() {
    Street street = new Street();
    for (int i = 0; i < 20; i++) {
      street.sees(i * 200, car(i * 15, 100, 0.9));
    }
    street.ends();
    assertThat(street.ended).hasSize(1);
    assertThat(street.ended.get(0).track().firstMillis()).isZero();
    assertThat(street.ended.get(0).track().lastMillis()).isEqualTo(3_800);
    assertThat(street.ended.get(0).by()).isEqualTo(EndedBy.END);
  }

  @Test
  void oneVehicleUnderTwoLabelsIsOneTrack() {
    Street street = new Street();
    for (int i = 0; i < 10; i++) {
      Detection car = car(i * 15, 100, 0.8);
      Box box = car.box();
      Box alike = new Box(box.left() + 2, box.top() + 1, box.right(), box.bottom() + 1);
      street.sees(i * 200, car, new Detection("truck", 0.7f, alike));
    }
    street.ends();
    assertThat(street.ended).hasSize(1);
    assertThat(VehicleTracker.label(street.ended.get(0).track())).isEqualTo("car");
  }

  @Test
  void aSecondBoxForAMomentDoesNotTakeTheTrackOver() {
    Street street = new Street();
    for (int i = 0; i < 20; i++) {
      if (i == 10) {
        street.sees(i * 200, car(i * 15, 100, 0.9), car(i * 15 + 35, 110, 0.9));
      } else {
        // Where both could go on, the box lies nearer to the second one.
        street.sees(i * 200, car(i * 15 + (i > 10 ? 20 : 0), 100 + (i > 10 ? 6 : 0), 0.9));
      }
    }
    street.ends();
    assertThat(street.ended).hasSize(1);
    assertThat(street.ended.get(0).track().firstMillis()).isZero();
  }

  @Test
  void aVehicleHiddenForLessThanTheTimeoutKeepsItsTrack() {
    Street street = new Street();
    for (int i = 0; i < 10; i++) {
      street.sees(i * 200, car(i * 10, 100, 0.9));
    }
    for (int i = 10; i < 20; i++) {
      street.sees(i * 200);
    }
    for (int i = 20; i < 25; i++) {
      street.sees(i * 200, car(i * 10, 100, 0.9));
    }
    street.ends();
    assertThat(street.ended).hasSize(1);
  }

  @Test
  void aVehicleNotSeenForLongerIsLostAndAnotherOneAfterwards() {
    Street street = new Street();
    for (int i = 0; i < 5; i++) {
      street.sees(i * 200, car(100, 100, 0.9));
    }
    for (int i = 5; i < 30; i++) {
      street.sees(i * 200);
    }
    for (int i = 30; i < 35; i++) {
      street.sees(i * 200, car(100, 100, 0.9));
    }
    street.ends();
    assertThat(street.ended)
        .extracting(VehicleTracker.Ended::by)
        .containsExactly(EndedBy.LOST, EndedBy.END);
  }

  @Test
  void acrossAGapNothingIsContinued() {
    Street street = new Street();
    for (int i = 0; i < 5; i++) {
      street.sees(i * 200, car(100, 100, 0.9));
    }
    street.sees(40_000, car(100, 100, 0.9));
    assertThat(street.ended).extracting(VehicleTracker.Ended::by).containsExactly(EndedBy.GAP);
  }

  @Test
  void whatIsSeenOnceWasNoise() {
    Street street = new Street();
    street.sees(0, car(100, 100, 0.9));
    street.sees(200);
    street.sees(400, car(100, 100, 0.9));
    street.sees(600, car(100, 100, 0.9));
    street.ends();
    assertThat(street.ended).isEmpty();
  }

  @Test
  void anUnsureDetectionContinuesATrackButNeverBeginsOne() {
    Street street = new Street();
    for (int i = 0; i < 10; i++) {
      street.sees(i * 200, car(i * 10, 100, i < 4 ? 0.9 : 0.3), car(400, 100, 0.3));
    }
    street.ends();
    assertThat(street.ended).hasSize(1);
    assertThat(street.ended.get(0).track().frames()).isEqualTo(10);
  }

  @Test
  void aVehicleIsCountedOnceAtAGateThoughItsBoxTrembles() {
    Street street = new Street();
    Random random = new Random(7);
    double foot = 200;
    for (int i = 0; i < 60; i++) {
      // It drives up to the line, waits on it, drives on.
      foot += i < 20 || i >= 40 ? 5 : 0;
      street.sees(i * 200, car(200 + random.nextInt(3), foot - 50 + random.nextInt(3), 0.9));
    }
    street.ends();
    assertThat(street.crossed).hasSize(1);
    assertThat(street.crossed.get(0).crossing().entering()).isTrue();
  }

  @Test
  void drivingBackOutIsAnExit() {
    Street street = new Street();
    for (int i = 0; i < 30; i++) {
      street.sees(i * 200, car(200, 400 - i * 8, 0.9));
    }
    assertThat(street.crossed).hasSize(1);
    assertThat(street.crossed.get(0).crossing().entering()).isFalse();
  }

  @Test
  void aGateCrossedBeforeTheTrackIsConfirmedIsStillCrossedThen() {
    Street street = new Street();
    street.sees(0, car(200, 230, 0.9));
    street.sees(200, car(200, 260, 0.9));
    assertThat(street.crossed).isEmpty();
    assertThat(street.settled).as("word of the first frame on is not final").isZero();
    street.sees(400, car(200, 290, 0.9));
    assertThat(street.crossed).hasSize(1);
    assertThat(street.crossed.get(0).crossing().atMillis()).isEqualTo(200);
  }

  @Property(tries = 200)
  void tracksHaveTheirOwnNamesWhateverIsSeenAndTheOrderOfDetectionsDoesNotMatter(
      @ForAll long seed) {
    Random random = new Random(seed);
    Street street = new Street();
    Street shuffled = new Street();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      List<Detection> seen = new ArrayList<>();
      for (int n = random.nextInt(6); n > 0; n--) {
        seen.add(car(random.nextInt(600), random.nextInt(400), random.nextFloat()));
      }
      street.sees(i * 200, seen.toArray(Detection[]::new));
      java.util.Collections.shuffle(seen, random);
      shuffled.sees(i * 200, seen.toArray(Detection[]::new));
    }
    street.ends();
    shuffled.ends();
    for (VehicleTracker.Ended ended : street.ended) {
      assertThat(names.add(ended.track().firstMillis() + "/" + ended.track().rank())).isTrue();
      assertThat(ended.track().box().area()).isFinite().isPositive();
    }
    assertThat(shuffled.ended).hasSameSizeAs(street.ended);
  }
}
