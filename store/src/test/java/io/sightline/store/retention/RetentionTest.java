package io.sightline.store.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.Partitions;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.holds.Holds;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.runs.RunDeletion;
import io.sightline.store.standing.RunStanding;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2031-05-30T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Retention RULES =
      new Retention(FactKinds.PRODUCT, null, Duration.ofDays(400), 3);

  private StoreFixture store;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private void keep(String site, String camera, String keep) {
    String file =
        """
        site: %s
        cameras: [{id: %s, uri: "rtsp://127.0.0.1:8554/x"}]
        privacy: {keep: %s}
        """
            .formatted(site, camera, keep);
    new SiteRegistry(store.address())
        .store(SiteFile.parse(site, Path.of("/"), file).site(), "test");
  }

  private void parts(int daysBack) {
    LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    Partitions.ensure(
        store.jdbc(), today.minusDays(daysBack).datesUntil(today.plusDays(3)).toList());
  }

  private void observe(String run, String site, Duration age) {
    store
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            values (?, gen_random_uuid(), ?, ?, ?, 0, 1, 1, '', '1', '')
            """)
        .params(run, site, site + "-camera", NOW.minus(age).atOffset(ZoneOffset.UTC))
        .update();
  }

  private void plate(String run, String site, Duration age) {
    store
        .jdbc()
        .sql(
            """
            insert into plate_reads (run, id, site, at, camera, text, score, reads,
              revision, final, model_sha256, layout_version, code_version)
            values (?, gen_random_uuid(), ?, ?, 'gate', 'ABCD12', 0.9, 3, 0, true, '', '', '1')
            """)
        .params(run, site, NOW.minus(age).atOffset(ZoneOffset.UTC))
        .update();
  }

  private void run(String run, String site, String state, Duration endedAgo) {
    store
        .jdbc()
        .sql(
            """
            insert into runs (run, site, state, layout, ended_at, summary)
            values (?, ?, ?, '{}', ?, '{"vehicles": 7, "plates": ["ABCD12"], "gaps": 0}')
            """)
        .params(
            run,
            site,
            state,
            endedAgo == null ? null : NOW.minus(endedAgo).atOffset(ZoneOffset.UTC))
        .update();
  }

  private void spot(String run, String spot, String state, Duration age) {
    store
        .jdbc()
        .sql(
            """
            insert into spot_transitions (run, id, site, at, spot, state, previous, camera, revision,
              final, model_sha256, layout_version, code_version)
            values (?, gen_random_uuid(), 'garage', ?, ?, ?, 'unknown', 'gate', 0, true, '', '', '1')
            """)
        .params(run, NOW.minus(age).atOffset(ZoneOffset.UTC), spot, state)
        .update();
  }

  private void inside(String scope, String id, int days) {
    store
        .jdbc()
        .sql(
            """
            insert into inside_counts (run, id, site, at, scope, scope_id, cause, inside, entries,
              exits, missed, revision, final, model_sha256, layout_version, code_version)
            values ('live', gen_random_uuid(), 'garage', ?, ?, ?, 'entry', 3, 3, 0, 0, 0, true, '',
              '', '1')
            """)
        .params(NOW.minus(DAY.multipliedBy(days)).atOffset(ZoneOffset.UTC), scope, id)
        .update();
  }

  private void stay(boolean ended, int days) {
    store
        .jdbc()
        .sql(
            """
            insert into vehicle_sessions (run, id, site, at, plate, label, entered_at, entry_camera,
              outcome, grace, overstay, revision, final, model_sha256, layout_version, code_version)
            values ('live', gen_random_uuid(), 'garage', :at, 'ABCD12', 'car', :at, 'gate',
              'open', false, false, 0, :ended, '', '', '1')
            """)
        .param("at", NOW.minus(DAY.multipliedBy(days)).atOffset(ZoneOffset.UTC))
        .param("ended", ended)
        .update();
  }

  private Retention.Outcome apply() {
    return RULES.apply(store.jdbc(), NOW);
  }

  /** Whole days since its rows, by site, the oldest first. */
  private List<Long> ages(String table, String run, String site) {
    return store
        .jdbc()
        .sql(
            "select (extract(epoch from ?::timestamptz - at) / 86400)::bigint from %s where run = ? and site = ? order by at"
                .formatted(table))
        .params(NOW.toString(), run, site)
        .query(Long.class)
        .list();
  }

  private List<String> partsOf(String table) {
    return Partitions.all(store.jdbc()).stream()
        .filter(part -> part.table().equals(table) && !part.isDefault())
        .map(Partitions.Part::name)
        .toList();
  }

  private String ask(String sql) {
    return store.jdbc().sql(sql).query(String.class).single();
  }

  /** Of a day that passes: 400 rows of two tables, each with what fills a page. */
  private void fillDay(Instant day) {
    for (String statement :
        List.of(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            select 'live', gen_random_uuid(), 'garage', 'gate', ?::timestamptz + n * interval '3 min',
              0, 1, 1, '', '1', convert_to(repeat(md5(n::text), 40), 'UTF8')
            from generate_series(1, 400) n
            """,
            """
            insert into plate_reads (run, id, site, at, camera, text, score, reads,
              revision, final, model_sha256, layout_version, code_version)
            select 'live', gen_random_uuid(), 'garage', ?::timestamptz + n * interval '3 min', 'gate',
              repeat('A', 200), 0.9, 3, 0, true, '', '', '1'
            from generate_series(1, 400) n
            """)) {
      store.jdbc().sql(statement).param(day.toString()).update();
    }
  }

  private long bytes() {
    return Long.parseLong(
        ask(
            "select sum(pg_total_relation_size(oid))::text from pg_class"
                + " where relkind = 'r' and (relname like 'observations%' or relname like 'plate_reads%')"));
  }

  @Test
  void withSevenDaysKeptTheDatabaseStaysFlatFromDayToDay() {
    keep("garage", "gate", "7d");
    Instant first = Instant.parse("2031-03-01T00:00:00Z");
    List<Long> bytes = new ArrayList<>();
    for (int day = 0; day < 60; day++) {
      Instant today = first.plus(DAY.multipliedBy(day));
      Partitions.ensureAhead(store.jdbc(), LocalDate.ofInstant(today, ZoneOffset.UTC));
      fillDay(today);
      RULES.apply(store.jdbc(), today.plus(DAY));
      // As the server does by itself, in its own time.
      store.jdbc().sql("vacuum plate_reads, observations").update();
      bytes.add(bytes());
    }
    System.out.printf(
        "RetentionTest: %d KB after 10 days, %d after 35, %d after 60%n",
        bytes.get(9) >> 10, bytes.get(34) >> 10, bytes.get(59) >> 10);
    long early = bytes.subList(9, 25).stream().mapToLong(Long::longValue).max().orElseThrow();
    long late = bytes.subList(40, 60).stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(late).isLessThanOrEqualTo(early * 115 / 100);
  }

  @Test
  void withoutATimeEverythingStays() {
    parts(50);
    observe("live", "garage", DAY.multipliedBy(40));
    assertThat(apply().isNothing()).isTrue();
    assertThat(ages("observations", "live", "garage")).containsExactly(40L);
    assertThat(partsOf("observations")).hasSize(53);
  }

  @Test
  void aPartIsDroppedOnceAllSitesHaveKeptItLongEnoughAndThinnedUntilThen() {
    keep("garage", "gate", "7d");
    keep("harbour", "quay", "30d");
    parts(40);
    for (int age = 0; age < 40; age++) {
      for (int row = 0; row < 4; row++) {
        observe("live", "garage", DAY.multipliedBy(age).plusMinutes(row));
      }
      observe("live", "harbour", DAY.multipliedBy(age).plusMinutes(1));
    }
    Retention.Outcome outcome = apply();
    assertThat(ages("observations", "live", "garage")).hasSize(29).allMatch(age -> age <= 7);
    assertThat(ages("observations", "live", "harbour")).hasSize(30).allMatch(age -> age < 31);
    assertThat(partsOf("observations"))
        .as("days of which nothing is left are gone as tables")
        .contains("observations_2031_05_01", "observations_2031_06_01")
        .doesNotContain("observations_2031_04_30");
    assertThat(outcome.parts()).isGreaterThanOrEqualTo(10);
    // Whole parts are dropped, and only what is left in others is deleted row by row.
    assertThat(outcome.rows()).isBetween(4L * 22, 4L * 24);
    assertThat(apply().isNothing()).as("again").isTrue();
  }

  @Test
  void whatIsTrueNowStaysHoweverLongNothingHasChanged() {
    new SiteRegistry(store.address())
        .store(
            SiteFile.parse(
                    "garage",
                    Path.of("/"),
                    """
                    site: garage
                    cameras:
                      - id: gate
                        uri: "rtsp://127.0.0.1:8554/x"
                        analyse: [occupancy]
                        spots: [{id: A1, polygon: [[0, 0], [9, 0], [9, 9]]}]
                    privacy: {keep: 7d}
                    """)
                .site(),
            "test");
    parts(20);
    run("old", "garage", "done", DAY.multipliedBy(8));
    for (String run : List.of("live", "old")) {
      spot(run, "A1", "free", DAY.multipliedBy(12));
      spot(run, "A1", "occupied", DAY.multipliedBy(11));
      spot(run, "GONE", "occupied", DAY.multipliedBy(11));
    }
    stay(true, 9);
    stay(false, 9);
    stay(false, 11);
    inside("site", "garage", 14);
    inside("site", "garage", 10);
    inside("level", "L1", 13);
    apply();
    assertThat(ages("inside_counts", "live", "garage"))
        .as("the newest of the site and of its level")
        .containsExactlyInAnyOrder(10L, 13L);
    assertThat(ages("vehicle_sessions", "live", "garage"))
        .as("what is open, and not for longer than the job judges")
        .containsExactly(9L);
    assertThat(ages("spot_transitions", "old", "garage")).as("of the past").isEmpty();
    assertThat(ages("spot_transitions", "live", "garage")).containsExactly(11L);
    spot("live", "A1", "free", DAY.multipliedBy(1));
    apply();
    assertThat(ages("spot_transitions", "live", "garage")).containsExactly(1L);
  }

  @Test
  void aRunOfWhichOnlyWhatIsHeldIsLeftIsNotWhole() {
    keep("garage", "gate", "7d");
    parts(20);
    run("old", "garage", "done", DAY.multipliedBy(8));
    run("held", "garage", "done", DAY.multipliedBy(8));
    observe("old", "garage", DAY.multipliedBy(10));
    observe("old", "garage", DAY.multipliedBy(12));
    observe("held", "garage", DAY.multipliedBy(10));
    new Holds(store.jdbc())
        .add(
            "garage",
            null,
            NOW.minus(DAY.multipliedBy(11)),
            NOW.minus(DAY.multipliedBy(9)),
            "Case 12",
            "ada");
    apply();
    assertThat(ages("observations", "old", "garage")).containsExactly(10L);
    assertThat(RunStanding.unfinishedObservations(store.jdbc(), "old")).isPresent();
    assertThat(RunStanding.unfinishedObservations(store.jdbc(), "held")).isEmpty();
  }

  @Test
  void theDayToComeIsNotTakenForAnEmptyOneOfThePast() {
    keep("garage", "gate", "7d");
    parts(2);
    run("old", "garage", "done", DAY.multipliedBy(8));
    apply();
    assertThat(partsOf("observations"))
        .containsExactly(
            "observations_2031_05_28",
            "observations_2031_05_29",
            "observations_2031_05_30",
            "observations_2031_05_31",
            "observations_2031_06_01");
  }

  @Test
  void anEmptyPartOfThePastStaysWhileARunIsMadeThatMayNeedIt() {
    keep("garage", "gate", "7d");
    keep("harbour", "quay", "7d");
    parts(20);
    run("now", "garage", "running", null);
    apply();
    assertThat(partsOf("observations")).hasSize(23);
    store
        .jdbc()
        .sql("update runs set state = 'failed', ended_at = ?::timestamptz")
        .param(NOW.toString())
        .update();
    apply();
    assertThat(partsOf("observations")).hasSizeLessThan(23);
  }

  @Test
  void kindsAreKeptForTheirOwnTime() {
    keep("garage", "gate", "{observations: 2d, plate_reads: 5d, default: 9d}");
    for (int age = 0; age < 12; age++) {
      observe("live", "garage", DAY.multipliedBy(age));
      plate("live", "garage", DAY.multipliedBy(age));
      store
          .jdbc()
          .sql(
              """
              insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
                model_sha256, layout_version, code_version)
              values ('live', gen_random_uuid(), 'garage', ?, 'gate', now(), 'x', 0, true, '', '', '1')
              """)
          .param(NOW.minus(DAY.multipliedBy(age)).atOffset(ZoneOffset.UTC))
          .update();
    }
    apply();
    assertThat(ages("observations", "live", "garage")).containsExactly(2L, 1L, 0L);
    assertThat(ages("plate_reads", "live", "garage")).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(ages("camera_gaps", "live", "garage")).hasSize(10);
  }

  @Test
  void sitesThatSayNothingOrAreNoMoreGoByTheSettings() {
    keep("garage", "gate", "90d");
    observe("live", "garage", DAY.multipliedBy(40));
    observe("live", "harbour", DAY.multipliedBy(40));
    observe("live", "vanished", DAY.multipliedBy(40));
    observe("live", "vanished", DAY.multipliedBy(3));
    Retention.of(FactKinds.PRODUCT, Settings.load(null, Map.of("SIGHTLINE_PRIVACY_KEEP", "30d")))
        .apply(store.jdbc(), NOW);
    assertThat(ages("observations", "live", "garage")).containsExactly(40L);
    assertThat(ages("observations", "live", "harbour")).isEmpty();
    assertThat(ages("observations", "live", "vanished")).containsExactly(3L);
  }

  @Test
  void whatARunHoldsCountsFromItsEndSinceFootageMayBeOfAnyTime() {
    keep("garage", "gate", "{plate_reads: 5d, default: 30d}");
    parts(1);
    for (String run : List.of("fresh", "old", "going")) {
      observe(run, "garage", DAY.multipliedBy(6_000));
      plate(run, "garage", DAY.multipliedBy(6_000));
    }
    run("fresh", "garage", "done", DAY.multipliedBy(4));
    run("old", "garage", "done", DAY.multipliedBy(6));
    run("going", "garage", "running", null);
    apply();
    assertThat(ages("plate_reads", "fresh", "garage")).hasSize(1);
    assertThat(ages("plate_reads", "old", "garage")).isEmpty();
    assertThat(ages("observations", "old", "garage")).hasSize(1);
    assertThat(ages("plate_reads", "going", "garage")).hasSize(1);
    assertThat(ask("select expired::text from runs where run = 'old'")).isEqualTo("{plate_reads}");
    assertThat(ask("select summary::text from runs where run = 'old'"))
        .as("its summary listed the plates")
        .isEqualTo("{\"vehicles\":7,\"plates\":[],\"gaps\":0}");
    assertThat(ask("select summary::text from runs where run = 'fresh'")).contains("ABCD12");
    assertThat(RunDeletion.marked(store.jdbc())).isEmpty();
    RULES.apply(store.jdbc(), NOW.plus(DAY.multipliedBy(25)));
    assertThat(RunDeletion.marked(store.jdbc())).as("nothing of it is left").containsExactly("old");
    assertThat(ages("observations", "fresh", "garage")).hasSize(1);
  }

  @Test
  void aRunOfASiteThatNobodyKnowsGoesByTheLayoutItWasJudgedBy() {
    String site = "site: elsewhere\ncameras: [{id: x, uri: x.mp4}]\nprivacy: {keep: 2d}\n";
    run("old", "elsewhere", "done", DAY.multipliedBy(3));
    observe("old", "elsewhere", DAY);
    store
        .jdbc()
        .sql("update runs set layout = ?::jsonb")
        .param(Json.write(SiteFile.parse("x", Path.of("/"), site).site()))
        .update();
    apply();
    assertThat(ages("observations", "old", "elsewhere")).isEmpty();
  }

  @Test
  void whatIsHeldStaysAndItsPartIsThinnedAndNotDropped() {
    keep("garage", "gate", "7d");
    keep("harbour", "quay", "7d");
    parts(20);
    for (int age = 9; age < 13; age++) {
      observe("live", "garage", DAY.multipliedBy(age));
      observe("live", "garage", DAY.multipliedBy(age).plusHours(1));
      observe("live", "harbour", DAY.multipliedBy(age));
      plate("live", "garage", DAY.multipliedBy(age));
    }
    run("old", "garage", "done", DAY.multipliedBy(8));
    observe("old", "garage", DAY.multipliedBy(10));
    Holds holds = new Holds(store.jdbc());
    long hold =
        holds.add(
            "garage",
            "observations",
            NOW.minus(DAY.multipliedBy(11)),
            NOW.minus(DAY.multipliedBy(10).minusMinutes(1)),
            "Case 12",
            "ada");
    apply();
    assertThat(ages("observations", "live", "garage")).containsExactly(11L, 10L, 10L);
    assertThat(ages("observations", "live", "harbour")).isEmpty();
    assertThat(ages("plate_reads", "live", "garage")).as("of another kind").isEmpty();
    assertThat(ages("observations", "old", "garage")).containsExactly(10L);
    assertThat(ask("select 'observations' = any (expired) from runs where run = 'old'"))
        .isEqualTo("f");
    assertThat(partsOf("observations"))
        .contains("observations_2031_05_19", "observations_2031_05_20")
        .doesNotContain("observations_2031_05_18", "observations_2031_05_21");
    assertThat(RunDeletion.marked(store.jdbc())).isEmpty();
    assertThat(holds.release("harbour", hold)).as("another site's").isFalse();
    assertThat(holds.release("garage", hold)).isTrue();
    apply();
    assertThat(ages("observations", "live", "garage")).isEmpty();
    assertThat(RunDeletion.marked(store.jdbc())).containsExactly("old");
  }

  @Test
  void aPartInUseIsLeftForLaterAndNobodyWaits() throws Exception {
    keep("garage", "gate", "7d");
    keep("harbour", "quay", "7d");
    parts(20);
    observe("live", "garage", DAY.multipliedBy(10));
    try (Connection reading = store.address().connect()) {
      reading.setAutoCommit(false);
      reading.createStatement().execute("select from observations_2031_05_20");
      Retention quick = new Retention(FactKinds.PRODUCT, null, Duration.ofDays(400), 100);
      quick.apply(store.jdbc(), NOW);
      assertThat(partsOf("observations")).contains("observations_2031_05_20");
      reading.rollback();
    }
    apply();
    assertThat(partsOf("observations")).doesNotContain("observations_2031_05_20");
  }

  @Test
  void theAuditLogHasATimeOfItsOwn() {
    for (int age : new int[] {1, 399, 401, 402, 403, 404, 900}) {
      store
          .jdbc()
          .sql("insert into audit_log (at, action, object, outcome) values (?, 'x', 'y', 'done')")
          .param(NOW.minus(DAY.multipliedBy(age)).atOffset(ZoneOffset.UTC))
          .update();
    }
    assertThat(apply().entries()).isEqualTo(5);
    assertThat(ask("select count(*) from audit_log")).isEqualTo("2");
  }

  @Test
  void whatIsKeptStaysFlatHoweverManyDaysGoBy() {
    keep("garage", "gate", "7d");
    keep("harbour", "quay", "7d");
    List<Long> rows = new ArrayList<>();
    List<Integer> tables = new ArrayList<>();
    for (int day = 0; day < 40; day++) {
      Instant now = NOW.plus(DAY.multipliedBy(day));
      Partitions.ensureAhead(store.jdbc(), LocalDate.ofInstant(now, ZoneOffset.UTC));
      observe("live", "garage", DAY.multipliedBy(-day));
      plate("live", "garage", DAY.multipliedBy(-day));
      RULES.apply(store.jdbc(), now);
      rows.add(
          Long.parseLong(
              ask(
                  "select (select count(*) from observations) + (select count(*) from plate_reads)")));
      tables.add(partsOf("observations").size() + partsOf("plate_reads").size());
    }
    assertThat(rows.subList(10, 40)).allMatch(count -> count <= 17);
    assertThat(tables.subList(10, 40)).allMatch(count -> count <= 15);
  }

  @Test
  void everyKindThatThereIsCanBeKeptForItsOwnTime() {
    List<String> kinds =
        new ArrayList<>(FactKinds.PRODUCT.all().stream().map(FactKind::name).toList());
    kinds.add("observations");
    assertThat(Privacy.KINDS).containsExactlyInAnyOrderElementsOf(kinds);
  }
}
