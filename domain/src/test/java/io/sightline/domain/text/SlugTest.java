package io.sightline.domain.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugTest {
  @ParameterizedTest
  @CsvSource({
    "'Avenida Ñuñoa / Norte', 50, avenida-nunoa-norte",
    "'  -- A --  ', 50, a",
    "'Gate 7', 5, gate",
    "'東京', 50, ''",
    "'', 50, ''",
  })
  void namesBecomePartsOfIds(String name, int longest, String slug) {
    assertThat(Slug.of(name, longest)).isEqualTo(slug);
  }
}
