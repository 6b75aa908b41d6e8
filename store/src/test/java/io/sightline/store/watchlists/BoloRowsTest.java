package io.sightline.store.watchlists;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.statements.WatchlistChange;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.statements.StoredStatements;
import io.sightline.store.watchlists.BoloRows.Bolo;
import io.sightline.store.watchlists.BoloRows.Place;
import io.sightline.store.watchlists.BoloRows.Question;
import io.sightline.store.watchlists.PlatesSeen.Seen;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoloRowsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private StoreFixture store;
  private BoloRows rows;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    rows = new BoloRows(store.database());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private static Bolo bolo(String site, String pattern, Instant from) {
    return new Bolo(
        null, site, pattern, "exact", "a red one", from, null, 60_000L, true, "ada", null, null);
  }

  private Bolo add(String pattern, Instant from) {
    return rows.add(bolo("garage", pattern, from), 10).orElseThrow();
  }

  private List<WatchlistChange> changes(long after) {
    return new StoredStatements(store.address()).watchlist("garage", after, 1_000);
  }

  @Test
  void aRunLearnsWhatIsLookedOutForAndSinceWhen() {
    Bolo made = add("ABCD12", NOON);
    assertThat(rows.find(made.id())).contains(made);
    assertThat(changes(0))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.number()).isEqualTo(1);
              assertThat(change.entry()).isEqualTo(made.id().toString());
              assertThat(change.pattern().text()).isEqualTo("ABCD12");
              assertThat(change.fromMillis())
                  .as("of before it was made")
                  .isEqualTo(NOON.toEpochMilli());
              assertThat(change.toMillis()).isEqualTo(Long.MAX_VALUE);
              assertThat(change.madeMillis()).isEqualTo(made.madeAt().toEpochMilli());
            });
    assertThat(StoredStatements.newest(store.jdbc(), "garage")).isEqualTo(1);
    assertThat(new StoredStatements(store.address()).watchlist("harbour", 0, 1_000)).isEmpty();
  }

  @Test
  void whatIsChangedCountsFromThenOnAndWhatIsOffOrGoneCountsNoMore() {
    Bolo made = add("ABCD12", NOON);
    Bolo changed =
        rows.change(
                made.id(),
                "garage",
                known -> known.with("WXYZ99", "similar", null, known.validFrom(), null, null, true),
                "bob")
            .orElseThrow();
    assertThat(changed.pattern()).isEqualTo("WXYZ99");
    assertThat(changed.validFrom()).isEqualTo(NOON);
    WatchlistChange second = changes(1).get(0);
    assertThat(second.fromMillis()).isEqualTo(changed.changedAt().toEpochMilli());
    assertThat(second.pattern().match()).isEqualTo(Match.SIMILAR);
    rows.change(
        made.id(),
        "garage",
        known -> known.with("WXYZ99", "exact", null, known.validFrom(), null, null, false),
        "bob");
    assertThat(changes(2)).singleElement().extracting(WatchlistChange::pattern).isNull();
    assertThat(rows.remove(made.id(), "garage", "bob")).isTrue();
    assertThat(changes(3)).singleElement().extracting(WatchlistChange::pattern).isNull();
    assertThat(rows.find(made.id())).isEmpty();
  }

  @Test
  void whatIsNotThereLeavesNoHoleInTheNumbers() {
    UUID nobody = UUID.randomUUID();
    assertThat(rows.remove(nobody, "garage", "bob")).isFalse();
    assertThat(rows.change(nobody, "garage", known -> known, "bob")).isEmpty();
    Bolo made = add("ABCD12", NOON);
    assertThat(rows.remove(made.id(), "harbour", "bob")).as("another site's").isFalse();
    assertThat(StoredStatements.newest(store.jdbc(), "garage")).isEqualTo(1);
  }

  @Test
  void aSiteHasOnlySoMany() {
    assertThat(rows.add(bolo("garage", "ABCD12", NOON), 1)).isPresent();
    assertThat(rows.add(bolo("garage", "ABCD13", NOON), 1)).isEmpty();
    assertThat(rows.add(bolo("harbour", "ABCD13", NOON), 1)).isPresent();
    assertThat(StoredStatements.newest(store.jdbc(), "garage")).isEqualTo(1);
  }

  @Test
  void listsGoOnWhereTheyEnded() {
    Bolo one = add("ABCD12", NOON);
    Bolo two = add("ABCD13", NOON);
    Question all = new Question(Set.of("garage"), true, null);
    assertThat(rows.list(all, 1)).containsExactly(two);
    Place place = new Place(two.madeAt(), two.id());
    assertThat(rows.list(new Question(Set.of("garage"), true, place), 9)).containsExactly(one);
    assertThat(rows.list(new Question(Set.of("harbour"), null, null), 9)).isEmpty();
  }

  @Test
  void listsFindThemByAnIndex() {
    store
        .jdbc()
        .sql(
            """
            insert into bolos (site, pattern, match, valid_from, made_at)
            select 'site-' || g % 100, 'AB' || g, 'exact', now(), now() - g * interval '1 minute'
            from generate_series(1, 20000) g
            """)
        .update();
    store.jdbc().sql("analyze bolos").update();
    Place place = new Place(NOON, new UUID(0, 1));
    for (Question question :
        List.of(
            new Question(null, null, null),
            new Question(Set.of("site-7"), true, null),
            new Question(null, null, place))) {
      assertThat(
              TestPlans.of(
                  store.address(), BoloRows.listing(question), BoloRows.parameters(question, 100)))
          .contains("Index Scan")
          .doesNotContain("Seq Scan");
    }
  }

  private void read(String plate, Instant at) {
    store
        .jdbc()
        .sql(
            """
            insert into plate_reads (run, id, site, at, camera, track, text, score, reads, revision,
              final, model_sha256, layout_version, code_version)
            values ('live', gen_random_uuid(), 'garage', ?, 'gate', gen_random_uuid(), ?, 0.9, 3, 0,
              true, '', '', '1')
            """)
        .params(at.atOffset(ZoneOffset.UTC), plate)
        .update();
  }

  @Test
  void aPatternIsTriedOnWhatWasRead() {
    read("AB·CD 12", NOON);
    read("AB·CD 12", NOON.plusSeconds(60));
    read("ABXD12", NOON);
    read("WXYZ99", NOON);
    read("ABCD12", NOON.minusSeconds(90_000));
    PlatesSeen seen = new PlatesSeen(store.database());
    List<Seen> found =
        seen.matching(
            "garage",
            WatchPattern.of(Match.WILDCARD, "AB?D12"),
            NOON.minusSeconds(60),
            NOON.plusSeconds(61),
            10);
    assertThat(found).extracting(Seen::plate).containsExactlyInAnyOrder("AB·CD 12", "ABXD12");
    assertThat(found).contains(new Seen("AB·CD 12", 2, NOON, NOON.plusSeconds(60), "gate"));
    for (Match match : List.of(Match.EXACT, Match.SIMILAR, Match.REGEX)) {
      assertThat(
              seen.matching(
                  "garage",
                  WatchPattern.of(match, "ABCD12"),
                  NOON.minusSeconds(60),
                  NOON.plusSeconds(61),
                  10))
          .extracting(Seen::plate)
          .contains("AB·CD 12")
          .doesNotContain("WXYZ99");
    }
    assertThat(
            seen.matching(
                "garage", WatchPattern.of(Match.WILDCARD, "AB*"), NOON, NOON.plusSeconds(1), 1))
        .hasSize(1);
  }

  @Test
  void whatBeginsWithACharacterIsFoundByAnIndex() {
    TestPlans.fill(store.address(), FactKinds.PLATE_READS, 50_000);
    WatchPattern pattern = WatchPattern.of(Match.EXACT, "XYZ1");
    assertThat(
            TestPlans.of(
                store.address(),
                PlatesSeen.sql(pattern),
                PlatesSeen.parameters("site-7", pattern, NOON.minusSeconds(9), NOON)))
        .contains("Index")
        .doesNotContain("Seq Scan");
  }
}
