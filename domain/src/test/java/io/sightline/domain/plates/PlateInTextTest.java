package io.sightline.domain.plates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlateInTextTest {
  @ParameterizedTest
  @CsvSource({
    "came behind AB1234 at noon, AB1234",
    "(ab-12 34), AB1234",
    "AB - 1234, AB1234",
    "patente:ABCD12, ABCD12",
    "came behind 京N12345, 京N12345",
    "车牌京N12345在这里, 京N12345",
    "차량 12가3456은 왔다, 12가3456",
    "ナンバーは品川300あ1234です, 品川300あ1234",
    "รถกข1234มา, กข1234",
    "seen: ｗ Ｗ ２２２２, WW2222",
    "der mit mü-ab 12, MÜAB12",
    "стоял а123вс77, А123ВС77",
  })
  void aPlateIsFoundHoweverItIsWritten(String text, String plate) {
    assertThat(PlateInText.names(text, List.of("ZZ9999", plate))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "came behind AB12345, AB1234",
    "XAB1234, AB1234",
    "AB … … 1234, AB1234",
    "20265, 2026",
    "3f1270ab-0000, 1270",
    "a, ''",
    "'', A1",
  })
  void aPartOfSomethingElseIsNotIt(String text, String plate) {
    assertThat(PlateInText.names(text, List.of(plate))).isFalse();
  }

  @Property
  void whatStandsBetweenOthersIsFound(
      @ForAll @AlphaChars @StringLength(max = 12) String before,
      @ForAll @AlphaChars @StringLength(min = 1, max = 8) String plate,
      @ForAll @AlphaChars @StringLength(max = 12) String after) {
    String normal = NormalPlate.of(plate);
    assertThat(PlateInText.names(before + ", " + plate + ". " + after, List.of(normal))).isTrue();
  }
}
