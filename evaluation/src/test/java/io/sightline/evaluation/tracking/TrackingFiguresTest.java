package io.sightline.evaluation.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackingFiguresTest {
  private static final double EXACT = 1e-12;

  // HOTA, DetA, AssA, MOTA, IDF1 and identity switches of the made-up sequences 1 and 2.
  private static final double[] REFERENCE_1 = {
    0.5796606607402396,
    0.6281789484611471,
    0.5351634716851104,
    0.6888888888888889,
    0.8326180257510729,
    61
  };
  private static final double[] REFERENCE_2 = {
    0.5898009408590759,
    0.6209574559496239,
    0.5606768791606498,
    0.7361111111111112,
    0.8583815028901735,
    43
  };

  private static Placed placed(long id, double x) {
    return new Placed(id, new Box((float) x, 0, (float) x + 3, 1));
  }

  private static List<TrackedFrame> frames(int count, IntFunction<TrackedFrame> frame) {
    return IntStream.range(0, count).mapToObj(frame).toList();
  }

  @Test
  void whatIsAllRightIsOne() {
    List<TrackedFrame> frames =
        frames(
            5,
            i ->
                new TrackedFrame(
                    List.of(placed(1, i), placed(2, 100)), List.of(placed(8, 100), placed(9, i))));
    Hota hota = Hota.of(frames);
    assertThat(List.of(hota.hota(), hota.detA(), hota.assA())).containsOnly(1.0);
    assertThat(ClearMot.of(frames)).isEqualTo(new ClearMot(10, 0, 0, 0));
    assertThat(IdentityF1.of(frames).idf1()).isEqualTo(1);
  }

  @Test
  void whatIsNotToBeCountedIsNeitherRightNorInvented() {
    TrackedFrame frame =
        new TrackedFrame(
            List.of(placed(1, 0)), List.of(placed(7, 0), placed(8, 500), placed(9, 900)));
    TrackedFrame counted = frame.without(List.of(placed(5, 500), placed(6, 2_000)));
    assertThat(counted.said()).containsExactly(placed(7, 0), placed(9, 900));
    assertThat(ClearMot.of(List.of(counted))).isEqualTo(new ClearMot(1, 0, 1, 0));
    assertThat(frame.without(List.of(placed(5, 0))).said())
        .as("on a true one it counts")
        .contains(placed(7, 0));
  }

  @Test
  void aVehicleUnderTwoTracksHasHalfOfItsWayInCommonWithEach() {
    List<TrackedFrame> frames =
        frames(10, i -> new TrackedFrame(List.of(placed(1, i)), List.of(placed(i < 5 ? 1 : 2, i))));
    Hota hota = Hota.of(frames);
    assertThat(hota.detA()).isEqualTo(1);
    assertThat(hota.assA()).isCloseTo(0.5, within(EXACT));
    assertThat(hota.hota()).isCloseTo(Math.sqrt(0.5), within(EXACT));
    assertThat(ClearMot.of(frames)).isEqualTo(new ClearMot(10, 0, 0, 1));
    assertThat(ClearMot.of(frames).mota()).isCloseTo(0.9, within(EXACT));
    assertThat(IdentityF1.of(frames).idf1()).isCloseTo(0.5, within(EXACT));
  }

  @Test
  void aBoxThatOverlapsByHalfCountsUpToThere() {
    List<TrackedFrame> frames =
        frames(4, i -> new TrackedFrame(List.of(placed(1, 0)), List.of(placed(1, 1))));
    Hota hota = Hota.of(frames);
    assertThat(hota.hota()).isCloseTo(10 / 19.0, within(EXACT));
    assertThat(hota.detA()).isCloseTo(10 / 19.0, within(EXACT));
    assertThat(hota.assA()).isCloseTo(10 / 19.0, within(EXACT));
    assertThat(ClearMot.of(frames).mota()).isEqualTo(1);
  }

  @Test
  void whatIsMissedAndWhatIsInventedCostsAsMuchAsItShould() {
    List<TrackedFrame> frames =
        frames(
            10,
            i ->
                new TrackedFrame(
                    List.of(placed(1, i)),
                    i < 8 ? List.of(placed(1, i)) : List.of(placed(2, 500))));
    Hota hota = Hota.of(frames);
    assertThat(hota.detA()).isCloseTo(8 / 12.0, within(EXACT));
    assertThat(hota.assA()).isCloseTo(8 / 10.0, within(EXACT));
    assertThat(hota.hota()).isCloseTo(Math.sqrt(8 / 12.0 * 0.8), within(EXACT));
    assertThat(ClearMot.of(frames)).isEqualTo(new ClearMot(8, 2, 2, 0));
    assertThat(ClearMot.of(frames).mota()).isCloseTo(0.6, within(EXACT));
    assertThat(IdentityF1.of(frames).idf1()).isCloseTo(0.8, within(EXACT));
  }

  @Test
  void twoVehiclesThatSwapTheirTracksAreTwoSwitches() {
    List<TrackedFrame> frames =
        frames(
            10,
            i ->
                new TrackedFrame(
                    List.of(placed(1, 0), placed(2, 50)),
                    List.of(placed(i < 5 ? 1 : 2, 0), placed(i < 5 ? 2 : 1, 50))));
    assertThat(ClearMot.of(frames).switches()).isEqualTo(2);
    assertThat(Hota.of(frames).assA()).isCloseTo(5 / 15.0, within(EXACT));
    assertThat(IdentityF1.of(frames).idf1()).isCloseTo(0.5, within(EXACT));
  }

  @Test
  void nothingAtAllIsZero() {
    List<TrackedFrame> nothing = List.of(new TrackedFrame(List.of(), List.of()));
    assertThat(Hota.of(nothing).hota()).isZero();
    assertThat(ClearMot.of(nothing).mota()).isZero();
    assertThat(IdentityF1.of(nothing).idf1()).isZero();
  }

  @Test
  void twoSequencesTogetherAreAsOneAfterTheOther() {
    List<TrackedFrame> a = madeUp(5, 30, 0);
    List<TrackedFrame> b = madeUp(6, 50, 100);
    List<TrackedFrame> both = new ArrayList<>(a);
    both.addAll(b);
    assertThat(Hota.of(a).plus(Hota.of(b)).hota()).isCloseTo(Hota.of(both).hota(), within(EXACT));
    assertThat(ClearMot.of(a).plus(ClearMot.of(b))).isEqualTo(ClearMot.of(both));
    assertThat(IdentityF1.of(a).plus(IdentityF1.of(b))).isEqualTo(IdentityF1.of(both));
  }

  /** TrackEval 1.3.0 (Luiten and Hoffhues) on the same boxes. */
  @Test
  void theFiguresAreThoseOfTheReference() {
    compare(1, REFERENCE_1);
    compare(2, REFERENCE_2);
  }

  private static void compare(int seed, double[] reference) {
    List<TrackedFrame> frames = madeUp(seed, 60, 0);
    Hota hota = Hota.of(frames);
    ClearMot clear = ClearMot.of(frames);
    assertThat(
            new double[] {
              hota.hota(),
              hota.detA(),
              hota.assA(),
              clear.mota(),
              IdentityF1.of(frames).idf1(),
              clear.switches()
            })
        .containsExactly(reference, within(1e-9));
  }

  /**
   * Six vehicles that cross each other, and tracks of them with missing, moved, invented and
   * exchanged boxes, all whole pixels from a generator that is easily written again elsewhere.
   */
  private static List<TrackedFrame> madeUp(int seed, int count, long firstId) {
    Numbers numbers = new Numbers(seed);
    List<TrackedFrame> frames = new ArrayList<>();
    for (int frame = 0; frame < count; frame++) {
      List<Placed> truth = new ArrayList<>();
      List<Placed> said = new ArrayList<>();
      for (int vehicle = 0; vehicle < 6; vehicle++) {
        int speed = vehicle % 2 == 0 ? 5 : -5;
        int x = 200 + vehicle * 30 + speed * frame;
        int y = 100 + vehicle * 12;
        truth.add(new Placed(firstId + vehicle, new Box(x, y, x + 90, y + 50)));
        if (numbers.next(10) > 0) {
          int dx = numbers.next(31) - 15;
          int dy = numbers.next(15) - 7;
          long track = numbers.next(12) == 0 ? (vehicle + 1) % 6 + 10 : vehicle;
          said.add(new Placed(firstId + track, new Box(x + dx, y + dy, x + dx + 90, y + dy + 50)));
        }
      }
      if (numbers.next(4) == 0) {
        int x = numbers.next(400);
        said.add(new Placed(firstId + 50, new Box(x, 110, x + 80, 160)));
      }
      frames.add(new TrackedFrame(truth, said));
    }
    return frames;
  }

  /** Numerical Recipes' linear congruential generator. */
  private static final class Numbers {
    private long state;

    Numbers(long seed) {
      state = seed;
    }

    int next(int below) {
      state = (state * 1_664_525 + 1_013_904_223) & 0xffff_ffffL;
      return (int) ((state >> 16) % below);
    }
  }
}
