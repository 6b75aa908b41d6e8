package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.FootagePlan;
import io.sightline.runs.chores.Chores;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.retention.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A plate comes in by every way that there is, is erased, and is nowhere any more: not in any table
 * of the database, not in pictures, exports or files, and not after its footage and what was seen
 * in it are replayed. A16, with {@code RetentionTest} and {@code PersonalDataTest}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CanaryTest {
  private static final int FRAMES = 650;
  private static final String SITE = "drawn-park";

  /** What the reader says of white squares; nothing else looks like it. */
  private static final String PLATE = "CNRY7CNRY7";

  private static final Logger LOG = LoggerFactory.getLogger("io.sightline.canary");
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static Path siteFile;
  private static Site site;
  private static ProductLog log;
  private static Database database;
  private static Traces traces;
  private static ModelCatalog catalog;
  private static Installation installation;
  private static QueryService service;
  private static Chores chores;
  private static Api admin;

  /** A way by which a plate comes in. New ones are added here. */
  private interface Way {
    void plant() throws Exception;
  }

  private static final Map<String, Way> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("footage", () -> footage("first"));
    WAYS.put("observations", () -> judge("judged"));
    WAYS.put("live", CanaryTest::live);
    WAYS.put("people", CanaryTest::people);
    WAYS.put("corrections", CanaryTest::corrected);
    WAYS.put("records", CanaryTest::recorded);
    WAYS.put("refused", CanaryTest::refused);
  }

  @BeforeAll
  static void plant() throws Exception {
    Path where = folder.resolve("site");
    siteFile = TestSite.create(where, FRAMES);
    Files.writeString(
        siteFile,
        Files.readString(siteFile)
            .replace("plate-formats: [formats/drawn.yaml]\n", "")
            .replace("evidence: crops", "evidence: pictures"));
    Path reader = where.resolve("models/blob-text/model.yaml");
    Files.writeString(reader, Files.readString(reader).replace("[A, B]", "[CNRY7, B]"));
    site = SiteFile.read(siteFile).site();
    installation = new Installation(TestSite.root(), folder.resolve("data"));
    Files.createDirectories(installation.data());
    log = ProductLog.to(installation.data().resolve("sightline.log"));
    database = Database.open(null, installation.data());
    traces = new Traces(database, installation, folder, PLATE);
    catalog = ModelCatalog.of(List.of(where.resolve("models")));
    new SiteRegistry(database.address()).store(site, "test");
    Settings settings =
        installation.keyed(Settings.load(null, Map.of("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1")));
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                settings,
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                installation.key(settings),
                installation.mediaFolder(),
                "test",
                null));
    admin =
        Api.anonymous("http://127.0.0.1:" + service.port())
            .signIn("admin", service.firstAdmin().orElseThrow());
    chores =
        new Chores(
            database.address(),
            installation.media(settings),
            installation.runs(),
            Retention.of(FactKinds.PRODUCT, settings),
            Clock.systemUTC());
    for (Way way : WAYS.values()) {
      way.plant();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    chores.close();
    service.close();
    database.close();
    log.close();
  }

  private static void footage(String run) throws Exception {
    FootagePlan plan =
        FootagePlan.of(SiteFile.read(siteFile), catalog, TestSite.EMOTIONS, Map.of(), Map.of());
    TestRuns.make(installation, database, run, 1, plan, false);
  }

  private static void judge(String run) throws Exception {
    TestRuns.judge(installation, database, run, 1, site, "first", Span.ALL);
  }

  /** As the live run leaves it: facts that are not final, the log, the newest word of a camera. */
  private static void live() {
    database
        .address()
        .with(
            jdbc -> {
              jdbc.sql(
                      "insert into runs (run, site, state, layout) values ('live', '', 'running', '{}')")
                  .update();
              for (String table : List.of("plate_reads", "observations", "vehicle_tracks")) {
                copy(jdbc, table, "first", "live");
              }
              jdbc.sql("update plate_reads set final = false where run = 'live'").update();
              jdbc.sql(
                      """
                      insert into passages (run, id, site, at, camera, gate, direction, track, label, plate,
                        score, revision, final, model_sha256, layout_version, code_version)
                      select 'live', gen_random_uuid(), site, at, camera, 'gate', 'entry', track, 'car', text, 0.9,
                        revision, true, '', '', '' from plate_reads where run = 'live'
                      """)
                  .update();
              jdbc.sql(
                      """
                      insert into vehicle_sessions (run, id, site, at, plate, label, entered_at, outcome,
                        grace, overstay, revision, final, model_sha256, layout_version, code_version)
                      select 'live', gen_random_uuid(), site, at, text, 'car', at, 'open', false, false, revision, false, '', '', ''
                      from plate_reads where run = 'live'
                      """)
                  .update();
              jdbc.sql(
                      """
                      insert into poison_records (run, id, site, at, camera, stage, reason, presentation_us,
                        revision, final, model_sha256, layout_version, code_version)
                      values ('live', gen_random_uuid(), :site, now(), 'north', 'plate-text',
                        'Cannot spell ' || :plate, 0, 0, true, '', '', '')
                      """)
                  .param("site", SITE)
                  .param("plate", PLATE)
                  .update();
              return jdbc.sql(
                      """
                      insert into camera_latest (camera, site, at, up, width, height, boxes)
                      values ('north', :site, now(), true, 256, 256, json_build_array(json_build_object('label', :plate::text)))
                      """)
                  .param("site", SITE)
                  .param("plate", PLATE.toLowerCase(Locale.ROOT))
                  .update();
            });
  }

  private static void copy(JdbcClient jdbc, String table, String from, String to) {
    String columns =
        String.join(
            ", ",
            jdbc.sql(
                    "select attname from pg_attribute where attrelid = ?::regclass and attnum > 0"
                        + " and attname not in ('run', 'written_xid') and not attisdropped")
                .param(table)
                .query(String.class)
                .list());
    jdbc.sql(
            "insert into %1$s (run, %2$s) select '%4$s', %2$s from %1$s where run = '%3$s'"
                .formatted(table, columns, from, to))
        .update();
  }

  /** What was written down of people who asked for it. */
  private static void people() {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into audit_log (principal, action, object, outcome) values ('ada', 'search', ?, 'done')")
                    .param("plate=cnry7-cnry7")
                    .update());
  }

  /** Somebody has said so, of a vehicle that was read otherwise. */
  private static void corrected() {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        insert into corrections (site, number, run, of_kind, fact, field, camera, track, at,
                          x, y, width, height, was, became, reason, by)
                        select site, next_statement(site), 'live', 'plate_reads', id, 'text', camera,
                          gen_random_uuid(), at, 0, 0, 9, 9, 'OTHER1', text, 'It is ' || text, 'ada'
                        from plate_reads where run = 'live' limit 1
                        """)
                    .update());
  }

  /** Somebody has noted it by hand, in words too, and with a picture. */
  private static void recorded() throws Exception {
    String picture =
        EvidenceNames.ofPlate("records", Instant.parse("2026-03-01T08:00:00Z").toEpochMilli(), 0);
    try (MediaStore store = MediaAddress.of(installation.mediaFolder()).open()) {
      store.put(EvidenceNames.of("live", picture), new byte[] {1});
    }
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        with image as (
                          insert into images (site, filename, picture, file_size, file_type, width, height,
                            upload_date)
                          values (:site, 'image.jpg', :picture, 1, 'jpg', 1, 1, '2026-03-01T08:00:00Z')
                          returning image_id)
                        insert into history (site, plate, subject, description, date, image_id)
                        select :site, :plate, 'Manual Entry', 'It was ' || :plate, '2026-03-01T08:00:00Z'::timestamptz,
                          image_id from image
                        union all
                        select :site, '', 'Manual Entry', 'Behind ' || :plate, '2026-03-01T09:00:00Z', null
                        """)
                    .param("site", SITE)
                    .param("picture", picture)
                    .param("plate", PLATE)
                    .update());
  }

  /** Rows that the database refuses, which everybody writes down who hears of it. */
  private static void refused() {
    assertThatThrownBy(
            () ->
                database
                    .address()
                    .with(
                        jdbc ->
                            jdbc.sql("insert into plate_reads (site, text) values (?, ?)")
                                .params(SITE, PLATE)
                                .update()))
        .satisfies(e -> LOG.error("A chore failed.", e));
  }

  private static void doChores() {
    await()
        .atMost(LONG)
        .until(
            () -> {
              chores.erase();
              return database
                  .address()
                  .with(
                      jdbc ->
                          jdbc.sql(
                                  "select not exists (select from erasures where state <> 'done')"
                                      + " and not exists (select from erased_tracks where not done)")
                              .query(Boolean.class)
                              .single());
            });
  }

  private static String ask(String extra) throws Exception {
    return admin
        .send(
            "POST",
            "/api/v1/erasures",
            "{\"site\": \"%s\", \"plate\": \"cnry7 cnry7\", %s\"reason\": \"They asked for it.\"}"
                .formatted(SITE, extra))
        .body();
  }

  @Test
  @Order(1)
  void itIsEverywhereBefore() throws Exception {
    assertThat(traces.places())
        .contains(
            "plate_reads",
            "passages",
            "vehicle_sessions",
            "poison_records",
            "camera_latest",
            "audit_log",
            "corrections",
            "history",
            "runs",
            "observations.payload",
            "export");
    assertThat(traces.places()).as("logs never name plates").noneMatch(one -> one.contains(".log"));
    assertThat(traces.pictures().stream().map(one -> one.getFileName().toString()))
        .anyMatch(one -> one.endsWith("-0.jpg"))
        .anyMatch(one -> one.endsWith("-whole.jpg"));
    Map<String, Object> known =
        admin.get("/api/v1/subject-access?site=" + SITE + "&plate=cnry7-cnry7");
    assertThat(Json.write(known))
        .contains(
            PLATE,
            "vehicle_tracks",
            "passages",
            "/evidence?run=first",
            "/picture?run=first",
            "search");
  }

  @Test
  @Order(2)
  void aHoldIsStronger() throws Exception {
    Map<?, ?> hold =
        Json.read(
            admin
                .send(
                    "POST",
                    "/api/v1/sites/" + SITE + "/holds",
                    "{\"from\": \"2026-03-01T00:00:00Z\", \"to\": \"2026-03-02T00:00:00Z\","
                        + " \"reason\": \"Court 7\"}")
                .body(),
            Map.class);
    assertThat(ask("")).contains("409", "hold " + hold.get("id"), "Court 7");
    assertThat(admin.items("/api/v1/erasures")).isEmpty();
    admin.send("DELETE", "/api/v1/sites/" + SITE + "/holds/" + hold.get("id"), null);
  }

  @Test
  @Order(3)
  void afterErasureItIsNowhere() throws Exception {
    Map<?, ?> asked = Json.read(ask(""), Map.class);
    assertThat(asked.get("state")).isEqualTo("requested");
    doChores();
    Map<String, Object> done = admin.get("/api/v1/erasures/" + asked.get("id"));
    assertThat(done.get("state")).isEqualTo("done");
    assertThat(((Map<?, ?>) done.get("counts")).keySet().stream().map(Object::toString))
        .contains(
            "plate_reads", "passages", "vehicle_sessions", "history", "observations", "pictures");
    assertThat(traces.places()).isEmpty();
    assertThat(traces.pictures()).isEmpty();
    assertThat(admin.items("/api/v1/plates?run=first&site=" + SITE + "&plate=" + PLATE)).isEmpty();
    long tracks =
        database
            .address()
            .with(
                jdbc ->
                    jdbc.sql("select count(*) from vehicle_tracks where run = 'first'")
                        .query(Long.class)
                        .single());
    assertThat(tracks).as("what it did stays").isPositive();
  }

  @Test
  @Order(4)
  void theLogsThatAreSearchedTellOfAllThis() throws Exception {
    Map<String, String> logs = new LinkedHashMap<>();
    for (Path file : traces.logs()) {
      logs.put(file.getFileName().toString(), Files.readString(file));
    }
    assertThat(logs).containsOnlyKeys("sightline.log", "server.log");
    assertThat(logs.get("sightline.log")).contains("A chore failed.", "is done.", "first");
    assertThat(logs.get("server.log")).contains("ERROR", "plate_reads");
    Path planted = installation.data().resolve("runs/planted.log");
    Files.writeString(planted, "cnry7-cnry7");
    assertThat(traces.places()).contains("planted.log");
    Files.delete(planted);
  }

  @Test
  @Order(5)
  void afterReplaysItIsStillNowhereAndTheLedgersAreTheErasedOne() throws Exception {
    judge("judged-again");
    footage("footage-again");
    doChores();
    assertThat(traces.places()).isEmpty();
    assertThat(traces.pictures()).isEmpty();
    for (String run : List.of("judged", "judged-again", "footage-again")) {
      assertThat(traces.isAsFirst(run)).as(run).isTrue();
    }
  }
}
