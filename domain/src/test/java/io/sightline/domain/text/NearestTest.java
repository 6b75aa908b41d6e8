package io.sightline.domain.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("plate", "camera", "from", "to", "from_run");

  @Test
  void aSlipIsKnownForWhatWasMeant() {
    assertThat(Nearest.of("plat", KNOWN)).contains("plate");
    assertThat(Nearest.of("cmaera", KNOWN)).contains("camera");
    assertThat(Nearest.of("fromRun", KNOWN)).contains("from_run");
    assertThat(Nearest.of("FROM", KNOWN)).contains("from");
    assertThat(Nearest.of("form", KNOWN)).contains("from");
    assertThat(Nearest.of("ot", KNOWN)).as("one slip, where two would be all of it").contains("to");
  }

  @Test
  void anotherWordIsNone() {
    assertThat(Nearest.of("tenant", KNOWN)).isEmpty();
    assertThat(Nearest.of("x", KNOWN)).isEmpty();
    assertThat(Nearest.of("", KNOWN)).isEmpty();
    assertThat(Nearest.of("p".repeat(10_000), KNOWN)).isEmpty();
    assertThat(Nearest.of("plate", List.of())).isEmpty();
  }

  @Test
  void aHintEndsASentence() {
    assertThat(Nearest.hint("plat", KNOWN)).isEqualTo("did you mean `plate`?");
    assertThat(Nearest.hint("tenant", KNOWN))
        .isEqualTo("known here: plate, camera, from, to, from_run.");
    assertThat(Nearest.hint("tenant", List.of())).isEqualTo("there is none here.");
  }
}
