package io.sightline.query.vehicles;

import static io.sightline.query.TestFacts.dwelled;
import static io.sightline.query.TestFacts.gap;
import static io.sightline.query.TestFacts.passage;
import static io.sightline.query.TestFacts.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.query.UseCases;
import io.sightline.query.cameras.Gaps;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.vehicles.Vehicles.DwellQuestion;
import io.sightline.query.vehicles.Vehicles.Dwellers;
import io.sightline.query.vehicles.Vehicles.PassageQuestion;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VehiclesTest {
  private static final ListQuestion ALL = new ListQuestion("evening", null, null, null, null, null);

  @TempDir static Path folder;
  private static UseCases service;
  private static Vehicles vehicles;

  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    vehicles = service.get(Vehicles.class);
    service.store(
        FactKinds.PASSAGES,
        "evening",
        passage("garage", "gate", 1, Direction.ENTRY, "ABCD12"),
        passage("garage", "gate", 2, Direction.EXIT, null),
        passage("garage", "deck", 3, Direction.ENTRY, "XYZW34"),
        passage("harbour", "quay", 4, Direction.ENTRY, "ABCD12"));
    service.store(
        FactKinds.VEHICLE_TRACKS,
        "evening",
        track("garage", "gate", 1),
        track("garage", "deck", 2),
        track("harbour", "quay", 3));
    service.store(
        FactKinds.CAMERA_GAPS,
        "evening",
        gap("garage", "gate", 1),
        gap("garage", "deck", 2),
        gap("harbour", "quay", 3));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static List<String> passages(
      String username, String camera, String gate, String direction, String plate) {
    return vehicles
        .passages(
            service.reader(username), new PassageQuestion(ALL, camera, gate, direction, plate))
        .rows()
        .stream()
        .map(row -> row.fact().camera() + " " + row.fact().plate())
        .toList();
  }

  @Test
  void howLongVehiclesWereInAZoneIsCountedByTheLength() {
    long[] lengths = {20_000, 59_999, 60_000, 61_000, 70_000_000};
    for (int n = 0; n < lengths.length; n++) {
      service.store(FactKinds.DWELL_TIMES, "evening", dwelled("garage", n, "ramp", lengths[n]));
    }
    service.store(FactKinds.DWELL_TIMES, "evening", dwelled("garage", 9, "yard", 1));
    assertThat(
            vehicles.dwell(
                service.reader(UseCases.VIEWER), new DwellQuestion(ALL, null, "ramp", "1m")))
        .containsExactly(
            new Dwellers(0, 60_000L, 2),
            new Dwellers(60_000, 120_000L, 2),
            new Dwellers(59_940_000, null, 1));
    assertThatThrownBy(
            () ->
                vehicles.dwell(
                    service.reader(UseCases.VIEWER), new DwellQuestion(ALL, null, "ramp", "7m")))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(
            () ->
                vehicles.dwell(
                    service.reader(UseCases.OTHER), new DwellQuestion(ALL, null, "ramp", "1m")))
        .as("another site's")
        .isInstanceOf(NotFound.class);
  }

  @Test
  void everybodyIsListedThePassagesAtTheirSites() {
    assertThat(passages(UseCases.ADMIN, null, null, null, null))
        .containsExactly("quay ABCD12", "deck XYZW34", "gate null", "gate ABCD12");
    assertThat(passages(UseCases.VIEWER, null, null, null, null))
        .containsExactly("deck XYZW34", "gate null", "gate ABCD12");
    assertThat(passages(UseCases.OTHER, null, null, null, null)).containsExactly("quay ABCD12");
    ListQuestion garage = new ListQuestion("evening", "garage", null, null, null, null);
    assertThatThrownBy(
            () ->
                vehicles.passages(
                    service.reader(UseCases.OTHER),
                    new PassageQuestion(garage, null, null, null, null)))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void passagesAreFoundByWhatTheySay() {
    assertThat(passages(UseCases.VIEWER, "gate", null, null, null)).hasSize(2);
    assertThat(passages(UseCases.VIEWER, null, "main", "exit", null)).containsExactly("gate null");
    assertThatThrownBy(() -> passages(UseCases.VIEWER, null, "side", null, null))
        .isInstanceOf(NotFound.class)
        .hasMessage("The gate 'side' is not here; check its name.");
    assertThatThrownBy(() -> passages(UseCases.VIEWER, null, null, "in", null))
        .isInstanceOf(BadInput.class)
        .hasMessage("`direction` must be entry or exit.");
    assertThat(passages(UseCases.VIEWER, null, null, null, "abcd-12"))
        .containsExactly("gate ABCD12");
    assertThatThrownBy(() -> passages(UseCases.VIEWER, "quay", null, null, "ABCD12"))
        .isInstanceOf(NotFound.class);
    ListQuestion never = new ListQuestion("never", null, null, null, null, null);
    assertThatThrownBy(
            () ->
                vehicles.passages(
                    service.reader(UseCases.ADMIN),
                    new PassageQuestion(never, null, null, null, null)))
        .isInstanceOf(NotFound.class)
        .hasMessage("The run 'never' is not here; check its name.");
    assertThat(passages(UseCases.VIEWER, null, null, null, "' or true --")).isEmpty();
  }

  @Test
  void tracksAndGapsAreFoundByCamera() {
    assertThat(vehicles.tracks(service.reader(UseCases.VIEWER), ALL, null).rows()).hasSize(2);
    assertThat(vehicles.tracks(service.reader(UseCases.VIEWER), ALL, "gate").rows())
        .singleElement()
        .satisfies(row -> assertThat(row.fact().label()).isEqualTo("car"));
    assertThatThrownBy(() -> vehicles.tracks(service.reader(UseCases.VIEWER), ALL, "quay"))
        .isInstanceOf(NotFound.class);
    Gaps gaps = service.get(Gaps.class);
    assertThat(gaps.find(service.reader(UseCases.VIEWER), ALL, null).rows()).hasSize(2);
    assertThat(gaps.find(service.reader(UseCases.VIEWER), ALL, "deck").rows())
        .singleElement()
        .satisfies(row -> assertThat(row.fact().reason()).isEqualTo("timeout"));
    assertThatThrownBy(() -> gaps.find(service.reader(UseCases.VIEWER), ALL, "quay"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void whatWasTakenBackIsNotListed() {
    service.store(
        FactKinds.CAMERA_GAPS, "morning", gap("garage", "gate", 1), gap("garage", "gate", 2));
    ListQuestion morning = new ListQuestion("morning", null, null, null, null, null);
    Gaps gaps = service.get(Gaps.class);
    assertThat(gaps.find(service.reader(UseCases.ADMIN), morning, null).rows()).hasSize(2);
    service
        .jdbc()
        .sql("update camera_gaps set retracted = true where run = 'morning' and at > ?")
        .param(java.sql.Timestamp.from(io.sightline.query.TestFacts.minute(1)))
        .update();
    assertThat(gaps.find(service.reader(UseCases.ADMIN), morning, null).rows()).hasSize(1);
  }
}
