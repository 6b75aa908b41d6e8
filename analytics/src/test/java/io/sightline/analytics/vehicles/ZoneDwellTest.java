package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ZoneDwellTest {
  private static final TrackingRules RULES = new TrackingRules(0.5f, 3, 3_000, 30_000);
  private static final Zone LEFT = zone("left", 0, 200);
  private static final Zone RIGHT = zone("right", 200, 400);

  private static Zone zone(String id, double left, double right) {
    Polygon polygon =
        new Polygon(
            List.of(
                new Point(left, 100),
                new Point(right, 100),
                new Point(right, 300),
                new Point(left, 300)));
    return new Zone(id, polygon, Zone.Kind.PARKING, 0, 0, 0, null);
  }

  /** One camera with two zones side by side, looked at five times a second. */
  private static final class Yard {
    private final VehicleTracker tracker;
    private TrackerState state = TrackerState.EMPTY;
    private final List<VehicleTracker.Dwelled> dwelled = new ArrayList<>();
    private final List<VehicleTracker.Overdue> overdue = new ArrayList<>();
    private long millis;

    Yard(Zone... zones) {
      tracker =
          new VehicleTracker(
              RULES, List.of(), zones.length == 0 ? List.of(LEFT, RIGHT) : List.of(zones));
    }

    void sees(double... feet) {
      List<Detection> seen = new ArrayList<>();
      for (double x : feet) {
        Box box = new Box((float) x - 30, 160, (float) x + 30, 200);
        seen.add(new Detection("car", 0.9f, box));
      }
      take(tracker.see(state, millis, seen));
      millis += 200;
    }

    void take(VehicleTracker.Step step) {
      state = step.state();
      dwelled.addAll(step.dwelled());
      overdue.addAll(step.overdue());
    }
  }

  @Test
  void whoIsInAZoneForTooLongIsToldOfOnce() {
    Zone limited =
        new Zone("left", LEFT.polygon(), Zone.Kind.PARKING, 0, 0, 0, Duration.ofMillis(3_000));
    Yard yard = new Yard(limited);
    for (int i = 0; i < 40; i++) {
      yard.sees(100);
    }
    assertThat(yard.overdue).hasSize(1);
    VehicleTracker.Overdue one = yard.overdue.get(0);
    assertThat(List.of(one.fromMillis(), one.atMillis())).containsExactly(0L, 3_000L);
    assertThat(one.forbidden()).isFalse();
  }

  @Test
  void whoIsWhereNoneShouldBeIsToldOfAsSoonAsItIsNoNoise() {
    Yard yard = new Yard(new Zone("left", LEFT.polygon(), Zone.Kind.FORBIDDEN, 0, 0, 0, null));
    yard.sees(100);
    assertThat(yard.overdue).isEmpty();
    for (int i = 0; i < RULES.confirmFrames(); i++) {
      yard.sees(100);
    }
    assertThat(yard.overdue).hasSize(1);
    assertThat(yard.overdue.get(0).forbidden()).isTrue();
    assertThat(yard.overdue.get(0).atMillis()).isZero();
  }

  @Test
  void whoPassesAZoneQuicklyIsNotToldOf() {
    Zone limited =
        new Zone("left", LEFT.polygon(), Zone.Kind.PARKING, 0, 0, 0, Duration.ofMillis(3_000));
    Yard yard = new Yard(limited);
    for (int i = 0; i < 40; i++) {
      yard.sees(i < 5 ? 100 : 100 - (i - 5) * 15);
    }
    assertThat(yard.dwelled).hasSize(1);
    assertThat(yard.overdue).isEmpty();
  }

  private static String text(VehicleTracker.Dwelled one) {
    return one.zone() + " " + one.fromMillis() + "–" + one.untilMillis();
  }

  @Test
  void aVehicleThatStandsAndLeavesDwellsFromItsFirstFrameInsideToItsLast() {
    Yard yard = new Yard();
    for (int i = 0; i < 40; i++) {
      yard.sees(i < 20 ? 100 : 100 - (i - 20) * 15);
    }
    assertThat(yard.dwelled).hasSize(1);
    VehicleTracker.Dwelled one = yard.dwelled.get(0);
    assertThat(one.zone()).isEqualTo("left");
    assertThat(one.fromMillis()).isZero();
    assertThat(one.untilMillis()).isBetween(5_000L, 5_400L);
    assertThat(one.track().firstMillis()).isZero();
  }

  @Test
  void whoDrivesThroughIsInOneZoneAfterTheOther() {
    Yard yard = new Yard();
    for (int i = 0; i < 45; i++) {
      yard.sees(10 + i * 10);
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled)
        .extracting(VehicleTracker.Dwelled::zone)
        .containsExactly("left", "right");
    assertThat(yard.dwelled.get(1).fromMillis())
        .isGreaterThanOrEqualTo(yard.dwelled.get(0).untilMillis())
        .isLessThanOrEqualTo(yard.dwelled.get(0).untilMillis() + 200);
  }

  @Property(tries = 100)
  void aBoxThatTremblesAtTheEdgeIsOneDwelling(@ForAll long seed) {
    Random random = new Random(seed);
    Yard yard = new Yard();
    for (int i = 20; i > 0; i--) {
      // It brakes: what stops dead is taken to go on for a moment, and so to be clearly over.
      yard.sees(199 - i * i / 4.0);
    }
    for (int i = 0; i < 200; i++) {
      yard.sees(199 + Math.max(-2.5, Math.min(2.5, random.nextGaussian())));
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled)
        .filteredOn(one -> one.zone().equals("left"))
        .hasSize(1)
        .allMatch(one -> one.fromMillis() == 0 && one.untilMillis() > 40_000);
    assertThat(yard.dwelled).filteredOn(one -> one.zone().equals("right")).hasSizeLessThan(2);
  }

  @Test
  void outsideForAMomentWasNeverOutside() {
    double[] out = {384, 390, 396, 402, 405, 403, 398, 391, 385, 382};
    Yard yard = new Yard();
    for (int i = 0; i < 30; i++) {
      yard.sees(i >= 10 && i < 20 ? out[i - 10] : 380);
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled).extracting(ZoneDwellTest::text).containsExactly("right 0–5800");
  }

  @Test
  void backAfterAWhileIsAnotherDwelling() {
    Yard yard = new Yard();
    for (int i = 0; i < 60; i++) {
      yard.sees(i < 20 || i >= 40 ? 380 : 440);
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled).hasSize(2).allMatch(one -> one.zone().equals("right"));
    assertThat(yard.dwelled.get(0).fromMillis()).isZero();
    assertThat(yard.dwelled.get(1).fromMillis()).isGreaterThanOrEqualTo(8_000);
  }

  @Test
  void hiddenInAZoneIsStillInIt() {
    Yard yard = new Yard();
    for (int i = 0; i < 30; i++) {
      if (i >= 10 && i < 20) {
        yard.sees();
      } else {
        yard.sees(100);
      }
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled).extracting(ZoneDwellTest::text).containsExactly("left 0–5800");
  }

  @Test
  void aGapEndsADwellingAtWhatWasSeen() {
    Yard yard = new Yard();
    for (int i = 0; i < 10; i++) {
      yard.sees(100);
    }
    yard.take(yard.tracker.lose(yard.state, 60_000));
    assertThat(yard.dwelled).extracting(ZoneDwellTest::text).containsExactly("left 0–1800");
    yard.millis = 70_000;
    for (int i = 0; i < 10; i++) {
      yard.sees(100);
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled)
        .extracting(ZoneDwellTest::text)
        .containsExactly("left 0–1800", "left 70000–71800");
  }

  @Test
  void whoIsLostDweltUntilItWasSeenLast() {
    Yard yard = new Yard();
    for (int i = 0; i < 40; i++) {
      if (i < 10) {
        yard.sees(100);
      } else {
        yard.sees();
      }
    }
    assertThat(yard.dwelled).extracting(ZoneDwellTest::text).containsExactly("left 0–1800");
  }

  @Test
  void noiseDwellsNowhere() {
    Yard yard = new Yard();
    yard.sees(100);
    yard.sees(100);
    yard.sees();
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled).isEmpty();
  }

  @Test
  void whoOnlyTouchesAnEdgeWasNeverInside() {
    Yard yard = new Yard();
    for (int i = 0; i < 10; i++) {
      yard.sees(i == 5 ? 399 : 403);
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled).isEmpty();
  }

  @Test
  void aZoneThatTheLayoutTakesAwayEndsItsDwellings() {
    Yard yard = new Yard();
    for (int i = 0; i < 10; i++) {
      yard.sees(100);
    }
    VehicleTracker without = new VehicleTracker(RULES, List.of(), List.of(RIGHT));
    Box box = new Box(70, 160, 130, 200);
    yard.take(without.see(yard.state, 2_000, List.of(new Detection("car", 0.9f, box))));
    assertThat(yard.dwelled).extracting(ZoneDwellTest::text).containsExactly("left 0–1800");
  }

  @Test
  void stateFromBeforeZonesWereFollowedGoesOn() {
    Yard yard = new Yard();
    yard.sees(100);
    TrackState now = yard.state.tracks().get(0);
    TrackState then =
        new TrackState(
            now.firstMillis(),
            now.rank(),
            now.lastMillis(),
            now.frames(),
            now.labels(),
            now.centreX(),
            now.centreY(),
            now.width(),
            now.height(),
            now.sides(),
            now.crossings(),
            null,
            now.colours(),
            null);
    yard.state = new TrackerState(yard.state.lastMillis(), List.of(then));
    for (int i = 0; i < 5; i++) {
      yard.sees(100);
    }
    yard.take(yard.tracker.end(yard.state));
    assertThat(yard.dwelled).extracting(ZoneDwellTest::text).containsExactly("left 200–1000");
  }
}
