package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PresentationClockTest {
  private static final long FRAME = 100_000;
  private static final int FRAMES = 200;

  /** Frames of ten a second, as stamps. */
  private static long[] regular() {
    return LongStream.range(0, FRAMES).map(n -> n * FRAME).toArray();
  }

  private static List<PresentationClock.Dated> date(long... stamps) {
    return date(stamps, 0, PresentationClock.State.START);
  }

  private static List<PresentationClock.Dated> date(
      long[] stamps, int from, PresentationClock.State state) {
    List<Stamp> all = Arrays.stream(stamps).mapToObj(stamp -> new Stamp(stamp, 0)).toList();
    PresentationClock clock = new PresentationClock(0, state);
    List<PresentationClock.Dated> dated = new ArrayList<>();
    for (int i = from; i < all.size(); i++) {
      Optional<PresentationClock.Dated> one = Optional.empty();
      for (int seen = i + 1; one.isEmpty(); seen++) {
        assertThat(seen).isLessThanOrEqualTo(all.size());
        one = clock.date(all.subList(i, seen), seen == all.size());
      }
      dated.add(one.get());
    }
    return dated;
  }

  private static List<Long> times(List<PresentationClock.Dated> dated) {
    return dated.stream().map(PresentationClock.Dated::micros).toList();
  }

  private static long odd(List<PresentationClock.Dated> dated, StampOddity oddity) {
    return dated.stream().filter(one -> one.oddity() == oddity).count();
  }

  private static void requireRegular(long[] stamps, StampOddity oddity, long times) {
    List<PresentationClock.Dated> dated = date(stamps);
    assertThat(times(dated)).isEqualTo(LongStream.of(regular()).boxed().toList());
    assertThat(odd(dated, oddity)).isEqualTo(times);
    assertThat(odd(dated, null)).isEqualTo(stamps.length - times);
  }

  @Test
  void regularStampsAreBelievedWhereverTheyBegin() {
    requireRegular(regular(), StampOddity.STRAY, 0);
    requireRegular(
        LongStream.of(regular()).map(stamp -> stamp - 7_000_000).toArray(), StampOddity.STRAY, 0);
  }

  @Test
  void straysAreBridgedWhereverAndHoweverFarTheyLie() {
    for (long aside : new long[] {230_000, 9_000_000, 360_000_000_000_000L, -250_000, -4_000_000}) {
      for (int at : new int[] {1, 40, FRAMES - 2}) {
        for (int row : new int[] {1, 3, 12, 40}) {
          boolean seenAsLittle = row > 12 && Math.abs(aside) < 2_000_000;
          boolean oneAgainstMany = at == 1 && row > 3;
          if (seenAsLittle || oneAgainstMany) {
            continue;
          }
          long[] stamps = regular();
          int last = Math.min(at + row, FRAMES - 1);
          for (int n = at; n < last; n++) {
            stamps[n] += aside;
          }
          List<PresentationClock.Dated> dated = date(stamps);
          assertThat(times(dated))
              .as("%d of %d aside by %d", last - at, at, aside)
              .isEqualTo(LongStream.of(regular()).boxed().toList());
        }
      }
    }
  }

  @Test
  void aStrayAtTheBeginningIsNotWhatTheOthersAreCountedFrom() {
    for (long aside : new long[] {9_000_000, -9_000_000}) {
      long[] stamps = regular();
      stamps[0] += aside;
      requireRegular(stamps, StampOddity.STRAY, 1);
    }
  }

  @Test
  void joinedRecordingsGoOnAtTheirPace() {
    long[] stamps = regular();
    for (int n = 0; n < FRAMES; n++) {
      stamps[n] = stamps[n % 50];
    }
    requireRegular(stamps, StampOddity.BEGAN_AGAIN, 3);
  }

  @Test
  void aLeapAheadThatLastsIsABreakAndBelieved() {
    long[] stamps = regular();
    for (int n = 100; n < FRAMES; n++) {
      stamps[n] += 20_000_000;
    }
    List<PresentationClock.Dated> dated = date(stamps);
    assertThat(times(dated)).isEqualTo(LongStream.of(stamps).boxed().toList());
    assertThat(dated.get(100).oddity()).isEqualTo(StampOddity.BREAK);
    assertThat(odd(dated, null)).isEqualTo(FRAMES - 1);
  }

  @Test
  void nobodyRecordedForLongerThanADayInOneGo() {
    long[] stamps = regular();
    for (int n = 100; n < FRAMES; n++) {
      stamps[n] += 26 * 3_600_000_000L;
    }
    requireRegular(stamps, StampOddity.BEGAN_AGAIN, 1);
  }

  @Test
  void aClockThatTicksMoreSlowlyThanFramesComeIsFilledIn() {
    long[] stamps = LongStream.range(0, FRAMES).map(n -> n / 5 * 1_000_000).toArray();
    List<Long> times = times(date(stamps));
    for (int n = 0; n < FRAMES - 5; n++) {
      assertThat(times.get(n)).as("frame %d", n).isBetween(n * 200_000L - 800_000, n * 200_000L);
    }
  }

  @Test
  void stampsThatStandStillAreFilledInByTheUsualPace() {
    List<PresentationClock.Dated> dated = date(new long[20]);
    assertThat(times(dated).get(19)).isEqualTo(19 * 40_000L);
    assertThat(odd(dated, StampOddity.REPEATED)).isEqualTo(19);
  }

  @Test
  void missingStampsAreFilledIn() {
    long[] stamps = regular();
    stamps[0] = Stamp.MISSING;
    stamps[1] = Stamp.MISSING;
    stamps[50] = Stamp.MISSING;
    stamps[FRAMES - 1] = Stamp.MISSING;
    requireRegular(stamps, StampOddity.MISSING, 4);
  }

  @Test
  void aVariableRateIsNoBreak() {
    long[] stamps = new long[FRAMES];
    for (int n = 1; n < FRAMES; n++) {
      stamps[n] = stamps[n - 1] + (n % 10 == 0 ? 1_500_000 : 33_000);
    }
    List<PresentationClock.Dated> dated = date(stamps);
    assertThat(times(dated)).isEqualTo(LongStream.of(stamps).boxed().toList());
    assertThat(odd(dated, null)).isEqualTo(FRAMES);
  }

  @Provide
  Arbitrary<List<Long>> stamps() {
    Arbitrary<Long> steps =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, Arbitraries.just(40_000L)),
            net.jqwik.api.Tuple.of(4, Arbitraries.longs().between(1, 200_000)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(0L)),
            net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(-30_000_000, 30_000_000)),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.longs().between(-1_000_000_000_000_000L, 1_000_000_000_000_000L)));
    return steps
        .list()
        .ofMinSize(1)
        .ofMaxSize(150)
        .map(
            all -> {
              List<Long> stamps = new ArrayList<>();
              long at = 0;
              for (long step : all) {
                at += step;
                stamps.add(Math.floorMod(at, 97) == 0 && at != 0 ? Stamp.MISSING : at);
              }
              return stamps;
            });
  }

  @Property(tries = 10_000)
  void framesFollowOneAnotherWhateverTheStamps(@ForAll("stamps") List<Long> stamps) {
    long[] all = stamps.stream().mapToLong(stamp -> stamp).toArray();
    List<PresentationClock.Dated> dated = date(all);
    assertThat(dated).hasSize(all.length);
    assertThat(dated.get(0).micros()).isZero();
    for (int n = 1; n < all.length; n++) {
      long step = dated.get(n).micros() - dated.get(n - 1).micros();
      assertThat(step).isPositive();
      assertThat(step).isLessThanOrEqualTo(24 * 3_600_000_000L);
      if (dated.get(n).oddity() == null && dated.get(n - 1).oddity() == null) {
        assertThat(step).isEqualTo(stamps.get(n) - stamps.get(n - 1));
      }
    }
  }
}
