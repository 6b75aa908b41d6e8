package io.sightline.evaluation.sessions;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How right stays are. Each true stay is paired with at most one that is said, the surest pairs
 * first: those that agree in the most of plate, entry and exit, of equal ones those nearest in
 * time.
 *
 * @param stays that there were
 * @param said how many are said to have been
 * @param exact with the right plate, entered and left at the right times
 * @param exactShare of the exact ones in all that were or are said to have been, 0 to 1
 * @param rightPlate pairs whose plates agree; also where neither knows one
 * @param misread pairs in which another plate is said
 * @param unread pairs in which no plate is said, though there is one
 * @param missed stays that nothing is paired with
 * @param extra ones that are said and paired with no stay
 * @param confused pairs whose exit is another vehicle's
 */
public record StayScore(
    int stays,
    int said,
    int exact,
    @JsonProperty("exact_share") double exactShare,
    @JsonProperty("right_plate") int rightPlate,
    int misread,
    int unread,
    int missed,
    int extra,
    int confused,
    Ends entries,
    Ends exits) {

  /**
   * How right one end of the paired stays is.
   *
   * @param right within the tolerance, or unknown to both
   * @param off at another time
   * @param missed not seen
   * @param invented said to have been seen
   * @param medianMillis middle one of the distances where both are known; null where none is
   * @param worstMillis largest one; null where none is
   */
  public record Ends(
      int right,
      int off,
      int missed,
      int invented,
      @JsonProperty("median_ms") Long medianMillis,
      @JsonProperty("worst_ms") Long worstMillis) {}

  /**
   * A stay and what is said of it.
   *
   * @param truth place among the true ones; {@link #NONE} for one that is extra
   * @param said place among those that are said; {@link #NONE} for one that was missed
   */
  public record Pair(int truth, int said, boolean exact) {}

  public static final int NONE = -1;

  /** Ends that are farther apart are of different stays. */
  private static final long NEAR_MILLIS = 10_000;

  private record Candidate(int truth, int said, int agreeing, long apart) {
    static final Comparator<Candidate> SUREST_FIRST =
        Comparator.comparingInt((Candidate one) -> -one.agreeing())
            .thenComparingLong(Candidate::apart)
            .thenComparingInt(Candidate::truth)
            .thenComparingInt(Candidate::said);
  }

  /**
   * @param withinMillis how far apart in time two ends may be and still be the same
   */
  public static StayScore of(List<TimedStay> truth, List<TimedStay> said, long withinMillis) {
    return of(truth, said, pairs(truth, said, withinMillis), withinMillis);
  }

  static StayScore of(
      List<TimedStay> truth, List<TimedStay> said, List<Pair> pairs, long withinMillis) {
    int exact = 0;
    int right = 0;
    int misread = 0;
    int unread = 0;
    int missed = 0;
    int extra = 0;
    int confused = 0;
    List<TimedStay[]> both = new ArrayList<>();
    NavigableMap<Long, List<Integer>> exits = byTime(truth, TimedStay::leftAtMillis);
    for (Pair pair : pairs) {
      if (pair.said() == NONE) {
        missed++;
      } else if (pair.truth() == NONE) {
        extra++;
      } else {
        TimedStay was = truth.get(pair.truth());
        TimedStay is = said.get(pair.said());
        both.add(new TimedStay[] {was, is});
        exact += pair.exact() ? 1 : 0;
        if (Objects.equals(was.plate(), is.plate())) {
          right++;
        } else if (is.plate() == null) {
          unread++;
        } else {
          misread++;
        }
        boolean isAnothers =
            is.leftAtMillis() != null
                && !agree(was.leftAtMillis(), is.leftAtMillis(), withinMillis)
                && !near(exits, is.leftAtMillis(), withinMillis).isEmpty();
        confused += isAnothers ? 1 : 0;
      }
    }
    int all = truth.size() + extra;
    return new StayScore(
        truth.size(),
        said.size(),
        exact,
        all == 0 ? 1 : Math.round(1e4 * exact / all) / 1e4,
        right,
        misread,
        unread,
        missed,
        extra,
        confused,
        ends(both, TimedStay::enteredAtMillis, withinMillis),
        ends(both, TimedStay::leftAtMillis, withinMillis));
  }

  private static Ends ends(
      List<TimedStay[]> both, Function<TimedStay, Long> end, long withinMillis) {
    int right = 0;
    int off = 0;
    int missed = 0;
    int invented = 0;
    List<Long> apart = new ArrayList<>();
    for (TimedStay[] pair : both) {
      Long was = end.apply(pair[0]);
      Long is = end.apply(pair[1]);
      if (was != null && is != null) {
        apart.add(Math.abs(was - is));
      }
      if (agree(was, is, withinMillis)) {
        right++;
      } else if (is == null) {
        missed++;
      } else if (was == null) {
        invented++;
      } else {
        off++;
      }
    }
    Collections.sort(apart);
    return new Ends(
        right,
        off,
        missed,
        invented,
        apart.isEmpty() ? null : apart.get(apart.size() / 2),
        apart.isEmpty() ? null : apart.get(apart.size() - 1));
  }

  /** Every stay once, true ones in their order and then those that are extra. */
  static List<Pair> pairs(List<TimedStay> truth, List<TimedStay> said, long withinMillis) {
    List<Candidate> candidates = candidates(truth, said, withinMillis);
    int[] ofTruth = new int[truth.size()];
    Arrays.fill(ofTruth, NONE);
    boolean[] taken = new boolean[said.size()];
    for (Candidate candidate : candidates) {
      if (ofTruth[candidate.truth()] == NONE && !taken[candidate.said()]) {
        ofTruth[candidate.truth()] = candidate.said();
        taken[candidate.said()] = true;
      }
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < ofTruth.length; i++) {
      boolean exact =
          ofTruth[i] != NONE
              && agreeing(truth.get(i), said.get(ofTruth[i]), withinMillis) == ALL_AGREE;
      pairs.add(new Pair(i, ofTruth[i], exact));
    }
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i]) {
        pairs.add(new Pair(NONE, i, false));
      }
    }
    return pairs;
  }

  private static List<Candidate> candidates(
      List<TimedStay> truth, List<TimedStay> said, long withinMillis) {
    long near = Math.max(NEAR_MILLIS, withinMillis);
    NavigableMap<Long, List<Integer>> entries = byTime(said, TimedStay::enteredAtMillis);
    NavigableMap<Long, List<Integer>> exits = byTime(said, TimedStay::leftAtMillis);
    Map<Long, Candidate> candidates = new HashMap<>();
    for (int i = 0; i < truth.size(); i++) {
      List<Integer> meant = new ArrayList<>(near(entries, truth.get(i).enteredAtMillis(), near));
      meant.addAll(near(exits, truth.get(i).leftAtMillis(), near));
      for (int j : meant) {
        candidates.computeIfAbsent(
            (long) i * said.size() + j, key -> candidate(truth, said, key, withinMillis));
      }
    }
    List<Candidate> sorted = new ArrayList<>(candidates.values());
    sorted.sort(Candidate.SUREST_FIRST);
    return sorted;
  }

  private static Candidate candidate(
      List<TimedStay> truth, List<TimedStay> said, long key, long withinMillis) {
    int i = (int) (key / said.size());
    int j = (int) (key % said.size());
    TimedStay was = truth.get(i);
    TimedStay is = said.get(j);
    return new Candidate(
        i,
        j,
        agreeing(was, is, withinMillis),
        apart(was.enteredAtMillis(), is.enteredAtMillis())
            + apart(was.leftAtMillis(), is.leftAtMillis()));
  }

  private static final int ALL_AGREE = 3;

  private static int agreeing(TimedStay was, TimedStay is, long withinMillis) {
    return (Objects.equals(was.plate(), is.plate()) ? 1 : 0)
        + (agree(was.enteredAtMillis(), is.enteredAtMillis(), withinMillis) ? 1 : 0)
        + (agree(was.leftAtMillis(), is.leftAtMillis(), withinMillis) ? 1 : 0);
  }

  static boolean agree(Long one, Long other, long withinMillis) {
    return one == null || other == null
        ? Objects.equals(one, other)
        : Math.abs(one - other) <= withinMillis;
  }

  private static long apart(Long one, Long other) {
    return one == null || other == null ? 0 : Math.abs(one - other);
  }

  private static NavigableMap<Long, List<Integer>> byTime(
      List<TimedStay> stays, Function<TimedStay, Long> end) {
    NavigableMap<Long, List<Integer>> byTime = new TreeMap<>();
    for (int i = 0; i < stays.size(); i++) {
      Long at = end.apply(stays.get(i));
      if (at != null) {
        byTime.computeIfAbsent(at, same -> new ArrayList<>()).add(i);
      }
    }
    return byTime;
  }

  private static List<Integer> near(
      NavigableMap<Long, List<Integer>> byTime, Long at, long withinMillis) {
    List<Integer> near = new ArrayList<>();
    if (at != null) {
      byTime
          .subMap(at - withinMillis, true, at + withinMillis, true)
          .values()
          .forEach(near::addAll);
    }
    return near;
  }
}
