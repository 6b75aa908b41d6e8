package io.sightline.domain.watchlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.watchlist.WatchlistEntry.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns find the plates that they describe, each by itself and thousands at once. */
class WatchlistTest {
  private static final long NOON = 1_000;

  private static WatchedPlate watched(String entry, Match match, String pattern) {
    return new WatchedPlate(entry, WatchPattern.of(match, pattern), Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, ab-cd 12, ABCD12, true",
    "EXACT, ABCD12, AB·CD·12, true",
    "EXACT, ABCD12, ABCD1, false",
    "EXACT, ABCD12, ABCD123, false",
    "WILDCARD, AB?C12, ABXC12, true",
    "WILDCARD, AB?C12, ABC12, false",
    "WILDCARD, AB*, AB, true",
    "WILDCARD, *12, ABCD12, true",
    "WILDCARD, A*B**C?, AXBYBC1, true",
    "WILDCARD, A*B*C?, AXBYBC, false",
    "WILDCARD, ab cd 1?, AB CD 19, true",
    "SIMILAR, ABCD12, ABCD12, true",
    "SIMILAR, ABCD12, A8CD12, true",
    "SIMILAR, ABCD12, ABCD1, true",
    "SIMILAR, ABCD12, XABCD12, true",
    "SIMILAR, ABCD12, A8CD1Z, false",
    "REGEX, [A-C]{2}\\d+, ab 12, true",
    "REGEX, [A-C]{2}\\d+, XAB12, false",
    "REGEX, ^AB.*$, AB99, true",
  })
  void aPatternFindsThePlatesThatItDescribes(
      Match match, String pattern, String plate, boolean finds) {
    Watchlist list = new Watchlist(List.of(watched("one", match, pattern)));
    assertThat(list.entries(plate, NOON))
        .isEqualTo(finds ? new TreeSet<>(List.of("one")) : new TreeSet<>());
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, '- -'",
    "WILDCARD, '*'",
    "WILDCARD, '??'",
    "SIMILAR, ''",
    "REGEX, ''",
    "REGEX, '(AB'",
    "REGEX, '(?=A)B'",
    "REGEX, '((A{100}){100}){100}'",
    "REGEX, 'A{99999999999999999999}'",
  })
  void whatDescribesNoPlateIsRefused(Match match, String pattern) {
    assertThatThrownBy(() -> WatchPattern.of(match, pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVeryLongPatternIsRefused() {
    assertThatThrownBy(() -> WatchPattern.of(Match.EXACT, "A".repeat(101)))
        .hasMessageContaining("at most 100");
  }

  @Test
  void anEntryCountsFromItsTimeUntilItsTime() {
    Watchlist list =
        new Watchlist(
            List.of(new WatchedPlate("one", WatchPattern.of(Match.EXACT, "AB12"), 10, 20)));
    assertThat(list.entries("AB12", 9)).isEmpty();
    assertThat(list.entries("AB12", 10)).containsExactly("one");
    assertThat(list.entries("AB12", 19)).containsExactly("one");
    assertThat(list.entries("AB12", 20)).isEmpty();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("AB1?*").ofMinLength(1).ofMaxLength(6);
  }

  @Provide
  Arbitrary<String> plates() {
    return Arbitraries.strings().withChars("AB1").ofMinLength(1).ofMaxLength(7);
  }

  @Property
  void allAtOnceFindWhatEachFindsByItself(
      @ForAll("lists") List<String> patterns, @ForAll("plates") String plate) {
    List<WatchedPlate> all = new ArrayList<>();
    for (String pattern : patterns) {
      for (Match match : Match.values()) {
        String text = match == Match.REGEX ? pattern.replace("?", ".").replace("*", ".*") : pattern;
        try {
          all.add(watched(match + " " + pattern, match, text));
        } catch (IllegalArgumentException e) {
          // Wildcards alone describe no plate.
          continue;
        }
      }
    }
    TreeSet<String> expected = new TreeSet<>();
    all.stream()
        .filter(one -> one.pattern().matches(plate))
        .forEach(one -> expected.add(one.entry()));
    assertThat(new Watchlist(all).entries(plate, NOON)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return patterns().list().ofMaxSize(8);
  }

  @Property
  void wildcardsMeanWhatTheyMeanInRegularExpressions(
      @ForAll("patterns") String pattern, @ForAll("plates") String plate) {
    if (pattern.chars().allMatch(one -> one == '?' || one == '*')) {
      return;
    }
    String regex = pattern.replace("?", ".").replace("*", ".*");
    assertThat(WatchPattern.of(Match.WILDCARD, pattern).matches(plate))
        .isEqualTo(plate.matches(regex));
  }
}
