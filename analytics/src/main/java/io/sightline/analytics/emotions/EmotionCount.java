package io.sightline.analytics.emotions;

import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** How many faces of a window showed which emotion where, each counted by its strongest. */
public final class EmotionCount {
  private static final int SHARES = 10_000;
  private static final Comparator<Tally> ORDER =
      Comparator.comparing(Tally::zone, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Tally::emotion);

  private EmotionCount() {}

  /**
   * Faces of one emotion.
   *
   * @param zone where they were; null outside of all zones
   */
  public record Tally(String zone, String emotion, int faces) {
    private boolean isAbout(Tally other) {
      return Objects.equals(zone, other.zone()) && emotion.equals(other.emotion());
    }

    private Tally with(int more) {
      return new Tally(zone, emotion, faces + more);
    }
  }

  /** With one more face; in the order of zones and emotions' names. */
  static List<Tally> add(List<Tally> before, String zone, FaceSighting face) {
    return face.emotions().isEmpty()
        ? before
        : sum(before, List.of(new Tally(zone, face.emotions().get(0).label(), 1)));
  }

  /** Of two windows together. */
  static List<Tally> sum(List<Tally> one, List<Tally> other) {
    List<Tally> all = new ArrayList<>(one);
    for (Tally more : other) {
      int at = 0;
      while (at < all.size() && !all.get(at).isAbout(more)) {
        at++;
      }
      if (at < all.size()) {
        all.set(at, all.get(at).with(more.faces()));
      } else {
        all.add(more);
      }
    }
    all.sort(ORDER);
    return List.copyOf(all);
  }

  /** Without some of them. */
  static List<Tally> without(List<Tally> all, List<Tally> some) {
    List<Tally> left = new ArrayList<>();
    for (Tally tally : all) {
      int less = some.stream().filter(tally::isAbout).mapToInt(Tally::faces).sum();
      if (tally.faces() > less) {
        left.add(tally.with(-less));
      }
    }
    return List.copyOf(left);
  }

  /**
   * Those of a zone.
   *
   * @param zone null for outside of all
   */
  static List<Tally> in(List<Tally> all, String zone) {
    return all.stream().filter(tally -> Objects.equals(tally.zone(), zone)).toList();
  }

  public static int faces(List<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::faces).sum();
  }

  /** Each emotion's share of the faces. */
  static List<LabelScore> shares(List<Tally> tallies) {
    long all = faces(tallies);
    Map<String, Integer> byEmotion = new TreeMap<>();
    tallies.forEach(tally -> byEmotion.merge(tally.emotion(), tally.faces(), Integer::sum));
    return byEmotion.entrySet().stream()
        .map(
            entry ->
                new LabelScore(
                    entry.getKey(),
                    (float) Math.round((double) entry.getValue() * SHARES / all) / SHARES))
        .toList();
  }
}
