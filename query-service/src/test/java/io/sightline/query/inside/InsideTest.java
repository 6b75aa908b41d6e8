package io.sightline.query.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.query.UseCases;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsideTest {
  @TempDir static Path folder;
  private static UseCases useCases;

  @BeforeAll
  static void start() {
    useCases = UseCases.start(folder);
  }

  @AfterAll
  static void stop() {
    useCases.close();
  }

  @Test
  void whatIsSaidIsKept() {
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var said =
        useCases.get(Inside.class).say(useCases.editor(UseCases.CLERK), "garage", null, 7, at);
    assertThat(said.vehicles()).isEqualTo(7);
    assertThat(said.at()).isEqualTo(at);
    assertThat(useCases.audited()).anyMatch(line -> line.contains("say-inside garage/=7"));
  }

  @Test
  void whereNothingIsCountedThatIsSaid() {
    assertThatThrownBy(
            () ->
                useCases
                    .get(Inside.class)
                    .say(useCases.editor(UseCases.ADMIN), "harbour", null, 7, null))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "No camera of 'harbour' has a gate, so nobody counts from what is said; draw one first"
                + " (docs/stays.md).");
  }

  @Test
  void levelsAreTheSites() {
    assertThatThrownBy(
            () ->
                useCases
                    .get(Inside.class)
                    .say(useCases.editor(UseCases.CLERK), "garage", "L9", 7, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("there is no 'L9'");
  }
}
