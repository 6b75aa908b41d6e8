package io.sightline.domain.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.site.ModelRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmotionUseTest {
  @Test
  void nothingIsJudgedUntilSomebodySaysWhatForAndWhere() {
    assertThat(EmotionUse.NONE.refused())
        .containsExactlyInAnyOrder(ModelRole.FACES, ModelRole.EMOTIONS);
    assertThat(new EmotionUse("how people like a film", null).refusal()).isPresent();
    assertThat(new EmotionUse(null, "a cinema").refusal()).isPresent();
    assertThat(new EmotionUse("how people like a film", "a cinema").refused()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "how customers feel, our office, false",
    "mood of employees, a hall, false",
    "how people learn, a school, false",
    "estudio de trabajadores, planta, false",
    "safety of drivers, a workplace, true",
    "medical research, a university, true",
    "network of shops, a mall, true",
  })
  void atWorkAndInEducationIsForbiddenButForMedicalReasonsAndSafety(
      String purpose, String place, boolean permitted) {
    assertThat(new EmotionUse(purpose, place).refusal().isEmpty()).isEqualTo(permitted);
  }
}
