package io.sightline.domain.plates;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a text that people wrote names a plate: however it is spelled, with marks or spaces
 * within it, and not as a part of a longer word or number, which is another one's.
 */
public final class PlateInText {
  /** Marks and spaces between two parts of a plate, such as {@code AB - 12}. */
  private static final int WIDEST_GAP = 3;

  /** Scripts whose words, or the particles after them, stand without spaces between them. */
  private static final Set<UnicodeScript> WITHOUT_SPACES =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HANGUL,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  /** Letters and digits of the text, normalised. */
  private final List<Integer> letters = new ArrayList<>();

  /** Of each, how many other characters stand before it. */
  private final List<Integer> gaps = new ArrayList<>();

  private PlateInText(String text) {
    int gap = 0;
    int[] all =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .codePoints()
            .toArray();
    for (int one : all) {
      if (Character.isLetterOrDigit(one)) {
        letters.add(one);
        gaps.add(gap);
        gap = 0;
      } else {
        gap++;
      }
    }
  }

  /**
   * @param plates in their {@link NormalPlate normal form}
   */
  public static boolean names(String text, Collection<String> plates) {
    PlateInText read = new PlateInText(text);
    return plates.stream().anyMatch(plate -> !plate.isEmpty() && read.names(plate));
  }

  private boolean names(String plate) {
    int[] wanted = plate.codePoints().toArray();
    for (int first = 0; first + wanted.length <= letters.size(); first++) {
      if (isAt(first, wanted) && isEdge(first) && isEdge(first + wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(int first, int[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      boolean apart = i > 0 && gaps.get(first + i) > WIDEST_GAP;
      if (apart || letters.get(first + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word may begin or end before a letter; scripts without spaces write on. */
  private boolean isEdge(int at) {
    return at == 0
        || at == letters.size()
        || gaps.get(at) > 0
        || isWrittenOn(letters.get(at - 1))
        || isWrittenOn(letters.get(at));
  }

  private static boolean isWrittenOn(int letter) {
    return WITHOUT_SPACES.contains(UnicodeScript.of(letter));
  }
}
