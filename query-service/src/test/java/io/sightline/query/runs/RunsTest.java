package io.sightline.query.runs;

import static io.sightline.query.TestFacts.gap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.UseCases;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.runs.RunCatalogue.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  @TempDir Path folder;
  private UseCases service;
  private Runs runs;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    runs = service.get(Runs.class);
    run("live", "", "running", "{}", 3);
    String layout =
        Json.write(
            SiteFile.parse("the site", Path.of("/"), UseCases.GARAGE).site().withoutCredentials());
    run("evening", "garage", "done", layout, 2);
    run("again", "garage", "requested", "{}", 1);
    run("tide", "harbour", "failed", "{}", 0);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void run(String run, String site, String state, String layout, int hoursAgo) {
    service
        .jdbc()
        .sql(
            """
            insert into runs (run, site, state, layout, requested_at, progress, summary, error)
            values (?, ?, ?, ?::jsonb, now() - make_interval(hours => ?), 0.5,
              case ? when 'done' then '{"vehicles": 7}'::json end,
              case ? when 'failed' then 'The footage is broken.' end)
            """)
        .params(run, site, state, layout, hoursAgo, state, state)
        .update();
  }

  @Test
  void everybodyIsListedTheLiveRunAndThoseOfTheirSitesNewestFirst() {
    assertThat(runs.list(service.reader(UseCases.ADMIN), null, Part.FIRST).items())
        .extracting(Run::run)
        .containsExactly("tide", "again", "evening", "live");
    assertThat(runs.list(service.reader(UseCases.VIEWER), null, Part.FIRST).items())
        .extracting(Run::run)
        .containsExactly("again", "evening", "live");
    assertThat(runs.list(service.reader(UseCases.OTHER), null, Part.FIRST).items())
        .extracting(Run::run)
        .containsExactly("tide", "live");
    assertThat(runs.list(service.reader(UseCases.ADMIN), "garage", Part.FIRST).items())
        .extracting(Run::run)
        .containsExactly("again", "evening");
    assertThatThrownBy(() -> runs.list(service.reader(UseCases.OTHER), "garage", Part.FIRST))
        .isInstanceOf(NotFound.class);
    List<String> paged = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<Run> page =
          runs.list(service.reader(UseCases.ADMIN), null, new Part(1, cursor.orElse(null)));
      page.items().forEach(run -> paged.add(run.run()));
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(paged).containsExactly("tide", "again", "evening", "live");
    for (int limit : new int[] {0, 1_001}) {
      assertThatThrownBy(
              () -> runs.list(service.reader(UseCases.ADMIN), null, new Part(limit, null)))
          .isInstanceOf(BadInput.class);
    }
  }

  @Test
  void aRunTellsWhatItCameToAndByWhatItIsJudged() {
    Run evening = runs.find(service.reader(UseCases.VIEWER), "evening");
    assertThat(evening.isDone()).isTrue();
    assertThat(evening.progress()).isEqualTo(0.5);
    assertThat(evening.summary().get("vehicles")).isEqualTo(7);
    assertThat(evening.layout().id()).isEqualTo("garage");
    assertThat(evening.error()).isNull();
    Run tide = runs.find(service.reader(UseCases.OTHER), "tide");
    assertThat(tide.error()).isEqualTo("The footage is broken.");
    assertThat(tide.layout()).isNull();
    assertThat(tide.summary()).isNull();
  }

  @Test
  void theLiveRunIsEverybodysAndAnotherSitesIsNotThere() {
    assertThat(runs.find(service.reader(UseCases.OTHER), "live").state()).isEqualTo("running");
    for (String run : new String[] {"evening", "nothing"}) {
      assertThatThrownBy(() -> runs.find(service.reader(UseCases.OTHER), run))
          .isInstanceOf(NotFound.class)
          .hasMessage("The run '" + run + "' is not here; check its name.");
    }
  }

  @Test
  void twoRunsAreComparedByTheirLedgers() {
    service.store(
        FactKinds.CAMERA_GAPS, "evening", gap("garage", "gate", 1), gap("garage", "gate", 2));
    service.store(FactKinds.CAMERA_GAPS, "again", gap("garage", "gate", 1));
    assertThatThrownBy(() -> runs.diff(service.reader(UseCases.VIEWER), "evening", "again", false))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("has not begun");
    assertThatThrownBy(() -> runs.diff(service.reader(UseCases.VIEWER), "again", "evening", false))
        .isInstanceOf(Conflict.class);
    LedgerDiff diff = runs.diff(service.reader(UseCases.VIEWER), "evening", "again", true);
    assertThat(diff.partial()).isTrue();
    assertThat(diff.equal()).isFalse();
    assertThat(diff.tables().get("camera_gaps").removed()).isEqualTo(1);
    assertThat(runs.diff(service.reader(UseCases.VIEWER), "evening", "evening", false).equal())
        .isTrue();
    // A comparison leaves the connection as it was.
    assertThat(service.jdbc().sql("show transaction_read_only").query(String.class).single())
        .isEqualTo("off");
  }

  @Test
  void aComparisonNeedsBothRunsAndTheLiveOneIsForAdmins() {
    assertThatThrownBy(() -> runs.diff(service.reader(UseCases.VIEWER), "evening", "tide", false))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> runs.diff(service.reader(UseCases.VIEWER), "tide", "evening", false))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> runs.diff(service.reader(UseCases.VIEWER), "evening", "live", true))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("holds other sites");
    assertThatThrownBy(() -> runs.diff(service.reader(UseCases.ADMIN), "evening", "live", false))
        .isInstanceOf(Conflict.class)
        .hasMessageStartingWith("The live run goes on");
    assertThat(runs.diff(service.reader(UseCases.ADMIN), "evening", "live", true).equal()).isTrue();
  }
}
