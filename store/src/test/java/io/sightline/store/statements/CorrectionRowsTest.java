package io.sightline.store.statements;

import static io.sightline.store.facts.FactWriter.head;
import static io.sightline.store.facts.FactWriter.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleSession.Match;
import io.sightline.domain.facts.VehicleSession.Outcome;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements.Range;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.statements.CorrectionRows.Correction;
import io.sightline.store.statements.CorrectionRows.Question;
import io.sightline.store.statements.CorrectionRows.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class CorrectionRowsTest {
  private StoreFixture store;
  private FactWriter writer;
  private CorrectionRows corrections;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
    corrections = new CorrectionRows(store.database());
    passage(1, Direction.ENTRY, 1_000, "ABCD12");
    passage(2, Direction.EXIT, 9_000, "ABCD13");
    writer.write(
        FactKinds.VEHICLE_SESSIONS,
        "live",
        new VehicleSession(
            head(3, 1_000),
            "ABCD12",
            "car",
            1_000L,
            9_000L,
            8_000L,
            id(1),
            id(2),
            id(11),
            id(12),
            Outcome.COMPLETED,
            Match.SIMILAR_PLATE,
            false,
            false,
            "gate",
            "gate"));
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private void passage(int number, Direction direction, long at, String plate) {
    Passage passage =
        new Passage(
            head(number, at),
            "gate",
            "main",
            direction,
            id(10 + number),
            "car",
            new Box(10, 20, 110, 70),
            null);
    writer.write(
        FactKinds.PASSAGES, "live", passage.told(passage.head(), plate, 0.9f, null, false));
  }

  private CorrectionRows.Outcome say(String kind, int fact, String was, String became) {
    return corrections
        .add(
            new Wanted("live", kind, UUID.fromString(id(fact)), was, became, null, "ada"), "garage")
        .orElseThrow();
  }

  private List<PlateCorrection> known(long after, long upTo) {
    return new StoredStatements(store.address())
        .corrections("garage", "gate", new Range(after, upTo, 0));
  }

  @Test
  void aRunLearnsWhereTheVehicleWasAndWhatItsPlateIs() {
    assertThat(say("passages", 1, "abcd 12", "WXYZ99").isMade()).isTrue();
    assertThat(known(0, 1))
        .containsExactly(
            new PlateCorrection(1, "gate", 1_000, id(11), new Box(10, 20, 110, 70), "WXYZ99"));
    assertThat(known(1, 9)).isEmpty();
    assertThat(
            new StoredStatements(store.address())
                .corrections("harbour", "gate", new Range(0, 9, 0)))
        .as("another site's camera of that name")
        .isEmpty();
    assertThat(StoredStatements.newest(store.jdbc(), "garage")).isEqualTo(1);
    assertThat(StoredStatements.newest(store.jdbc(), "other")).isZero();
  }

  @Test
  void whatIsSaidOfAStayIsSaidOfBothItsPassages() {
    assertThat(say("vehicle_sessions", 3, "ABCD12", null).made())
        .extracting(Correction::track)
        .containsExactly(UUID.fromString(id(11)), UUID.fromString(id(12)));
    assertThat(known(0, 2)).extracting(PlateCorrection::plate).containsExactly(null, null);
  }

  @Test
  void whoSawAnotherPlateIsToldWhatItIsNow() {
    CorrectionRows.Outcome read = say("passages", 1, "OTHER1", "WXYZ99");
    assertThat(read.isMade()).isFalse();
    assertThat(read.plate()).isEqualTo("ABCD12");
    assertThat(read.standing()).isNull();
    say("passages", 1, "ABCD12", "WXYZ99");
    CorrectionRows.Outcome said = say("passages", 1, "ABCD12", "QRST55");
    assertThat(said.standing().by()).isEqualTo("ada");
    assertThat(said.plate()).isEqualTo("WXYZ99");
    assertThat(say("passages", 1, "WXYZ99", "QRST55").isMade()).isTrue();
    assertThat(StoredStatements.newest(store.jdbc(), "garage"))
        .as("who is refused leaves no hole")
        .isEqualTo(2);
  }

  @Test
  void ofSomeAtOnceAllButOneAreTold() throws Exception {
    corrections =
        new CorrectionRows(
            new DriverManagerDataSource(
                store.address().url(), store.address().user(), store.address().password()));
    ExecutorService people = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> said = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String plate = "WXYZ9" + i;
        said.add(people.submit(() -> say("passages", 1, "ABCD12", plate).isMade()));
      }
      int made = 0;
      for (Future<Boolean> one : said) {
        made += one.get() ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    } finally {
      people.shutdownNow();
    }
  }

  @Test
  void listsAndRunsFindThemByIndexes() {
    store
        .jdbc()
        .sql(
            """
            insert into corrections (site, number, run, of_kind, fact, field, camera, track, at, x, y,
              width, height, was, became, made_at)
            select 'site-' || g % 50, g, 'live', 'passages', gen_random_uuid(), 'plate',
              'camera-' || g % 500, gen_random_uuid(), now() - g * interval '1 minute', 0, 0, 9, 9,
              'A' || g, 'B' || g, now() - g * interval '1 minute'
            from generate_series(1, 20000) g
            """)
        .update();
    store.jdbc().sql("analyze corrections").update();
    String ofCamera =
        StoredStatements.CORRECTIONS
            .replaceFirst("\\?", "'site-7'")
            .replaceFirst("\\?", "'camera-7'")
            .replaceFirst("\\?", "1000")
            .replaceFirst("\\?", "1100")
            .replaceFirst("\\?", "now() - interval '9 days'");
    assertThat(TestPlans.of(store.address(), ofCamera, Map.of()))
        .contains("corrections_by_camera")
        .doesNotContain("Seq Scan");
    Question all = new Question(null, null, null, null, null, null, null, null);
    Question ofSite = new Question(Set.of("site-7"), null, null, null, null, null, null, null);
    Question ofRun = new Question(null, "evening", null, null, null, null, null, null);
    for (Question question : List.of(all, ofSite, ofRun)) {
      assertThat(
              TestPlans.of(
                  store.address(),
                  CorrectionRows.listing(question),
                  CorrectionRows.parameters(question, 100)))
          .contains("Index Scan")
          .doesNotContain("Seq Scan");
    }
  }

  @Test
  void runsFindWhatWasChangedOfAWatchlistByAnIndex() {
    store
        .jdbc()
        .sql(
            """
            insert into watchlist_changes (site, number, bolo, pattern, match, valid_from)
            select 'site-' || g % 100, g, gen_random_uuid(), 'AB' || g, 'exact', now()
            from generate_series(1, 20000) g
            """)
        .update();
    store.jdbc().sql("analyze watchlist_changes").update();
    String changes =
        StoredStatements.WATCHLIST
            .replaceFirst("\\?", "'site-7'")
            .replaceFirst("\\?", "1000")
            .replaceFirst("\\?", "1100");
    assertThat(TestPlans.of(store.address(), changes, Map.of()))
        .contains("watchlist_changes_pkey")
        .doesNotContain("Seq Scan");
  }
}
