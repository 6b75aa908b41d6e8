package io.sightline.domain.plates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RegionPackTest {
  @SuppressWarnings("unused") // Named by the tests below.
  private static final List<String> REGIONS = RegionPack.IDS;

  @ParameterizedTest
  @FieldSource("REGIONS")
  void eachFormatsExampleIsAPlateAsItStands(String id) {
    RegionPack region = RegionPack.of(id);
    assertThat(region.region().name()).isNotBlank();
    assertThat(region.region().formats())
        .isNotEmpty()
        .allSatisfy(
            format -> assertThat(region.spell(format.example())).contains(format.example()));
  }

  @ParameterizedTest
  @CsvSource({
    "CL, ab·cd 12, ABCD12",
    "CL, AB-1234, AB1234",
    "CL, ABCDI2, ABCD12",
    "CL, A8CDI2, ABCD12",
    "CL, ＡＢＣＤ１２, ABCD12",
    "ES, I234 BCD, 1234BCD",
    "ES, 1234 8CD, 1234BCD",
    "BR, ABC1023, ABC1023",
    "EU, 浙A8254S, A8254S",
    "any, 浙A·8254S, 浙A8254S",
  })
  void aReadingIsSpeltAsTheRegionSpells(String region, String read, String spelt) {
    assertThat(RegionPack.of(region).spell(read)).contains(spelt);
  }

  @ParameterizedTest
  @CsvSource({
    "CL, ABC12",
    "CL, A8CDIZ",
    "CL, 1111AA",
    "CL, ABCDEF",
    "ES, ABCD12",
    "any, .",
    "any, K2",
    "any, 44",
    "any, LF7",
    "US, ABCDEFGHIJKL"
  })
  void whatIsNoPlateOfTheRegionIsRefused(String region, String read) {
    assertThat(RegionPack.of(region).spell(read)).isEmpty();
  }

  @Test
  void theRegionNamedFirstHasTheFirstWord() {
    assertThat(PlateFormats.of(List.of("CL", "EU")).spell("ABCDI2")).contains("ABCD12");
    assertThat(PlateFormats.of(List.of("EU", "CL")).spell("ABCDI2")).contains("ABCDI2");
    assertThat(PlateFormats.of(List.of()).spell("浙A8254S")).contains("浙A8254S");
  }

  @Test
  void anUnknownRegionIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> PlateFormats.of(List.of("XX")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no region 'XX' of plates; known are any, BR, CL");
  }

  /** With the patterns as regular expressions, and every exchange of characters tried. */
  @Property
  void aReadingIsSpeltByTheFewestExchangesThatMakeItAPlate(
      @ForAll @StringLength(min = 6, max = 7) @Chars({'0', 'O', '1', 'I', 'B', '8', 'A', 'Z', '2'})
          String read) {
    for (String id : List.of("BR", "CL", "ES")) {
      Optional<String> spelt = RegionPack.of(id).spell(read);
      int fewest = fewest(RegionPack.of(id).region(), read);
      assertThat(spelt.isPresent()).isEqualTo(fewest <= RegionPack.MOST_CORRECTIONS);
      spelt.ifPresent(text -> assertThat(exchanged(read, text)).isEqualTo(fewest));
    }
  }

  private static int fewest(PlateRegion region, String read) {
    List<String> texts = List.of("");
    for (int i = 0; i < read.length(); i++) {
      List<String> longer = new ArrayList<>();
      String character = read.substring(i, i + 1);
      String all = character + region.confusions().getOrDefault(character, "");
      texts.forEach(text -> all.chars().forEach(one -> longer.add(text + (char) one)));
      texts = longer;
    }
    return texts.stream()
        .filter(text -> region.formats().stream().anyMatch(one -> text.matches(one.pattern())))
        .mapToInt(text -> exchanged(read, text))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  private static int exchanged(String read, String text) {
    int exchanged = 0;
    for (int i = 0; i < read.length(); i++) {
      exchanged += read.charAt(i) == text.charAt(i) ? 0 : 1;
    }
    return exchanged;
  }

  @Property
  void whatIsSpeltIsSpeltTheSameAgain(@ForAll String read) {
    for (String id : RegionPack.IDS) {
      RegionPack region = RegionPack.of(id);
      region.spell(read).ifPresent(spelt -> assertThat(region.spell(spelt)).contains(spelt));
    }
  }
}
