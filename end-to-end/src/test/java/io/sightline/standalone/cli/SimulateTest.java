package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.renderer.carpark.SimulatedSite;
import io.sightline.store.runs.RunSummary;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {
  @TempDir static Path data;

  @BeforeAll
  static void home() {
    System.setProperty("sightline.home", System.getProperty("sightline.root"));
  }

  @AfterAll
  static void noHome() {
    System.clearProperty("sightline.home");
  }

  private static Outcome simulate(String run, String seed) {
    Outcome outcome =
        Outcome.of(
            "simulate",
            "--cameras",
            "2",
            "--days",
            "1",
            "--seed",
            seed,
            "--run",
            run,
            "--json",
            "--data",
            data.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  @Test
  void aSimulatedDayIsFoundAsItWasMadeUpAndTheSameSeedMakesTheSameLedger() {
    RunSummary summary = Json.read(simulate("a", "3").out(), RunSummary.class);
    int visits = new SimulatedSite(3, 2, LocalDate.of(2026, 1, 5), 1).visits(0, 0).size();
    assertThat(summary.frames()).isEqualTo(2 * 86_400);
    assertThat(visits).isGreaterThan(30);
    // Detections are missed now and then, as by a real detector, and with them a passage.
    assertThat(summary.passages()).isBetween(Math.round(1.9 * visits), 2L * visits);
    assertThat(summary.spotsOccupied()).hasSizeGreaterThan(6);
    assertThat(summary.poison()).isZero();

    assertThat(simulate("a", "3").out()).as("a finished run says what it said").contains("\"a\"");
    Outcome other =
        Outcome.of(
            "simulate",
            "--cameras",
            "2",
            "--days",
            "1",
            "--seed",
            "4",
            "--run",
            "a",
            "--data",
            data.toString());
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("--fresh");

    simulate("b", "3");
    Outcome diff = Outcome.of("diff", "a", "b", "--json", "--data", data.toString());
    assertThat(diff.code()).as(diff.out()).isZero();
  }
}
