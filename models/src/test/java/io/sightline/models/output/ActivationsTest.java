package io.sightline.models.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.models.manifest.OutputSpec.Activation;
import org.junit.jupiter.api.Test;

class ActivationsTest {
  @Test
  void whatIsNoShareIsNoScore() {
    for (float score : new float[] {3, 128, -0.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Activations.score(Activation.NONE, score))
          .as("%s", score)
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () -> Activations.probabilities(Activation.NONE, new float[] {0.2f, score}, 0, 1, 2))
          .as("%s", score)
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> Activations.score(Activation.NONE, 3))
        .hasMessageContaining("a score of 3.0")
        .hasMessageContaining("say activation: sigmoid or softmax");
  }

  @Test
  void whatAnActivationMakesOfItIs() {
    assertThat(Activations.score(Activation.SIGMOID, 3)).isBetween(0.95f, 0.96f);
    assertThat(Activations.probabilities(Activation.SOFTMAX, new float[] {3, 3}, 0, 1, 2))
        .containsExactly(0.5, 0.5);
    assertThat(Activations.score(Activation.NONE, 1.004f)).as("rounding").isEqualTo(1.004f);
  }
}
