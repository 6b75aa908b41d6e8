package io.sightline.query.sessions;

import static io.sightline.query.TestFacts.EIGHT;
import static io.sightline.query.TestFacts.ended;
import static io.sightline.query.TestFacts.minute;
import static io.sightline.query.TestFacts.open;
import static io.sightline.query.TestFacts.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.query.TestFacts;
import io.sightline.query.UseCases;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.sessions.Sessions.StayQuestion;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  @TempDir static Path folder;
  private static UseCases service;
  private static Sessions sessions;

  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    sessions = service.get(Sessions.class);
    int minutes = (int) Duration.between(TestFacts.EIGHT, Instant.now()).toMinutes();
    Instant now = TestFacts.minute(minutes);
    Passage entry = passage("garage", "gate", minutes, Direction.ENTRY, "ABCD12");
    Passage exit = passage("garage", "deck", 40, Direction.EXIT, "XYZW34");
    service.store(FactKinds.PASSAGES, "evening", entry, exit);
    service.store(
        FactKinds.VEHICLE_SESSIONS,
        "evening",
        open("garage", now, "ABCD12", entry.head().id()),
        open("garage", now.minus(Duration.ofHours(4)), "LONG99", null),
        ended("garage", 5, 40, "XYZW34", exit.head().id()),
        ended("garage", 6, 6 + 4 * 60, "SLOW88", null),
        ended("harbour", 7, 50, "QUAY77", null));
    service.store(FactKinds.VEHICLE_SESSIONS, "live", ended("garage", 8, 9, "LIVE55", null));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static StayQuestion evening(
      String site, String plate, String camera, Boolean open, Boolean overstay) {
    return new StayQuestion(
        new ListQuestion("evening", site, null, null, null, null), plate, camera, open, overstay);
  }

  private static List<String> plates(String username, StayQuestion question) {
    return sessions.find(service.reader(username), question).rows().stream()
        .map(row -> row.fact().plate())
        .toList();
  }

  @Test
  void everybodyIsListedTheStaysAtTheirSitesNewestFirst() {
    assertThat(plates(UseCases.ADMIN, evening(null, null, null, null, null)))
        .containsExactly("ABCD12", "LONG99", "QUAY77", "SLOW88", "XYZW34");
    assertThat(plates(UseCases.VIEWER, evening(null, null, null, null, null)))
        .containsExactly("ABCD12", "LONG99", "SLOW88", "XYZW34");
    assertThat(plates(UseCases.OTHER, evening("harbour", null, null, null, null)))
        .containsExactly("QUAY77");
    assertThatThrownBy(() -> plates(UseCases.OTHER, evening("garage", null, null, null, null)))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void staysAreFoundByPlateAndByTheCameraThatTheyBeganOrEndedAt() {
    assertThat(plates(UseCases.VIEWER, evening(null, "SLOW88", null, null, null)))
        .containsExactly("SLOW88");
    assertThat(plates(UseCases.VIEWER, evening(null, "slow-88", null, null, null)))
        .containsExactly("SLOW88");
    assertThat(plates(UseCases.VIEWER, evening(null, "QUAY77", null, null, null))).isEmpty();
    assertThatThrownBy(() -> plates(UseCases.VIEWER, evening(null, null, "quay", null, null)))
        .isInstanceOf(NotFound.class);
    assertThat(plates(UseCases.VIEWER, evening(null, null, "gate", null, null)))
        .containsExactly("ABCD12");
    assertThat(plates(UseCases.VIEWER, evening(null, null, "deck", null, null)))
        .containsExactly("XYZW34");
  }

  @Test
  void thoseThatGoOnAndThoseThatAreOverMakeUpAll() {
    assertThat(plates(UseCases.VIEWER, evening(null, null, null, true, null)))
        .containsExactly("ABCD12", "LONG99");
    assertThat(plates(UseCases.VIEWER, evening(null, null, null, false, null)))
        .containsExactly("SLOW88", "XYZW34");
  }

  @Test
  void aStayIsTooLongByWhatItsSiteAllows() {
    assertThat(plates(UseCases.ADMIN, evening(null, null, null, null, true)))
        .containsExactly("LONG99", "SLOW88");
    assertThat(plates(UseCases.ADMIN, evening(null, null, null, null, false)))
        .containsExactly("ABCD12", "QUAY77", "XYZW34");
    assertThat(plates(UseCases.ADMIN, evening(null, null, null, true, true)))
        .containsExactly("LONG99");
  }

  @Test
  void aListComesInPartsWithoutGapsOrDoubles() {
    ListQuestion first = new ListQuestion("evening", null, null, null, 2, null);
    FactPage<VehicleSession> part =
        sessions.find(
            service.reader(UseCases.ADMIN), new StayQuestion(first, null, null, null, null));
    List<String> seen = new java.util.ArrayList<>();
    while (true) {
      part.rows().forEach(row -> seen.add(row.fact().plate()));
      if (part.next().isEmpty()) {
        break;
      }
      ListQuestion next =
          new ListQuestion("evening", null, null, null, 2, part.next().orElseThrow());
      part =
          sessions.find(
              service.reader(UseCases.ADMIN), new StayQuestion(next, null, null, null, null));
    }
    assertThat(seen).containsExactly("ABCD12", "LONG99", "QUAY77", "SLOW88", "XYZW34");
  }

  @Test
  void aSpanOfTimeIncludesItsBeginningAndNotItsEnd() {
    ListQuestion span = new ListQuestion("evening", null, minute(5), minute(7), null, null);
    assertThat(plates(UseCases.ADMIN, new StayQuestion(span, null, null, null, null)))
        .containsExactly("SLOW88", "XYZW34");
  }

  @Test
  void whatCannotBeAskedIsSaidInWords() {
    for (ListQuestion wrong :
        List.of(
            new ListQuestion("evening", null, minute(7), EIGHT, null, null),
            new ListQuestion("evening", null, Instant.EPOCH, EIGHT, null, null),
            new ListQuestion("evening", null, null, null, 0, null),
            new ListQuestion("evening", null, null, null, 1_001, null),
            new ListQuestion("evening", null, null, null, null, "nonsense"))) {
      assertThatThrownBy(
              () -> plates(UseCases.ADMIN, new StayQuestion(wrong, null, null, null, null)))
          .as(wrong.toString())
          .isInstanceOf(BadInput.class);
    }
  }

  @Test
  void runsStandSideBySide() {
    ListQuestion live = new ListQuestion("live", null, null, null, null, null);
    assertThat(plates(UseCases.ADMIN, new StayQuestion(live, null, null, null, null)))
        .containsExactly("LIVE55");
  }
}
