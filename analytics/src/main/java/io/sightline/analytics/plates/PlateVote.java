package io.sightline.analytics.plates;

import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.RegionPack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the reads of one track's plate come to: at each place the character that the reads say most
 * surely, among those that the region's formats allow there. One read alone is believed only when
 * it is very sure. The order of the reads does not matter.
 */
public final class PlateVote {
  /** Texts whose pictures are remembered. */
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
   * How often a character was read at a place.
   *
   * @param length of the reads, characters
   * @param place from 0
   * @param weight sum of its scores, in parts of 2⁻³²
   */
  public record Vote(int length, int place, String character, int reads, long weight) {}

  /**
   * What is remembered of a track.
   *
   * @param votes of the places, in their order; null where an older build remembered none
   * @param firstMillis capture time of the first read
   * @param lastMillis capture time of the last read
   */
  public record State(List<Tally> tallies, long firstMillis, long lastMillis, List<Vote> votes) {}

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
   * @param region of whose plates it is one
   */
  public static Step add(State before, long millis, PlateSighting plate, RegionPack region) {
    String text = region.spell(plate.text().text()).orElseThrow();
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
        new State(
            List.copyOf(tallies),
            before == null ? millis : before.firstMillis(),
            millis,
            PlaceVotes.add(votes(before), plate.text(), region)),
        superseded);
  }

  private static List<Vote> votes(State state) {
    return state == null || state.votes() == null ? List.of() : state.votes();
  }

  /**
   * The text that is believed, with the best view of it; empty while none is, and where what the
   * places say is no plate: the texts that were read whole are then contradicted at its places.
   *
   * @param formats of the plates that are expected
   */
  public static Optional<Tally> winner(State state, PlateFormats formats) {
    Optional<Tally> read =
        votes(state).isEmpty()
            ? state.tallies().stream().max(BEST_LAST)
            : PlaceVotes.decide(votes(state), formats).map(result -> seen(state, result));
    return read.filter(best -> best.reads() >= LEAST_READS || best.scores() >= VERY_SURE);
  }

  private static Tally seen(State state, PlaceVotes.Result result) {
    Optional<Tally> view =
        state.tallies().stream()
            .filter(tally -> tally.crop() != null)
            .min(
                Comparator.<Tally>comparingInt(tally -> differences(tally.text(), result.text()))
                    .thenComparing(Tally::cropScore, Comparator.reverseOrder())
                    .thenComparing(Tally::text));
    return new Tally(
        result.text(),
        result.reads(),
        result.reads() * result.score(),
        view.map(Tally::crop).orElse(null),
        view.map(Tally::cropScore).orElse(0f));
  }

  private static int differences(String one, String other) {
    if (one.length() != other.length()) {
      return Integer.MAX_VALUE;
    }
    int differences = 0;
    for (int i = 0; i < one.length(); i++) {
      differences += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    return differences;
  }

  /**
   * The pictures of all texts but one.
   *
   * @param kept null for none
   */
  public static List<String> crops(State state, Tally kept) {
    List<String> crops = new ArrayList<>();
    state.tallies().forEach(one -> addCrop(one, crops));
    if (kept != null) {
      crops.remove(kept.crop());
    }
    return crops;
  }

  private static void addCrop(Tally tally, List<String> crops) {
    if (tally.crop() != null) {
      crops.add(tally.crop());
    }
  }
}
