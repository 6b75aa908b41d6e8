package io.sightline.query.occupancy;

import static io.sightline.query.TestFacts.minute;
import static io.sightline.query.TestFacts.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.query.UseCases;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.failures.NotFound;
import io.sightline.query.occupancy.OccupancyQuestions.Answer;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.occupancy.OccupancySums.HourOfWeek;
import io.sightline.store.occupancy.OccupancySums.SpotSum;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OccupancyQuestionsTest {
  private static final ZoneId SANTIAGO = ZoneId.of("America/Santiago");
  private static final int WEEK = 7 * 24 * 60;
  private static final Period ALL = new Period("live", "garage", null, null);

  @TempDir static Path folder;
  private static UseCases service;
  private static OccupancyQuestions questions;

  /** Two weeks of hours, of which each third is known to have been occupied by half. */
  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    questions = service.get(OccupancyQuestions.class);
    List<OccupancyWindow> windows = new ArrayList<>();
    for (int hour = 0; hour < 2 * 7 * 24; hour++) {
      OccupancyWindow whole =
          window("garage", Scope.SITE, "garage", 60 * hour, Duration.ofHours(1));
      windows.add(hour % 3 == 0 ? shared(whole, 30, 30, 60) : shared(whole, 60, 0, 60));
    }
    windows.add(window("garage", Scope.ZONE, "north", 0, Duration.ofHours(1)));
    for (int day = 0; day < 3; day++) {
      int at = day * 24 * 60;
      windows.add(shared(window("garage", Scope.SPOT, "A1", at, Duration.ofDays(1)), 60, 1_380, 0));
      windows.add(shared(window("garage", Scope.SPOT, "A2", at, Duration.ofDays(1)), 720, 0, 720));
    }
    service.store(FactKinds.OCCUPANCY_WINDOWS, "live", windows.toArray(OccupancyWindow[]::new));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static OccupancyWindow shared(OccupancyWindow of, int occupied, int free, int unknown) {
    return new OccupancyWindow(
        of.head(),
        of.scope(),
        of.scopeId(),
        of.windowMillis(),
        of.startsAtMillis(),
        of.endsAtMillis(),
        occupied * 60_000L,
        free * 60_000L,
        unknown * 60_000L,
        free == 0 ? 2 : 1,
        0,
        4,
        3,
        occupied * 60_000L,
        2);
  }

  @Test
  void eachHourOfTheWeekIsThatOfTheSitesClock() {
    Answer<HourOfWeek> answer =
        questions.hoursOfWeek(service.reader(UseCases.VIEWER), ALL, null, null, null);
    assertThat(answer.zone()).isEqualTo(SANTIAGO);
    assertThat(answer.to()).isEqualTo(minute(2 * WEEK));
    assertThat(answer.items()).hasSize(7 * 24);
    assertThat(answer.items().stream().mapToLong(HourOfWeek::windows).sum()).isEqualTo(2 * 7 * 24);
    ZonedDateTime first = minute(0).atZone(SANTIAGO);
    HourOfWeek hour =
        answer.items().stream()
            .filter(
                one ->
                    one.day() == first.getDayOfWeek().getValue() && one.hour() == first.getHour())
            .findFirst()
            .orElseThrow();
    // A week has 168 hours, which is three times 56.
    assertThat(hour)
        .isEqualTo(
            new HourOfWeek(
                first.getDayOfWeek().getValue(),
                first.getHour(),
                2,
                2 * 30 * 60_000L,
                2 * 30 * 60_000L,
                2 * 60 * 60_000L,
                1,
                0,
                8));
    assertThat(answer.items().stream().mapToLong(HourOfWeek::full).sum())
        .isEqualTo(2 * 7 * 24 / 3 * 2);
  }

  @Test
  void ofAPeriodOrAZoneOnly() {
    Period day = new Period("live", "garage", minute(0), minute(24 * 60));
    assertThat(
            questions.hoursOfWeek(service.reader(UseCases.VIEWER), day, null, null, null).items())
        .hasSize(24);
    assertThat(
            questions
                .hoursOfWeek(service.reader(UseCases.VIEWER), ALL, "north", null, null)
                .items())
        .hasSize(1);
  }

  @Test
  void ofATimeTheWholeHoursAndDaysCountAndAreNamed() {
    Period odd = new Period("live", "garage", minute(30), minute(3 * 60 + 10));
    Answer<HourOfWeek> hours =
        questions.hoursOfWeek(service.reader(UseCases.VIEWER), odd, null, null, null);
    assertThat(hours.from()).isEqualTo(minute(60));
    assertThat(hours.to()).isEqualTo(minute(3 * 60));
    assertThat(hours.items().stream().mapToLong(HourOfWeek::windows).sum()).isEqualTo(2);
    Period within = new Period("live", "garage", minute(10), minute(50));
    Answer<HourOfWeek> none =
        questions.hoursOfWeek(service.reader(UseCases.VIEWER), within, null, null, null);
    assertThat(none.from()).isEqualTo(none.to()).isEqualTo(minute(60));
    assertThat(none.items()).isEmpty();
    Answer<SpotSum> spots =
        questions.busiest(
            service.reader(UseCases.VIEWER),
            new Period("live", "garage", minute(-10), minute(2 * 24 * 60 + 10)),
            null);
    assertThat(spots.from().atZone(SANTIAGO).toLocalTime()).isEqualTo(LocalTime.MIDNIGHT);
    assertThat(spots.to().atZone(SANTIAGO).toLocalTime()).isEqualTo(LocalTime.MIDNIGHT);
  }

  @Test
  void theBusiestSpotComesFirst() {
    Answer<SpotSum> answer = questions.busiest(service.reader(UseCases.VIEWER), ALL, null);
    assertThat(answer.items()).extracting(SpotSum::spot).containsExactly("A2", "A1");
    assertThat(answer.items().get(1))
        .isEqualTo(
            new SpotSum("A1", 3, 3 * 60 * 60_000L, 3 * 1_380 * 60_000L, 0, 12, 60 * 60_000L));
    assertThat(questions.busiest(service.reader(UseCases.VIEWER), ALL, 1).items()).hasSize(1);
  }

  @Test
  void aTimeIsComparedWithTheOneBeforeIt() {
    Period week = new Period("live", "garage", minute(WEEK), minute(2 * WEEK));
    OccupancyQuestions.Compared compared =
        questions.compare(
            service.reader(UseCases.VIEWER),
            week,
            new Period("live", "garage", null, null),
            null,
            null,
            null);
    assertThat(compared.other().from()).isEqualTo(minute(0));
    assertThat(compared.other().to()).isEqualTo(minute(WEEK));
    assertThat(compared.ofOne()).isEqualTo(compared.ofOther());
    assertThat(compared.ofOne().windows()).isEqualTo(7 * 24);
    assertThat(compared.ofOne().occupiedMillis())
        .isEqualTo((7 * 24 / 3 * 30 + 7 * 24 / 3 * 2 * 60) * 60_000L);
    assertThat(compared.ofOne().arrivals()).isEqualTo(4 * 7 * 24);
  }

  @Test
  void aRunIsComparedWithAnotherOverTheSameTime() {
    service
        .jdbc()
        .sql("insert into runs (run, site, state, layout) values ('again', 'garage', 'done', '{}')")
        .update();
    service.store(
        FactKinds.OCCUPANCY_WINDOWS,
        "again",
        shared(window("garage", Scope.SITE, "garage", 60, Duration.ofHours(1)), 15, 45, 60));
    Period day = new Period("live", "garage", minute(0), minute(24 * 60));
    OccupancyQuestions.Compared compared =
        questions.compare(
            service.reader(UseCases.VIEWER),
            day,
            new Period("again", "garage", null, null),
            null,
            null,
            null);
    assertThat(compared.other().from()).isEqualTo(minute(0));
    assertThat(compared.ofOther().windows()).isEqualTo(1);
    assertThat(compared.ofOther().occupiedMillis()).isEqualTo(15 * 60_000L);
    assertThat(compared.ofOne().windows()).isEqualTo(24);
    assertThatThrownBy(
            () -> questions.compare(service.reader(UseCases.OTHER), day, day, null, null, null))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(
            () ->
                questions.compare(service.reader(UseCases.VIEWER), day, day, "nowhere", null, null))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void whatCannotBeAskedIsSaid() {
    for (Period wrong :
        List.of(
            new Period("live", null, null, null),
            new Period("live", "garage", minute(1), minute(0)),
            new Period("live", "garage", minute(0), minute(401 * 24 * 60)))) {
      assertThatThrownBy(() -> questions.busiest(service.reader(UseCases.ADMIN), wrong, null))
          .isInstanceOf(BadInput.class);
    }
    assertThatThrownBy(() -> questions.busiest(service.reader(UseCases.VIEWER), ALL, 0))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(
            () -> questions.hoursOfWeek(service.reader(UseCases.VIEWER), ALL, "north", null, "A1"))
        .isInstanceOf(BadInput.class);
    Period gone = new Period("none", "garage", null, null);
    assertThatThrownBy(() -> questions.busiest(service.reader(UseCases.ADMIN), gone, null))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(
            () -> questions.hoursOfWeek(service.reader(UseCases.VIEWER), ALL, "norht", null, null))
        .isInstanceOf(NotFound.class);
    Period later = new Period("live", "garage", minute(3 * WEEK), null);
    assertThat(questions.busiest(service.reader(UseCases.VIEWER), later, null).items()).isEmpty();
    Period harbour = new Period("live", "harbour", null, null);
    assertThatThrownBy(() -> questions.busiest(service.reader(UseCases.VIEWER), harbour, null))
        .isInstanceOf(NotFound.class);
    assertThat(questions.busiest(service.reader(UseCases.ADMIN), harbour, null).items()).isEmpty();
  }
}
