package io.sightline.analytics.plates;

import io.sightline.analytics.plates.PlateVote.Vote;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.PlateShape;
import io.sightline.domain.plates.RegionPack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Votes place by place: each read says of each place which character stands there, as surely as it
 * was read. Reads of different lengths are apart. Sums are whole numbers, so that the order of the
 * reads does not matter.
 */
final class PlaceVotes {
  /** Kept of a place; whoever reads it in more ways has not read it. */
  static final int MOST_CHARACTERS = 24;

  /** Parts of a score: what a float holds is whole, sums of it are exact. */
  private static final double PARTS = 1L << 32;

  private static final Comparator<Vote> ORDER =
      Comparator.comparingInt(Vote::length)
          .thenComparingInt(Vote::place)
          .thenComparing(Vote::character);

  private static final Comparator<Vote> LEAST_FIRST =
      Comparator.comparingLong(Vote::weight)
          .thenComparing(Vote::character, Comparator.reverseOrder());

  /**
   * What the votes of one length come to.
   *
   * @param reads how many say so, at the place at which the fewest do
   * @param score mean of the places' mean scores, 0 to 1
   */
  record Result(String text, int reads, double score) {}

  /** What was said of one character of a place. */
  private record Said(int reads, long weight) {
    Said plus(Said other) {
      return new Said(reads + other.reads, weight + other.weight);
    }
  }

  /**
   * A character for a place.
   *
   * @param weight what speaks for it: reads of it, and a share of those of what is taken for it
   * @param own the weight of the reads of it
   * @param said all reads that mean it
   */
  private record Choice(int character, long weight, long own, Said said) {}

  private PlaceVotes() {}

  /** With one more read, of the characters that count in its region. */
  static List<Vote> add(List<Vote> before, PlateText read, RegionPack region) {
    int[] characters = region.cleaned(read.text()).codePoints().toArray();
    double[] scores = scores(read, characters.length, region);
    List<Vote> after = new ArrayList<>(before);
    for (int place = 0; place < characters.length; place++) {
      Vote vote =
          new Vote(
              characters.length,
              place,
              Character.toString(characters[place]),
              1,
              Math.round(PARTS * scores[place]));
      add(after, vote);
    }
    after.sort(ORDER);
    return List.copyOf(after);
  }

  private static void add(List<Vote> votes, Vote vote) {
    int same = 0;
    for (int i = 0; i < votes.size(); i++) {
      Vote known = votes.get(i);
      if (known.length() == vote.length() && known.place() == vote.place()) {
        if (known.character().equals(vote.character())) {
          votes.set(
              i,
              new Vote(
                  vote.length(),
                  vote.place(),
                  vote.character(),
                  known.reads() + 1,
                  known.weight() + vote.weight()));
          return;
        }
        same++;
      }
    }
    votes.add(vote);
    if (same >= MOST_CHARACTERS) {
      votes.stream()
          .filter(one -> one.length() == vote.length() && one.place() == vote.place())
          .min(LEAST_FIRST)
          .ifPresent(votes::remove);
    }
  }

  /** By character; the mean where the reader's characters are not ours. */
  private static double[] scores(PlateText read, int length, RegionPack region) {
    List<Double> scores = new ArrayList<>();
    int[] characters = read.text().codePoints().toArray();
    if (characters.length == read.characterScores().size()) {
      for (int i = 0; i < characters.length; i++) {
        String cleaned = region.cleaned(Character.toString(characters[i]));
        double score = bounded(read.characterScores().get(i));
        cleaned.codePoints().forEach(character -> scores.add(score));
      }
    }
    double[] all = new double[length];
    for (int place = 0; place < length; place++) {
      all[place] = scores.size() == length ? scores.get(place) : bounded(read.score());
    }
    return all;
  }

  private static double bounded(float score) {
    return score > 0 ? Math.min(1, score) : 0;
  }

  /** Empty where no read has been counted, or what the places say fits no region. */
  static Optional<Result> decide(List<Vote> votes, PlateFormats formats) {
    return length(votes).flatMap(length -> fitting(places(votes, length), formats));
  }

