package io.sightline.domain.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlateKeysTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final PlateKeys KEYS = new PlateKeys(KEY, KEY);

  @ParameterizedTest
  @ValueSource(strings = {"ab-12 34", "AB·1234", "ＡＢ１２３４", " ab1234"})
  void spellingsOfOnePlateAreOnePlate(String spelling) {
    assertThat(NormalPlate.of(spelling)).isEqualTo("AB1234");
    assertThat(KEYS.mark("garage", spelling)).isEqualTo(KEYS.mark("garage", "AB1234"));
    assertThat(KEYS.pseudonym(spelling)).isEqualTo(KEYS.pseudonym("AB1234"));
  }

  @Test
  void aMarkIsOfItsSiteAndItsKey() {
    PlateKeys others = new PlateKeys(KEY + "x", KEY + "x");
    assertThat(KEYS.mark("garage", "AB1234"))
        .isNotEqualTo(KEYS.mark("harbour", "AB1234"))
        .isNotEqualTo(KEYS.mark("garage", "AB1235"))
        .isNotEqualTo(others.mark("garage", "AB1234"));
    assertThat(KEYS.pseudonym("AB1234")).isNotEqualTo(others.pseudonym("AB1234"));
    assertThat(KEYS.fingerprint()).isNotEqualTo(others.fingerprint());
  }

  /** Facts that were written by an earlier build are found by the same pseudonym. */
  @Test
  void aPseudonymIsTheSameForEver() {
    assertThat(KEYS.pseudonym("AB1234"))
        .isEqualTo("p_d25m4ynnuhsf7xw7u6kd")
        .matches(PlateKeys::isPseudonym);
    assertThat("AB1234").matches(text -> !PlateKeys.isPseudonym(text));
  }

  @Test
  void keysAreNotPrinted() {
    assertThat(KEYS.toString()).doesNotContain(KEY);
  }

  @Test
  void aSiteThatWantsPseudonymsWithoutAKeyIsRefused() {
    Site site =
        SiteFile.parse(
                "site.yaml",
                Path.of("/"),
                "{site: garage, cameras: [{id: a, uri: a.mp4}], privacy: {plates: pseudonym}}")
            .site();
    KEYS.require(site);
    assertThatThrownBy(() -> PlateKeys.NONE.require(site))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("privacy.pseudonym-key");
  }
}
