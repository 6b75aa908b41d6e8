package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.source.observationlog.Span;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationsPlanTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir Path folder;
  private RunsFixture runs;

  @BeforeEach
  void create() {
    runs = new RunsFixture(folder);
    runs.done("sunday", "gate", EIGHT);
    runs.observe("sunday", "gate", EIGHT.plusSeconds(9 * 60), 60);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private static Site site(String camera) {
    return SiteFile.parse(
            "site", Path.of("/"), TestingPlan.SITE.replace("id: gate", "id: " + camera))
        .site();
  }

  private ObservationsPlan plan(Site site, String from, Span span) {
    return runs.database().with(jdbc -> ObservationsPlan.of(jdbc, site, from, span));
  }

  @Test
  void itIsOfAllThatTheRunHolds() {
    ObservationsPlan plan = plan(site("gate"), "sunday", Span.ALL);
    assertThat(plan.source()).isEqualTo("sunday");
    assertThat(plan.fromRun()).contains("sunday");
    assertThat(plan.days()).containsExactly(LocalDate.of(2026, 3, 1));
    assertThat(plan.seconds()).isEqualTo(600);
    assertThat(plan.frames()).isNaN();
    assertThat(plan.spec().orElseThrow().fromRun()).isEqualTo("sunday");
  }

  @Test
  void aSpanIsCutToWhatThereIs() {
    Span middle = new Span(EIGHT.plusSeconds(60), EIGHT.plusSeconds(180));
    ObservationsPlan plan = plan(site("gate"), "sunday", middle);
    assertThat(plan.seconds()).isEqualTo(120);
    assertThat(plan.spec().orElseThrow().span()).isEqualTo(middle);
    Span wide = new Span(EIGHT.minusSeconds(3_600), EIGHT.plusSeconds(3_600));
    assertThat(plan(site("gate"), "sunday", wide).seconds()).isEqualTo(600);
    Span late = new Span(EIGHT.plusSeconds(540), null);
    assertThat(plan(site("gate"), "sunday", late).seconds()).isEqualTo(60);
  }

  @Test
  void aSpanOfWhichNothingIsStoredIsRefused() {
    for (Span beside :
        List.of(
            new Span(EIGHT.plusSeconds(600), null),
            new Span(null, EIGHT),
            new Span(EIGHT.minusSeconds(60), EIGHT))) {
      assertThatThrownBy(() -> plan(site("gate"), "sunday", beside))
          .isInstanceOf(BadInput.class)
          .hasMessage(
              "The run 'sunday' has no observations in that time; it has them from"
                  + " 2026-03-01T08:00:00Z to 2026-03-01T08:10:00Z.");
    }
  }

  @Test
  void itsIdentityIsThatOfSourceSpanAndLayout() {
    Site site = site("gate");
    Span middle = new Span(EIGHT.plusSeconds(60), EIGHT.plusSeconds(180));
    ObservationsPlan plan = plan(site, "sunday", Span.ALL);
    assertThat(plan(site, "sunday", Span.ALL).identity()).isEqualTo(plan.identity());
    assertThat(plan(site, "sunday", middle).identity().differencesFrom(plan.identity()))
        .isNotEmpty();
    runs.done("saturday", "gate", EIGHT.minusSeconds(86_400));
    assertThat(plan(site, "saturday", Span.ALL).identity().differencesFrom(plan.identity()))
        .contains("--from-run");
    Site moved = SiteFile.parse("site", Path.of("/"), TestingPlan.SITE.replace("A1", "A2")).site();
    assertThat(plan(moved, "sunday", Span.ALL).identity().differencesFrom(plan.identity()))
        .containsExactly("the site file");
  }

  @Test
  void theSourceOfARunThatHasNoneOfItsOwnIsThatOfItsSource() {
    runs.update(
        "insert into runs (run, site, state, from_run, layout, identity)"
            + " values ('second', 'garage', 'done', 'sunday', '{}', null),"
            + " ('third', 'garage', 'done', 'second', '{}', null)");
    ObservationsPlan plan = plan(site("gate"), "third", Span.ALL);
    assertThat(plan.source()).isEqualTo("sunday");
    assertThat(plan.identity()).isEqualTo(plan(site("gate"), "sunday", Span.ALL).identity());
  }

  @Test
  void aRunThatIsNotFinishedIsRefusedUnlessItIsTheLiveOne() {
    runs.update(
        "insert into runs (run, site, state, layout) values ('monday', 'garage', 'running', '{}'),"
            + " ('live', '', 'running', '{}')");
    runs.observe("monday", "gate", EIGHT, 1);
    runs.observe("live", "gate", EIGHT, 1);
    assertThatThrownBy(() -> plan(site("gate"), "monday", Span.ALL))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "The run 'monday' is not finished: its process ended (at 0 %); take it up with the same"
                + " replay command. Only finished runs can be judged again.");
    runs.update("update runs set state = 'done', expired = '{observations}' where run = 'monday'");
    assertThatThrownBy(() -> plan(site("gate"), "monday", Span.ALL))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("its site keeps observations for a shorter time");
    assertThat(plan(site("gate"), "live", Span.ALL).source()).isEqualTo("live");
  }

  @Test
  void aRunThatIsNotThereAndACameraThatItDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> plan(site("gate"), "nobody", Span.ALL))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("There is no run 'nobody'");
    assertThatThrownBy(() -> plan(site("quay"), "sunday", Span.ALL))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "The run 'sunday' has no observations of camera 'quay'; it has gate. Use a site file"
                + " with these cameras.");
  }
}
