package io.sightline.domain.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of the words that there are somebody meant who wrote another one. */
public final class Nearest {
  /** Longer ones are no slips. */
  private static final int MOST_CHARACTERS = 64;

  private Nearest() {}

  /**
   * The known word that is the fewest slips away; of several, the first in their order.
   *
   * @return empty where none is near: within two slips, or a third of the word's letters
   */
  public static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    String written = plain(word);
    int most = Math.max(2, written.length() / 3);
    return known.stream()
        .filter(each -> slips(written, plain(each)) <= Math.min(most, each.length() - 1))
        .min(Comparator.comparingInt(each -> slips(written, plain(each))));
  }

  /** A sentence's end that names what was meant, or else all that there is. */
  public static String hint(String word, Collection<String> known) {
    return of(word, known)
        .map(near -> "did you mean `" + near + "`?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "there is none here."
                    : "known here: " + String.join(", ", List.copyOf(known)) + ".");
  }

  /** Spellings with other cases or joints are the same word. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[_\\-. ]", "");
  }

  /** Letters put in, left out, exchanged, or swapped with their neighbour. */
  private static int slips(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int exchanged = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        slips[i][j] = Math.min(exchanged, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[a.length()][b.length()];
  }
}