  /** The length that most of the reads have, by their scores. */
  private static Optional<Integer> length(List<Vote> votes) {
    SortedMap<Integer, Said> byLength = new TreeMap<>();
    for (Vote vote : votes) {
      byLength.merge(vote.length(), new Said(vote.reads(), vote.weight()), Said::plus);
    }
    return byLength.keySet().stream()
        .max(
            Comparator.<Integer>comparingLong(length -> byLength.get(length).weight() / length)
                .thenComparing(length -> byLength.get(length).reads() / length)
                .thenComparing(Comparator.naturalOrder()));
  }

  private static List<SortedMap<Integer, Said>> places(List<Vote> votes, int length) {
    List<SortedMap<Integer, Said>> places = new ArrayList<>();
    for (int place = 0; place < length; place++) {
      places.add(new TreeMap<>());
    }
    for (Vote vote : votes) {
      if (vote.length() == length) {
        places
            .get(vote.place())
            .put(vote.character().codePointAt(0), new Said(vote.reads(), vote.weight()));
      }
    }
    return places;
  }

  private static Optional<Result> fitting(
      List<SortedMap<Integer, Said>> places, PlateFormats formats) {
    for (RegionPack region : formats.regions()) {
      List<Choice> best = List.of();
      long most = -1;
      for (PlateShape shape : region.shapes(places.size())) {
        List<Choice> choices = choices(places, shape, region);
        long weight = choices.stream().mapToLong(Choice::weight).sum();
        if (choices.size() == places.size() && weight > most) {
          best = choices;
          most = weight;
        }
      }
      if (!best.isEmpty() && corrections(best, places) <= RegionPack.MOST_CORRECTIONS) {
        return Optional.of(result(best));
      }
    }
    return Optional.empty();
  }

  /** Up to the first place at which nothing fits. */
  private static List<Choice> choices(
      List<SortedMap<Integer, Said>> places, PlateShape shape, RegionPack region) {
    List<Choice> choices = new ArrayList<>();
    for (int place = 0; place < places.size(); place++) {
      Optional<Choice> best = best(places.get(place), place, shape, region);
      if (best.isEmpty()) {
        break;
      }
      choices.add(best.get());
    }
    return choices;
  }

  private static Optional<Choice> best(
      SortedMap<Integer, Said> said, int place, PlateShape shape, RegionPack region) {
    SortedMap<Integer, Choice> choices = new TreeMap<>();
    said.forEach(
        (character, reads) -> {
          if (shape.allows(place, character)) {
            long own = reads.weight();
            choices.merge(character, new Choice(character, own, own, reads), PlaceVotes::joined);
          }
          int[] others = region.takenFor(character);
          for (int rank = 0; rank < others.length; rank++) {
            if (shape.allows(place, others[rank])) {
              // Each less likely one counts half of the one before it.
              long share = reads.weight() >> Math.min(62, rank + 1);
              choices.merge(
                  others[rank], new Choice(others[rank], share, 0, reads), PlaceVotes::joined);
            }
          }
        });
    return choices.values().stream()
        .max(
            Comparator.comparingLong(Choice::weight)
                .thenComparingLong(Choice::own)
                .thenComparing(Choice::character, Comparator.reverseOrder()));
  }

  private static Choice joined(Choice one, Choice other) {
    return new Choice(
        one.character(),
        one.weight() + other.weight(),
        one.own() + other.own(),
        one.said().plus(other.said()));
  }

  /** Places at which another character was read more surely than the one that fits. */
  private static long corrections(List<Choice> choices, List<SortedMap<Integer, Said>> places) {
    long corrections = 0;
    for (int place = 0; place < places.size(); place++) {
      long own = choices.get(place).own();
      if (places.get(place).values().stream().anyMatch(said -> said.weight() > own)) {
        corrections++;
      }
    }
    return corrections;
  }

  private static Result result(List<Choice> choices) {
    StringBuilder text = new StringBuilder();
    int fewest = Integer.MAX_VALUE;
    double scores = 0;
    for (Choice choice : choices) {
      text.appendCodePoint(choice.character());
      fewest = Math.min(fewest, choice.said().reads());
      scores += choice.said().weight() / PARTS / choice.said().reads();
    }
    return new Result(text.toString(), fewest, scores / choices.size());
  }
}
