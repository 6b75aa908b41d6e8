package io.sightline.domain.watchlist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.OneSlip;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A pattern of plates. It is held against {@link NormalPlate normal plates}, so that cases,
 * separators and the spellings of regions make no difference.
 */
public final class WatchPattern {
  /** Longer ones describe no plate. */
  public static final int MOST_CHARACTERS = 100;

  /** Plates are short; what repeats a part more often takes memory and finds nothing more. */
  private static final int MOST_REPEATS = 32;

  private static final int FIRST_UNKNOWN = 0x1c80;
  private static final Pattern HEX = Pattern.compile("\\\\x\\{([0-9A-Fa-f]+)\\}");

  private static final Pattern REPEATS = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

  private static final Pattern REGEX_SIGNS = Pattern.compile("[\\[\\](){}|\\\\^$+%]|\\.[*?]");

  private final Match match;
  private final String text;
  private final Pattern regex;

  private WatchPattern(Match match, String text, Pattern regex) {
    this.match = match;
    this.text = text;
    this.regex = regex;
  }

  /**
   * @param match how it is meant: {@code WILDCARD} knows {@code ?} for one character and {@code *}
   *     for any number, {@code REGEX} is the whole plate in RE2's syntax
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static WatchPattern of(Match match, String pattern) {
    if (pattern.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "a pattern has at most " + MOST_CHARACTERS + " characters, not " + pattern.length());
    }
    if (match == Match.REGEX) {
      return new WatchPattern(match, pattern, regex(pattern));
    }
    String text = match == Match.WILDCARD ? wildcard(pattern) : NormalPlate.of(pattern);
    if (text.chars().noneMatch(Character::isLetterOrDigit)) {
      throw new IllegalArgumentException(
          "'" + pattern + "' has no letter or digit that a plate could have");
    }
    return new WatchPattern(match, text, null);
  }

  /** Whether it is written as a regular expression is, and as no plate and no wildcard is. */
  public static boolean looksLikeRegex(String pattern) {
    return REGEX_SIGNS.matcher(pattern).find();
  }

  /** A regular expression that finds the same anywhere in a plate. */
  public static String anywhere(String regex) {
    return ".*(?:" + regex + ").*";
  }

  private static String wildcard(String pattern) {
    if (looksLikeRegex(pattern)) {
      throw new IllegalArgumentException(
          "'"
              + pattern
              + "' looks like a regular expression; say so (match: regex), or write ? for one"
              + " character and * for any number");
    }
    StringBuilder text = new StringBuilder();
    Normalizer.normalize(pattern, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(one -> Character.isLetterOrDigit(one) || one == '?' || one == '*')
        // Any number and any number more is any number.
        .filter(one -> one != '*' || text.isEmpty() || text.charAt(text.length() - 1) != '*')
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static Pattern regex(String pattern) {
    if (pattern.isBlank()) {
      throw new IllegalArgumentException("a pattern cannot be empty");
    }
    long repeats = 1;
    for (Matcher counts = REPEATS.matcher(pattern); counts.find(); ) {
      String most =
          counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
      repeats *= Math.max(1, most.length() > 4 ? MOST_REPEATS + 1 : Long.parseLong(most));
      if (repeats > MOST_REPEATS) {
        throw new IllegalArgumentException(
            "'" + pattern + "' repeats its parts more than " + MOST_REPEATS + " times");
      }
    }
    requireKnownCharacters(pattern);
    try {
      return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + pattern + "' is no regular expression in RE2's syntax: " + e.getDescription(), e);
    }
  }

  /** RE2/J never ends when it folds the cases of ranges that reach beyond these. */
  private static void requireKnownCharacters(String pattern) {
    boolean isWithin = pattern.codePoints().allMatch(one -> one < FIRST_UNKNOWN);
    for (Matcher hex = HEX.matcher(pattern); isWithin && hex.find(); ) {
      String digits = hex.group(1);
      isWithin = digits.length() <= 6 && Integer.parseInt(digits, 16) < FIRST_UNKNOWN;
    }
    if (!isWithin) {
      throw new IllegalArgumentException(
          "'" + pattern + "' names characters beyond U+1C7F, which plates are found without");
    }
  }

  public Match match() {
    return match;
  }

  /** In normal form; of a regular expression as it was written. */
  public String text() {
    return text;
  }

  /**
   * @param plate in normal form
   */
  public boolean matches(String plate) {
    return switch (match) {
      case EXACT -> plate.equals(text);
      case SIMILAR -> OneSlip.isBetween(plate, text);
      case REGEX -> regex.matches(plate);
      case WILDCARD -> isLike(plate);
    };
  }

  /** Goes back to the last {@code *} only, since what was found before it stays found. */
  private boolean isLike(String plate) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resumed = 0;
    while (at < plate.length()) {
      if (in < text.length() && text.charAt(in) == '*') {
        star = in++;
        resumed = at;
      } else if (in < text.length()
          && (text.charAt(in) == '?' || text.charAt(in) == plate.charAt(at))) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++resumed;
      } else {
        return false;
      }
    }
    while (in < text.length() && text.charAt(in) == '*') {
      in++;
    }
    return in == text.length();
  }
}
