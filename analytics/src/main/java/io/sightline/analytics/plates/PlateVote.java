package io.sightline.analytics.plates;

import io.sightline.domain.observations.PlateSighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the reads of one track's plate come to: the text that most of them say. One read alone is
 * believed only when it is very sure.
 */
public final class PlateVote {
  /** Texts remembered; a plate that is read in more ways is hardly read at all. */
  public static final int MOST_TEXTS = 16;

  private static final int LEAST_READS = 2;
  private static final double VERY_SURE = 0.95;

  private static final Comparator<Tally> BEST_LAST =
      Comparator.comparingInt(Tally::reads)
          .thenComparingDouble(Tally::scores)
          .thenComparing(Tally::text, Comparator.reverseOrder());

  private PlateVote() {}

  /**
   * How often a text was read.
   *
   * @param scores sum of the reads' scores
   * @param crop name of the best view's picture; null when none is kept
   * @param cropScore score of that view's read
   */
  public record Tally(String text, int reads, double scores, String crop, float cropScore) {}

  /**
   * What is remembered of a track.
   *
   * @param firstMillis capture time of the first read
   * @param lastMillis capture time of the last read
   */
  public record State(List<Tally> tallies, long firstMillis, long lastMillis) {}

  /**
   * What one read leads to.
   *
   * @param superseded pictures that no tally needs any more
   */
  public record Step(State state, List<String> superseded) {}

  /**
   * Counts a read.
   *
   * @param before null before the first
   * @param text the plate in its region's spelling
   */
  public static Step add(State before, long millis, String text, PlateSighting plate) {
    List<String> superseded = new ArrayList<>();
    List<Tally> tallies = new ArrayList<>(before == null ? List.of() : before.tallies());
    float score = plate.text().score();
    Tally known =
        tallies.stream().filter(tally -> tally.text().equals(text)).findFirst().orElse(null);
    if (known == null) {
      tallies.add(new Tally(text, 1, score, plate.crop(), score));
    } else {
      boolean better = plate.crop() != null && (known.crop() == null || score > known.cropScore());
      String left = better ? known.crop() : plate.crop();
      if (left != null) {
        superseded.add(left);
      }
      tallies.set(
          tallies.indexOf(known),
          new Tally(
              text,
              known.reads() + 1,
              known.scores() + score,
              better ? plate.crop() : known.crop(),
              better ? score : known.cropScore()));
    }
    if (tallies.size() > MOST_TEXTS) {
      Tally worst = tallies.stream().min(BEST_LAST).orElseThrow();
      tallies.remove(worst);
      addCrop(worst, superseded);
    }
    return new Step(
        new State(List.copyOf(tallies), before == null ? millis : before.firstMillis(), millis),
        superseded);
  }

  /** The text that is believed; empty while none is. */
  public static Optional<Tally> winner(State state) {
    return state.tallies().stream()
        .max(BEST_LAST)
        .filter(best -> best.reads() >= LEAST_READS || best.scores() >= VERY_SURE);
  }

  /**
   * The pictures of all texts but one.
   *
   * @param kept null for none
   */
  public static List<String> crops(State state, Tally kept) {
    List<String> crops = new ArrayList<>();
    state.tallies().stream().filter(tally -> tally != kept).forEach(one -> addCrop(one, crops));
    return crops;
  }

  private static void addCrop(Tally tally, List<String> crops) {
    if (tally.crop() != null) {
      crops.add(tally.crop());
    }
  }
}
