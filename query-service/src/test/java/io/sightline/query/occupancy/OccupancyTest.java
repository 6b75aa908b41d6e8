package io.sightline.query.occupancy;

import static io.sightline.query.TestFacts.becomes;
import static io.sightline.query.TestFacts.minute;
import static io.sightline.query.TestFacts.stands;
import static io.sightline.query.TestFacts.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.query.TestFacts;
import io.sightline.query.UseCases;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.occupancy.Occupancy.WindowQuestion;
import io.sightline.query.paging.Part;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.occupancy.SpotRows;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OccupancyTest {
  private static final ListQuestion ALL = new ListQuestion("evening", null, null, null, null, null);

  private static final SpotStay BEFORE = stands("harbour", "H1", 10, "one before");
  private static final SpotStay BY_PLATE = stands("harbour", "H1", 20, "by its plate");
  private static final SpotStay BY_TRACK = stands("harbour", "H2", 20, "by its track");
  private static final VehicleSession STAY_BY_PLATE =
      TestFacts.open("harbour", minute(15), "ABCD12", null);
  private static final VehicleSession STAY_BY_TRACK =
      TestFacts.open("harbour", minute(16), null, null);

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
    storeStays();
    Duration five = Duration.ofMinutes(5);
    service.store(
        FactKinds.OCCUPANCY_WINDOWS,
        "evening",
        window("garage", Scope.SITE, "garage", 0, five),
        window("garage", Scope.SITE, "garage", 5, five),
        window("garage", Scope.SITE, "garage", 0, Duration.ofHours(1)),
        window("garage", Scope.SPOT, "A1", 0, Duration.ofHours(1)),
        window("garage", Scope.LEVEL, "L1", 0, five),
        window("garage", Scope.ZONE, "north", 0, five),
        window("harbour", Scope.SITE, "harbour", 0, five));
  }

  private static void storeStays() {
    for (String spot : List.of("H1", "H2")) {
      service
          .jdbc()
          .sql(
              "insert into spots (site, camera, spot, polygon) values ('harbour', 'quay', ?, '[]')")
          .params(spot)
          .update();
    }
    service.store(FactKinds.SPOT_STAYS, "live", BEFORE, BY_PLATE, BY_TRACK);
    service.store(
        FactKinds.SPOT_TRANSITIONS,
        "live",
        becomes("harbour", "H1", 20, SpotState.OCCUPIED),
        becomes("harbour", "H2", 20, SpotState.OCCUPIED));
    service.store(
        FactKinds.PLATE_READS,
        "live",
        new PlateRead(
            BY_PLATE.head(), "quay", BY_PLATE.track(), "ABCD12", 0.9f, 3, null, 0, 0, 9, 9, false));
    VehicleSession longOver = TestFacts.ended("harbour", 2, 5, "ABCD12", null);
    service.store(
        FactKinds.VEHICLE_SESSIONS,
        "live",
        longOver,
        STAY_BY_PLATE,
        entering(STAY_BY_TRACK, BY_TRACK.track()));
    service.store(FactKinds.ALERTS, "live", Alert.spotMisuse(BY_PLATE.head(), BY_PLATE, "ABCD12"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void whoStandsOnASpotIsKnownByTheTrackAndTheStayByThatOrByThePlate() {
    List<SpotNow> spots = service.get(SpotRows.class).now(List.of("harbour"), "", "", 10);
    assertThat(spots)
        .filteredOn(spot -> spot.spot().startsWith("H"))
        .extracting(SpotNow::spot, SpotNow::track, SpotNow::session, SpotNow::misused)
        .containsExactly(
            tuple("H1", BY_PLATE.track(), STAY_BY_PLATE.head().id(), true),
            tuple("H2", BY_TRACK.track(), STAY_BY_TRACK.head().id(), false));
    ListQuestion live = new ListQuestion("live", "harbour", null, null, null, null);
    assertThat(
            occupancy.stays(service.reader(UseCases.ADMIN), live, "H1", null).rows().stream()
                .map(row -> row.fact().track()))
        .containsExactly(BY_PLATE.track(), BEFORE.track());
    assertThat(
            occupancy
                .stays(
                    service.reader(UseCases.ADMIN), live, null, UUID.fromString(BY_TRACK.track()))
                .rows())
        .hasSize(1);
  }

  private static VehicleSession entering(VehicleSession of, String track) {
    return new VehicleSession(
        of.head(),
        of.plate(),
        of.label(),
        of.enteredAtMillis(),
        null,
        null,
        of.entryPassage(),
        null,
        track,
        null,
        of.outcome(),
        null,
        false,
        false,
        null,
        null);
  }

  @Test
  void everySpotIsAsItsNewestLiveTransitionSays() {
    Occupancy.Now now = occupancy.now(service.reader(UseCases.ADMIN), null, Part.FIRST);
    assertThat(now.spots().items())
        .filteredOn(spot -> !spot.spot().startsWith("H"))
        .containsExactly(
            new SpotNow(
                "garage",
                "A1",
                "occupied",
                minute(2),
                List.of("ev", "permit:staff"),
                null,
                null,
                false),
            new SpotNow("garage", "A2", "unknown", null, List.of(), null, null, false),
            new SpotNow("harbour", "B1", "free", minute(3), List.of(), null, null, false));
    assertThat(now)
        .returns(3L, Occupancy.Now::occupied)
        .returns(1L, Occupancy.Now::free)
        .returns(1L, Occupancy.Now::unknown);
  }

  @Test
  void spotsArePagedThroughAndCountedWhole() {
    Occupancy.Now first = occupancy.now(service.reader(UseCases.ADMIN), null, new Part(2, null));
    assertThat(first.spots().items()).extracting(SpotNow::spot).containsExactly("A1", "A2");
    assertThat(first.occupied()).isEqualTo(3);
    assertThat(first.free()).isEqualTo(1);
    Part second = new Part(3, first.spots().next().orElseThrow());
    Occupancy.Now rest = occupancy.now(service.reader(UseCases.ADMIN), null, second);
    assertThat(rest.spots().items()).extracting(SpotNow::spot).containsExactly("B1", "H1", "H2");
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
        .extracting(SpotNow::site)
        .containsOnly("harbour");
    assertThatThrownBy(() -> occupancy.now(service.reader(UseCases.VIEWER), "harbour", Part.FIRST))
        .isInstanceOf(NotFound.class);
  }

  private static List<String> windows(String username, String zone, String spot, String window) {
    return windows(username, new WindowQuestion(ALL, zone, null, spot, window));
  }

  private static List<String> windows(String username, WindowQuestion question) {
    return occupancy.windows(service.reader(username), question).rows().stream()
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
    assertThat(windows(UseCases.VIEWER, null, "A1", "1h")).containsExactly("A1 0");
    assertThat(windows(UseCases.VIEWER, null, "A2", "5m")).as("nothing was counted").isEmpty();
    assertThat(windows(UseCases.VIEWER, new WindowQuestion(ALL, null, "L1", null, "5m")))
        .containsExactly("L1 0");
    assertThatThrownBy(
            () -> windows(UseCases.VIEWER, new WindowQuestion(ALL, null, "L9", null, "5m")))
        .isInstanceOf(NotFound.class)
        .hasMessage("The level 'L9' is not here; check its name.");
    assertThatThrownBy(() -> windows(UseCases.OTHER, null, "A2", "5m"))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> windows(UseCases.ADMIN, null, "A1", "5m"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("say which is meant with `site`");
    assertThatThrownBy(() -> windows(UseCases.VIEWER, "norht", null, "5m"))
        .isInstanceOf(NotFound.class)
        .hasMessage("The zone 'norht' is not here; check its name.");
    assertThatThrownBy(() -> windows(UseCases.VIEWER, null, "A9", "5m"))
        .isInstanceOf(NotFound.class)
        .hasMessage("The spot 'A9' is not here; check its name.");
  }

  @Test
  void shortWindowsOfASpotFollowFromItsHoursAndChanges() {
    service.store(
        FactKinds.SPOT_TRANSITIONS,
        "morning",
        changes("garage", "B1", 0, SpotState.UNKNOWN, SpotState.FREE),
        changes("garage", "B1", 50, SpotState.FREE, SpotState.OCCUPIED),
        changes("garage", "B1", 62, SpotState.OCCUPIED, SpotState.FREE));
    OccupancyWindow first = window("garage", Scope.SPOT, "B1", 0, Duration.ofHours(1));
    // Footage ends four minutes after the spot was left.
    OccupancyWindow second =
        hour(window("garage", Scope.SPOT, "B1", 60, Duration.ofHours(1)), 2, 4);
    service.store(FactKinds.OCCUPANCY_WINDOWS, "morning", hour(first, 10, 50), second);
    ListQuestion all = new ListQuestion("morning", "garage", null, null, 5, null);
    List<String> paged = new ArrayList<>();
    String cursor = null;
    do {
      FactPage<OccupancyWindow> page =
          occupancy.windows(
              service.reader(UseCases.VIEWER),
              new WindowQuestion(
                  new ListQuestion("morning", "garage", null, null, 5, cursor),
                  null,
                  null,
                  "B1",
                  "5m"));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(5);
      page.rows().forEach(row -> paged.add(minutes(row.fact())));
      cursor = page.next().orElse(null);
    } while (cursor != null);
    assertThat(paged)
        .containsExactly(
            "65 o0 f1 u4 longest 0",
            "60 o2 f3 u0 longest 12",
            "55 o5 f0 u0 longest 10",
            "50 o5 f0 u0 longest 5",
            "45 o0 f5 u0 longest 0",
            "40 o0 f5 u0 longest 0",
            "35 o0 f5 u0 longest 0",
            "30 o0 f5 u0 longest 0",
            "25 o0 f5 u0 longest 0",
            "20 o0 f5 u0 longest 0",
            "15 o0 f5 u0 longest 0",
            "10 o0 f5 u0 longest 0",
            "5 o0 f5 u0 longest 0",
            "0 o0 f5 u0 longest 0");
    assertThat(
            occupancy
                .windows(
                    service.reader(UseCases.VIEWER),
                    new WindowQuestion(
                        new ListQuestion("morning", "garage", minute(55), minute(65), 5, null),
                        null,
                        null,
                        "B1",
                        "5m"))
                .rows())
        .hasSize(2);
    assertThatThrownBy(
            () ->
                occupancy.windows(
                    service.reader(UseCases.VIEWER),
                    new WindowQuestion(all.inRun("none"), null, null, "B1", "5m")))
        .isInstanceOf(NotFound.class);
  }

  private static SpotTransition changes(
      String site, String spot, int minute, SpotState before, SpotState after) {
    SpotTransition known = becomes(site, spot, minute, after);
    return new SpotTransition(known.head(), spot, after, before, known.camera());
  }

  private static OccupancyWindow hour(OccupancyWindow of, int occupied, int free) {
    return new OccupancyWindow(
        of.head(),
        of.scope(),
        of.scopeId(),
        of.windowMillis(),
        of.startsAtMillis(),
        of.endsAtMillis(),
        occupied * 60_000L,
        free * 60_000L,
        (60 - occupied - free) * 60_000L,
        1,
        0,
        0,
        0,
        0,
        1);
  }

  private static String minutes(OccupancyWindow window) {
    return (window.startsAtMillis() - minute(0).toEpochMilli()) / 60_000
        + " o"
        + window.occupiedMillis() / 60_000
        + " f"
        + window.freeMillis() / 60_000
        + " u"
        + window.unknownMillis() / 60_000
        + " longest "
        + window.longestMillis() / 60_000;
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
