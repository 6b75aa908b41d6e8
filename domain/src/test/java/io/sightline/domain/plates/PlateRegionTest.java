package io.sightline.domain.plates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlateRegionTest {
  private static final String COLOMBIA =
      """
      region: CO
      name: Colombia
      formats:
        - {pattern: "[A-Z]{3}[0-9]{3}", example: ABC123}
        - {pattern: "[A-Z]{3}[0-9]{2}[A-Z]", lines: 2, example: ABC12D}
      confusions: {"0": OQ, O: "0"}
      """;

  private static RegionPack pack(String text) {
    return new RegionPack(PlateRegion.of(YamlDocument.parse("co.yaml", text)));
  }

  private static RegionPack of(String pattern, String example) {
    return pack(
        "{region: XX, formats: [{pattern: '%s', example: %s}]}".formatted(pattern, example));
  }

  @Test
  void aRegionOfOnesOwnSpellsAsTheBundledOnesDo() {
    RegionPack region = pack(COLOMBIA);
    assertThat(region.spell("abc-1o2")).contains("ABC102");
    assertThat(region.spell("ABC12D")).contains("ABC12D");
    assertThat(region.spell("AB123")).isEmpty();
    assertThat(region.region().formats())
        .extracting(PlateRegion.Format::lines)
        .containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "'[A-Z]{1,3}[0-9]{1,4}', B7, ABC1234, ABCD1",
    "'[A-HJ-NP]{2}7?', JP, JP7, IP",
    "'[ÄÖÜA-Z]{4}', ÄBCD, ÖÜÄÖ, ß123",
    "'\\p{L}[A-Z][A-Z0-9]{5}', 京PL3N67, 浙A8254S, 1A8254S",
  })
  void patternsSayWhatMayStandWhere(String pattern, String one, String other, String none) {
    RegionPack region =
        pack(
            "{region: XX, keep: '[\\p{L}\\p{N}]', formats: [{pattern: '%s', example: %s}]}"
                .formatted(pattern, one));
    assertThat(region.spell(other)).contains(other);
    assertThat(region.spell(none)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A*",
        "A+",
        "(A)",
        "A|B",
        ".",
        "[^A]",
        "[A-",
        "[Z-A]",
        "A{3",
        "A{0}",
        "A{3,1}",
        "A{17}",
        "A{9}B{9}",
        "[A]{1,99}",
        "\\d",
        "^A",
        "A?",
        "[]A]",
        "A?B?C?D?E?F?G?H?I?J"
      })
  void whatCouldBeSearchedForInTooManyWaysIsNoPattern(String pattern) {
    assertThatThrownBy(() -> of(pattern, "A"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("co.yaml, line 1, formats[0].pattern: '" + pattern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{formats: [{pattern: A, example: A}]} | has no 'region'",
        "{region: a b, formats: [{pattern: A, example: A}]} | region: 'a b' is no id",
        "{region: XX, formats: []} | formats: a region has from 1 to 32 formats",
        "{region: XX, formats: [{pattern: A, example: B}]} | 'B' is no plate of the pattern 'A'",
        "{region: XX, formats: [{pattern: A, lines: 3, example: A}]} | formats[0].lines",
        "{region: XX, keep: '[a', formats: [{pattern: A, example: A}]} | keep: '[a' ends too early",
        "{region: XX, formats: [{pattern: A, example: A}], confusions: {AB: C}} | confusions.AB",
        "{region: XX, formats: [{pattern: A, example: A}], country: X} | country: unknown key",
      })
  void whatIsWrongIsNamedByFileLineAndKey(String text, String problem) {
    assertThatThrownBy(() -> pack(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("co.yaml, line 1")
        .hasMessageContaining(problem);
  }

  @Test
  void noTextTakesLongToBeSpelt() {
    RegionPack open = of("[A-Z]{1,3}[A-Z]{1,3}[A-Z]{1,3}[A-Z]{1,3}", "ABCD");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            open.spell("AAAAAAAAAAA1");
          }
        });
  }
}
