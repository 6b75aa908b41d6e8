package io.sightline.models.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.manifest.OutputSpec.Activation;
import io.sightline.models.manifest.OutputSpec.Decoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoftmaxDecoderTest {
  private static final InputTransform WHOLE = new InputTransform(1, 1, 0, 0, 30, 20);

  private static List<Detection> decode(
      Activation activation, Map<Integer, String> keep, float... values) {
    OutputSpec spec =
        new OutputSpec(
            Decoder.SOFTMAX,
            null,
            activation,
            List.of("free", "occupied", "covered"),
            keep,
            List.of(),
            0,
            0.5f,
            0.5f);
    return new SoftmaxDecoder(spec, shapes(-1, 3))
        .decode(List.of(new Tensor("y", new long[] {values.length / 3, 3}, values)), 1, WHOLE);
  }

  @Test
  void eachClassIsOneDetectionOfTheWholePictureSurestFirst() {
    List<Detection> said = decode(Activation.NONE, Map.of(), 9, 9, 9, 0.2f, 0.7f, 0.1f);
    assertThat(said).extracting(Detection::label).containsExactly("occupied", "free", "covered");
    assertThat(said).extracting(Detection::score).containsExactly(0.7f, 0.2f, 0.1f);
    assertThat(said).extracting(Detection::box).containsOnly(new Box(0, 0, 30, 20));
  }

  @Test
  void logitsBecomeProbabilitiesHoweverLarge() {
    List<Detection> said = decode(Activation.SOFTMAX, Map.of(), 0, 0, 0, 1_000, 1_001, -1_000);
    assertThat(said.get(0).label()).isEqualTo("occupied");
    assertThat(said.get(0).score()).isCloseTo(0.7311f, within(1e-4f));
    assertThat(said.stream().mapToDouble(Detection::score).sum()).isCloseTo(1, within(1e-6));
    assertThat(decode(Activation.SIGMOID, Map.of(), 0, 0, 0, 0, 3, -3).get(1).score())
        .isEqualTo(0.5f);
  }

  @Test
  void onlyWhatIsKeptIsSaid() {
    assertThat(decode(Activation.NONE, Map.of(2, "taken"), 0, 0, 0, 0.2f, 0.7f, 0.1f))
        .extracting(Detection::label)
        .containsExactly("taken");
  }

  @Test
  void anotherNumberOfClassesDoesNotFit() {
    OutputSpec spec =
        new OutputSpec(
            Decoder.SOFTMAX,
            null,
            Activation.NONE,
            List.of("free", "occupied"),
            Map.of(),
            List.of(),
            0,
            0.5f,
            0.5f);
    assertThat(new SoftmaxDecoder(spec, shapes(-1, 2)).outputs()).containsExactly("y");
    assertThatThrownBy(() -> new SoftmaxDecoder(spec, shapes(-1, 7)))
        .isInstanceOf(Misfit.class)
        .hasMessageContaining("expected an output [batch, 2 labels] and found [-1, 7]");
  }

  private static OutputShapes shapes(long... shape) {
    return new OutputShapes(Map.of("y", shape));
  }
}
