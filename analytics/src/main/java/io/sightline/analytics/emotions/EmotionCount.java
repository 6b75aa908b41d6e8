package io.sightline.analytics.emotions;

import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How many faces of a window showed which emotion, each counted by its strongest. */
public final class EmotionCount {
  private static final int SHARES = 10_000;

  private EmotionCount() {}

  /** Faces of one emotion. */
  public record Tally(String emotion, int faces) {}

  /** With some more faces; in the order of the emotions' names. */
  public static List<Tally> add(List<Tally> before, List<FaceSighting> faces) {
    List<Tally> after = new ArrayList<>(before);
    for (FaceSighting face : faces) {
      if (!face.emotions().isEmpty()) {
        count(after, face.emotions().get(0).label());
      }
    }
    after.sort(Comparator.comparing(Tally::emotion));
    return List.copyOf(after);
  }

  /** Of two windows together. */
  static List<Tally> sum(List<Tally> one, List<Tally> other) {
    Map<String, Integer> faces = new TreeMap<>();
    Stream.concat(one.stream(), other.stream())
        .forEach(tally -> faces.merge(tally.emotion(), tally.faces(), Integer::sum));
    return faces.entrySet().stream()
        .map(entry -> new Tally(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Without some of them. */
  static List<Tally> without(List<Tally> all, List<Tally> some) {
    List<Tally> left = new ArrayList<>();
    for (Tally tally : all) {
      int less =
          some.stream()
              .filter(one -> one.emotion().equals(tally.emotion()))
              .mapToInt(Tally::faces)
              .sum();
      if (tally.faces() > less) {
        left.add(new Tally(tally.emotion(), tally.faces() - less));
      }
    }
    return List.copyOf(left);
  }

  private static void count(List<Tally> tallies, String emotion) {
    for (int i = 0; i < tallies.size(); i++) {
      if (tallies.get(i).emotion().equals(emotion)) {
        tallies.set(i, new Tally(emotion, tallies.get(i).faces() + 1));
        return;
      }
    }
    tallies.add(new Tally(emotion, 1));
  }

  public static int faces(List<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::faces).sum();
  }

  /** Each emotion's share of the faces. */
  public static List<LabelScore> shares(List<Tally> tallies) {
    long all = faces(tallies);
    return tallies.stream()
        .map(
            tally ->
                new LabelScore(
                    tally.emotion(),
                    (float) Math.round((double) tally.faces() * SHARES / all) / SHARES))
        .toList();
  }
}
