package io.sightline.query.occupancy;

import static io.sightline.query.TestFacts.becomes;
import static io.sightline.query.TestFacts.minute;
import static io.sightline.query.TestFacts.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.facts.SpotState;
import io.sightline.query.UseCases;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.occupancy.Occupancy.WindowQuestion;
import io.sightline.query.paging.Part;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OccupancyTest {
  private static final ListQuestion ALL = new ListQuestion("evening", null, null, null, null, null);

  @TempDir static Path folder;
  private static UseCases service;
  private static Occupancy occupancy;

  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    occupancy = service.get(Occupancy.class);
    service.store(
        FactKinds.SPOT_TRANSITIONS,
        "live",
        becomes("garage", "A1", 1, SpotState.FREE),
        becomes("garage", "A1", 2, SpotState.OCCUPIED),
        becomes("harbour", "B1", 3, SpotState.FREE));
    service.store(
        FactKinds.SPOT_TRANSITIONS,
        "evening",
        becomes("garage", "A1", 4, SpotState.FREE),
        becomes("garage", "A2", 5, SpotState.FREE),
        becomes("harbour", "A1", 6, SpotState.FREE));
    Duration five = Duration.ofMinutes(5);
    service.store(
        FactKinds.OCCUPANCY_WINDOWS,
        "evening",
        window("garage", Scope.SITE, "garage", 0, five),
        window("garage", Scope.SITE, "garage", 5, five),
        window("garage", Scope.SITE, "garage", 0, Duration.ofHours(1)),
        window("garage", Scope.SPOT, "A1", 0, five),
        window("garage", Scope.ZONE, "north", 0, five),
        window("harbour", Scope.SITE, "harbour", 0, five));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void everySpotIsAsItsNewestLiveTransitionSays() {
    Occupancy.Now now = occupancy.now(service.reader(UseCases.ADMIN), null, Part.FIRST);
    assertThat(now.spots().items())
        .containsExactly(
            new SpotNow("garage", "A1", "occupied", minute(2)),
            new SpotNow("garage", "A2", "unknown", null),
            new SpotNow("harbour", "B1", "free", minute(3)));
    assertThat(now)
        .returns(1L, Occupancy.Now::occupied)
        .returns(1L, Occupancy.Now::free)
        .returns(1L, Occupancy.Now::unknown);
  }

  @Test
  void spotsArePagedThroughAndCountedWhole() {
    Occupancy.Now first = occupancy.now(service.reader(UseCases.ADMIN), null, new Part(2, null));
    assertThat(first.spots().items()).extracting(SpotNow::spot).containsExactly("A1", "A2");
    assertThat(first.occupied()).isEqualTo(1);
    assertThat(first.free()).isEqualTo(1);
    Part second = new Part(2, first.spots().next().orElseThrow());
    Occupancy.Now rest = occupancy.now(service.reader(UseCases.ADMIN), null, second);
    assertThat(rest.spots().items()).extracting(SpotNow::spot).containsExactly("B1");
    assertThat(rest.spots().next()).isEmpty();
    assertThatThrownBy(
            () -> occupancy.now(service.reader(UseCases.ADMIN), null, new Part(2, "nonsense")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cursor");
  }

  @Test
  void spotsOfAnotherSiteAreNotThere() {
    assertThat(occupancy.now(service.reader(UseCases.VIEWER), null, Part.FIRST).spots().items())
        .extracting(SpotNow::site)
        .containsOnly("garage");
    assertThat(occupancy.now(service.reader(UseCases.ADMIN), "harbour", Part.FIRST).spots().items())
        .hasSize(1);
    assertThatThrownBy(() -> occupancy.now(service.reader(UseCases.VIEWER), "harbour", Part.FIRST))
        .isInstanceOf(NotFound.class);
  }

  private static List<String> windows(String username, String zone, String spot, String window) {
    return occupancy
        .windows(service.reader(username), new WindowQuestion(ALL, zone, spot, window))
        .rows()
        .stream()
        .map(row -> row.fact().scopeId() + " " + row.fact().head().atMillis() % 3_600_000 / 60_000)
        .toList();
  }

  @Test
  void windowsAreOfASiteOrOfTheZoneOrSpotThatIsNamed() {
    assertThat(windows(UseCases.ADMIN, null, null, "5m"))
        .containsExactly("garage 5", "harbour 0", "garage 0");
    assertThat(windows(UseCases.VIEWER, null, null, "5m")).containsExactly("garage 5", "garage 0");
    assertThat(windows(UseCases.VIEWER, null, null, "1h")).containsExactly("garage 0");
    assertThat(windows(UseCases.VIEWER, "north", null, "5m")).containsExactly("north 0");
    assertThat(windows(UseCases.VIEWER, null, "A1", "5m")).containsExactly("A1 0");
    assertThat(windows(UseCases.VIEWER, null, "A2", "5m")).as("nothing is known of it").isEmpty();
    assertThatThrownBy(() -> windows(UseCases.OTHER, null, "A1", "5m"))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> windows(UseCases.VIEWER, "norht", null, "5m"))
        .isInstanceOf(NotFound.class)
        .hasMessage("The zone 'norht' is not here; check its name.");
    assertThatThrownBy(() -> windows(UseCases.VIEWER, null, "A9", "5m"))
        .isInstanceOf(NotFound.class)
        .hasMessage("The spot 'A9' is not here; check its name.");
  }

  @Test
  void aWindowThatNobodyMakesAndTwoScopesAtOnceAreNoQuestions() {
    assertThatThrownBy(() -> windows(UseCases.VIEWER, null, null, "7m"))
        .isInstanceOf(BadInput.class)
        .hasMessage("`window` must be 1m, 5m, 15m, 1h or 1d.");
    assertThatThrownBy(() -> windows(UseCases.VIEWER, "north", "A1", "5m"))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void changesAreOfTheSpotThatIsNamed() {
    assertThat(occupancy.transitions(service.reader(UseCases.ADMIN), ALL, "A1").rows())
        .extracting(row -> row.fact().head().site())
        .containsExactly("harbour", "garage");
    assertThat(occupancy.transitions(service.reader(UseCases.VIEWER), ALL, "A1").rows())
        .singleElement()
        .satisfies(row -> assertThat(row.fact().state()).isEqualTo(SpotState.FREE));
    for (String elsewhere : List.of("B1", "Z9")) {
      assertThatThrownBy(
              () -> occupancy.transitions(service.reader(UseCases.VIEWER), ALL, elsewhere))
          .isInstanceOf(NotFound.class);
    }
  }
}
