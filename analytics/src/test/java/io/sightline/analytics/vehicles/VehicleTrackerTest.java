package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Zone;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  private static final Zone ZONE =
      new Zone(
          "zone",
          new Polygon(
              List.of(
                  new Point(100, 200),
                  new Point(400, 200),
                  new Point(400, 400),
                  new Point(100, 400))),
          Zone.Kind.WAITING,
          0,
          0,
          0,
          null);

  /** One camera's story: what it sees, and what came of it. */
  private static final class Street {
    private final VehicleTracker tracker = new VehicleTracker(RULES, List.of(GATE));
    private TrackerState state = TrackerState.EMPTY;
    private final List<VehicleTracker.Ended> ended = new ArrayList<>();
    private final List<VehicleTracker.Crossed> crossed = new ArrayList<>();
    private List<VehicleTracker.Sighting> seen = List.of();
    private long settled = Long.MIN_VALUE;

    void sees(long millis, Detection... detections) {
      take(tracker.see(state, millis, List.of(detections)));
    }

    void passes(long millis) {
      take(tracker.pass(state, millis));
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
      seen = step.seen();
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
    street.sees(400);
    street.sees(600, car(100, 100, 0.9));
    street.sees(800, car(100, 100, 0.9));
    street.ends();
    assertThat(street.ended).isEmpty();
  }

  @Test
  void whatIsMissingInOneFrameMayStillBeAVehicle() {
    Street street = new Street();
    street.sees(0, car(100, 100, 0.9));
    street.sees(200);
    street.sees(400, car(104, 100, 0.9));
    street.sees(600);
    street.sees(800, car(108, 100, 0.9));
    street.ends();
    assertThat(street.ended).hasSize(1);
    assertThat(street.ended.get(0).track().firstMillis()).isZero();
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

  /**
   * Feet at the frames of a fifth of a second; the gate is at 300, clear of it is 2.5 pixels on.
   */
  private static Street passing(double... feet) {
    Street street = new Street();
    for (int i = 0; i < feet.length; i++) {
      if (Double.isNaN(feet[i])) {
        street.sees(i * 200L);
      } else {
        street.sees(i * 200L, car(200, feet[i] - 50, 0.9));
      }
    }
    return street;
  }

  private static final double UNSEEN = Double.NaN;

  @Test
  void aCrossingIsOfTheFirstFrameBeyondThoughItIsClearOnlyLater() {
    Street street = passing(285, 290, 294, 298, 301, 302, 302, 305, 309);
    assertThat(street.crossed).extracting(one -> one.crossing().atMillis()).containsExactly(800L);
    assertThat(street.crossed.get(0).crossing().entering()).isTrue();
  }

  @Test
  void whoStandsOnTheLineIsToldToCrossWhenItDrivesOnOrNotAtAll() {
    double[] feet = new double[60];
    Arrays.fill(feet, 301);
    for (int i = 0; i < 5; i++) {
      feet[i] = 280 + i * 4;
    }
    feet[59] = 290;
    assertThat(passing(feet).crossed).isEmpty();
    feet[58] = 305;
    feet[59] = 310;
    assertThat(passing(feet).crossed)
        .as("what is told is no older than two seconds")
        .extracting(one -> one.crossing().atMillis())
        .containsExactly(58 * 200L - 2_000);
  }

  @Test
  void whoIsNotSeenAtTheLineCrossesItWhenItWouldHaveBeenThere() {
    assertThat(passing(260, 270, 280, 290, UNSEEN, UNSEEN, UNSEEN, 330, 340).crossed)
        .extracting(one -> one.crossing().atMillis())
        .containsExactly(1_000L);
    assertThat(passing(230, 250, 270, 290, UNSEEN, 330, 340).crossed)
        .extracting(one -> one.crossing().atMillis())
        .containsExactly(800L);
  }

  @Property(tries = 300)
  void nothingIsToldOfSettledTimesWhoeverIsMissing(@ForAll long seed) {
    Random random = new Random(seed);
    Street street = new Street();
    double foot = 285;
    for (int i = 0; i < 80; i++) {
      foot += random.nextGaussian() * 6 + (300 - foot) * 0.1;
      double x = 200 + random.nextInt(3);
      if (random.nextInt(4) > 0) {
        street.sees(i * 200, car(x, foot - 50, 0.9));
      } else if (random.nextBoolean()) {
        street.sees(i * 200);
      } else {
        street.passes(i * 200);
      }
    }
    street.ends();
    // At each take, times are compared with what was settled before.
    for (int i = 1; i < street.crossed.size(); i++) {
      assertThat(street.crossed.get(i).crossing().atMillis())
          .isGreaterThanOrEqualTo(street.crossed.get(i - 1).crossing().atMillis());
    }
  }

  @Test
  void whoNobodyLookedAtIsNotLost() {
    Street street = new Street();
    for (int i = 0; i < 5; i++) {
      street.sees(i * 200, car(100, 100, 0.9));
    }
    street.passes(3_000);
    assertThat(street.ended).isEmpty();
    street.passes(4_500);
    street.sees(10_000, car(100, 100, 0.9));
    assertThat(street.ended)
        .as("nobody saw it leave, and nobody knows that it stayed")
        .extracting(VehicleTracker.Ended::by)
        .containsExactly(EndedBy.GAP);
  }

  @Test
  void aGapCrossesNoGate() {
    Street street = new Street();
    for (int i = 0; i < 5; i++) {
      street.sees(i * 200, car(200, 200, 0.9));
    }
    for (int i = 0; i < 5; i++) {
      street.sees(40_000 + i * 200, car(200, 300, 0.9));
    }
    street.ends();
    assertThat(street.crossed).isEmpty();
    assertThat(street.ended).hasSize(2);
  }

  @Test
  void directionAndSpeedAreThoseOfTheBoxInThePicture() {
    Street street = new Street();
    for (int i = 0; i < 20; i++) {
      street.sees(i * 200, car(i * 20, 300 - i * 10, 0.9));
    }
    TrackState track = street.state.tracks().get(0);
    assertThat(track.speed()).isCloseTo(Math.hypot(100, 50), within(2.0));
    assertThat(track.direction())
        .as("to the right and up")
        .isCloseTo(360 - Math.toDegrees(Math.atan2(50, 100)), within(1.0));
  }

  @Test
  void whatStandsHasNoSpeed() {
    Street street = new Street();
    for (int i = 0; i < 20; i++) {
      street.sees(i * 200, car(100, 100, 0.9));
    }
    assertThat(street.state.tracks().get(0).speed()).isZero();
    assertThat(street.state.tracks().get(0).direction()).isZero();
  }

  @Test
  void twoSeenAsOneBoxForAWhileStayTwo() {
    Street street = new Street();
    for (int i = 0; i < 20; i++) {
      if (i < 8 || i > 12) {
        street.sees(i * 200, car(i * 5, 100, 0.9), car(i * 5 + 82, 102, 0.9));
      } else {
        Box both = new Box(i * 5, 100, i * 5 + 162, 152);
        street.sees(i * 200, new Detection("car", 0.9f, both));
        assertThat(street.seen).as("whose box it is cannot be said").isEmpty();
      }
      assertThat(street.state.tracks()).hasSize(2);
    }
    street.ends();
    assertThat(street.ended)
        .hasSize(2)
        .allSatisfy(
            one -> {
              assertThat(one.track().firstMillis()).isZero();
              assertThat(one.track().frames()).isEqualTo(20);
            });
  }

  @Test
  void oneSeenAsTwoBoxesForAWhileStaysOne() {
    Street street = new Street();
    for (int i = 0; i < 20; i++) {
      if (i < 8 || i > 12) {
        street.sees(i * 200, new Detection("truck", 0.9f, new Box(i * 5, 100, i * 5 + 160, 160)));
      } else {
        Detection cab = new Detection("car", 0.9f, new Box(i * 5 + 95, 100, i * 5 + 160, 160));
        Detection trailer = new Detection("truck", 0.9f, new Box(i * 5, 100, i * 5 + 95, 160));
        street.sees(i * 200, cab, trailer);
        assertThat(street.seen)
            .as("both belong to it")
            .extracting(VehicleTracker.Sighting::detection)
            .containsExactlyInAnyOrder(cab, trailer);
      }
      assertThat(street.state.tracks()).hasSize(1);
    }
    street.ends();
    assertThat(street.ended).hasSize(1);
    assertThat(street.ended.get(0).track().box().width()).isCloseTo(160, within(3f));
  }

  @Test
  void whoAppearsWhereAnotherIsLeavingIsAnother() {
    Street street = new Street();
    for (int i = 0; i < 10; i++) {
      street.sees(i * 200, car(100 - i * 10, 100, 0.9));
    }
    // In the next lane, and overlapping the one that is expected.
    street.sees(2_000, car(0, 126, 0.9));
    assertThat(street.state.tracks())
        .extracting(TrackState::firstMillis)
        .containsExactly(0L, 2_000L);
  }

  /** The bound is far above what it takes: it is there for what grows with the square or worse. */
  @Test
  void aFullCarParkOfStillCarsCostsLittle() {
    Random random = new Random(3);
    List<Detection> cars = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      cars.add(car(i % 12 * 75 + random.nextFloat(), i / 12 * 45 + random.nextFloat(), 0.9));
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    VehicleTracker tracker = new VehicleTracker(RULES, List.of(), List.of(ZONE));
    TrackerState state = TrackerState.EMPTY;
    for (int i = 0; i < 2_000; i++) {
      state = tracker.see(state, i * 200, cars).state();
    }
    double micros = (threads.getCurrentThreadCpuTime() - begun) / 1e3 / (60 * 2_000);
    assertThat(state.tracks()).hasSize(60);
    assertThat(micros).as("microseconds an observation").isLessThan(50);
  }

  /** Frames of a busy place: some go on, some are noise, some lie over each other. */
  private static List<List<Detection>> busy(long seed) {
    Random random = new Random(seed);
    int cars = 3 + random.nextInt(5);
    double[] x = random.doubles(cars, 0, 600).toArray();
    double[] y = random.doubles(cars, 0, 400).toArray();
    double[] speed = random.doubles(cars, -20, 20).toArray();
    List<List<Detection>> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<Detection> seen = new ArrayList<>();
      for (int car = 0; car < cars; car++) {
        x[car] += speed[car];
        if (random.nextInt(10) > 0) {
          // Equal scores, and now and then the same box twice.
          double score = random.nextInt(4) / 4.0 + 0.2;
          Detection one =
              car(Math.round(x[car] + random.nextGaussian() * 2), Math.round(y[car]), score);
          seen.add(one);
          if (random.nextInt(8) == 0) {
            seen.add(new Detection("truck", one.score(), one.box()));
          }
        }
      }
      if (random.nextInt(3) == 0) {
        seen.add(car(random.nextInt(600), random.nextInt(400), random.nextFloat()));
      }
      frames.add(seen);
    }
    return frames;
  }

  @Property(tries = 200)
  void theOrderOfAFramesDetectionsChangesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    VehicleTracker tracker = new VehicleTracker(RULES, List.of(GATE), List.of(ZONE));
    TrackerState state = TrackerState.EMPTY;
    long millis = 0;
    for (List<Detection> frame : busy(seed)) {
      List<Detection> shuffled = new ArrayList<>(frame);
      Collections.shuffle(shuffled, random);
      VehicleTracker.Step step = tracker.see(state, millis, frame);
      assertThat(tracker.see(state, millis, shuffled)).isEqualTo(step);
      state = step.state();
      millis += 200;
    }
  }

  @Property(tries = 30)
  void stateThatIsWrittenAndReadAtAnyFrameGoesOnAsIfNothingWas(@ForAll long seed) {
    VehicleTracker tracker = new VehicleTracker(RULES, List.of(GATE), List.of(ZONE));
    TrackerState state = TrackerState.EMPTY;
    TrackerState restored = TrackerState.EMPTY;
    long millis = 0;
    for (List<Detection> frame : busy(seed)) {
      VehicleTracker.Step step = tracker.see(state, millis, frame);
      // Another tracker, as after a restart, on state that was bytes in between.
      VehicleTracker other = new VehicleTracker(RULES, List.of(GATE), List.of(ZONE));
      assertThat(other.see(restored, millis, frame)).isEqualTo(step);
      state = step.state();
      restored = Json.read(Json.write(state), TrackerState.class);
      millis += 200;
    }
    assertThat(tracker.end(restored)).isEqualTo(tracker.end(state));
  }

  @Property(tries = 50)
  void stateIsSmallHoweverLongATrackIs(@ForAll long seed) {
    VehicleTracker tracker = new VehicleTracker(RULES, List.of(GATE), List.of(ZONE));
    TrackerState state = TrackerState.EMPTY;
    int length = 0;
    for (int i = 0; i < 300; i++) {
      double noise = new Random(seed + i).nextGaussian();
      state = tracker.see(state, i * 200, List.of(car(200 + noise, 240 + noise, 0.9))).state();
      if (i == 30) {
        length = Json.write(state).length();
      }
    }
    assertThat(Json.write(state).length()).isLessThan(length + 200);
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
      Collections.shuffle(seen, random);
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
