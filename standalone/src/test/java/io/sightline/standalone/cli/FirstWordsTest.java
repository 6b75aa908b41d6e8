package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody who does not know the commands, or mistypes one, hears what there is. */
class FirstWordsTest {
  @Test
  void aVariableThatNobodyReadsIsNamed() {
    assertThat(
            FirstWords.unknownVariables(
                Set.of("SIGHTLINE_LIMIT_REQUESTS", "SIGHTLINE_WEATHER", "SIGHTLINE_HEAP", "HOME")))
        .containsExactly(
            "Nothing reads the environment variable SIGHTLINE_LIMIT_REQUESTS; did you mean"
                + " SIGHTLINE_LIMITS_REQUESTS? docs/configuration.md lists all.",
            "Nothing reads the environment variable SIGHTLINE_WEATHER. docs/configuration.md lists"
                + " all.");
    assertThat(
            FirstWords.unknownVariables(
                Set.of(
                    "SIGHTLINE_PORT",
                    "SIGHTLINE_PORT_8000_TCP_ADDR",
                    "SIGHTLINE_SERVICE_HOST",
                    "SIGHTLINE_API_SERVICE_PORT_HTTP",
                    "SIGHTLINE_DATABASE_URL")))
        .isEmpty();
  }

  @Test
  void aloneItSaysWhatOneCanDo() {
    Outcome outcome = Outcome.of();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("./sightline demo", "./sightline serve", "./sightline detect PICTURE")
        .contains("\n  replay ", "\n  evaluate ", "\n  models ", "\n  help ");
    assertThat(outcome.out().lines()).as("one line each").allMatch(line -> line.length() < 120);
  }

  @Test
  void helpAndVersionAreThere() {
    assertThat(Outcome.of("help", "replay").out()).contains("--site=FILE");
    assertThat(Outcome.of("--version").out()).startsWith("Sightline ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replai --site x | There is no command 'replai'; did you mean replay?",
        "modles | did you mean models?",
        "fly | There is no command 'fly'. ./sightline lists all commands.",
        "replay --sites x | has no option --sites; did you mean --site?",
        "replay --site x --rum=y | has no option --rum; did you mean --run?",
        "models --jsn | did you mean --json?",
        "models --zzzzzz | sightline models has no option --zzzzzz. See",
        "--site x replay | --site comes after a command, as in ./sightline",
      })
  void whatIsMistypedIsNamedWithWhatWasMeant(String line, String said) {
    Outcome outcome = Outcome.of(line.split(" "));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(said);
    assertThat(outcome.err().strip().lines()).hasSize(1);
  }
}
