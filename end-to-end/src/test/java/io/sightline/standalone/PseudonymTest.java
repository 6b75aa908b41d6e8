package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.FootagePlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.ObservationsPlan;
import io.sightline.runs.Progress;
import io.sightline.runs.RunPlan;
import io.sightline.runs.chores.Chores;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.retention.Retention;
import io.sightline.store.runs.RunClaim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site that wants pseudonyms, from footage to answers: its facts name plates by pseudonyms, who
 * knows a plate finds it, and what is erased of it, by track or with misreadings, stays so.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PseudonymTest {
  private static final int FRAMES = 650;
  private static final String SITE = "drawn-park";

  /** What the reader says of white squares. */
  private static final String PLATE = "CNRY7CNRY7";

  /** What another reader says of them. */
  private static final String MISREAD = "CNRY7CNRYT";

  private static final String ANOTHER = "CNRY7TNRY7";
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static Site site;
  private static Installation installation;
  private static Settings settings;
  private static PlateKeys keys;
  private static Database database;
  private static QueryService service;
  private static Chores chores;
  private static Api admin;
  private static Traces traces;
  private static FootagePlan footage;

  /** The first track on which the plate was read. */
  private static UUID track;

  @BeforeAll
  static void make() throws Exception {
    Path where = folder.resolve("site");
    Path siteFile = TestSite.create(where, FRAMES);
    Files.writeString(
        siteFile,
        Files.readString(siteFile)
                .replace("plate-formats: [formats/drawn.yaml]\n", "")
                .replace("evidence: crops", "evidence: pictures")
            + "privacy: {plates: pseudonym}\n");
    Path reader = where.resolve("models/blob-text/model.yaml");
    Files.writeString(reader, Files.readString(reader).replace("[A, B]", "[CNRY7, B]"));
    site = SiteFile.read(siteFile).site();
    installation = new Installation(TestSite.root(), folder.resolve("data"));
    settings =
        installation.keyed(
            Settings.load(
                null,
                Map.of(
                    Settings.SERVICE_ADDRESS.variable(),
                    "127.0.0.1",
                    Settings.PRIVACY_PSEUDONYM_KEY.variable(),
                    "pseudonyms-0123456789-0123456789")));
    keys = PlateKeys.of(settings);
    database = Database.open(null, installation.data());
    traces = new Traces(database, installation, folder, PLATE);
    new SiteRegistry(database.address()).store(site, "test");
    footage =
        FootagePlan.of(
            SiteFile.read(siteFile),
            ModelCatalog.of(List.of(where.resolve("models"))),
            TestSite.EMOTIONS,
            Map.of(),
            Map.of());
    run("first", claim -> footage);
    judge("judged");
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
  }

  @AfterAll
  static void stop() {
    chores.close();
    service.close();
    database.close();
  }

  private static void run(String run, Function<RunClaim, RunPlan> plan) throws Exception {
    try (RunClaim claim = RunClaim.of(database.address(), run);
        JobRunner runner = installation.runner(1)) {
      installation
          .maker(database, runner, installation.media(settings), 1, settings)
          .make(claim, plan.apply(claim), false, Progress.UNHEARD);
    }
  }

  private static void judge(String run) throws Exception {
    run(run, claim -> ObservationsPlan.of(claim.jdbc(), site, "first", Span.ALL));
  }

  private static <T> List<T> ask(Class<T> type, String sql, Object... params) {
    return database.address().with(jdbc -> jdbc.sql(sql).params(params).query(type).list());
  }

  private static void erase(String what) throws Exception {
    Map<?, ?> asked =
        Json.read(
            admin
                .send(
                    "POST",
                    "/api/v1/erasures",
                    "{\"site\": \"%s\", %s, \"reason\": \"They asked for it.\"}"
                        .formatted(SITE, what))
                .body(),
            Map.class);
    await()
        .atMost(LONG)
        .until(
            () -> {
              chores.erase();
              return admin.get("/api/v1/erasures/" + asked.get("id")).get("state");
            },
            "done"::equals);
  }

  private static void requireSame(String... runs) throws Exception {
    for (String run : runs) {
      assertThat(traces.isAsFirst(run)).as(run).isTrue();
    }
  }

  @Test
  @Order(1)
  void factsOfAllRunsNameAPlateByTheSamePseudonym() throws Exception {
    for (String run : List.of("first", "judged")) {
      assertThat(ask(String.class, "select distinct text from plate_reads where run = ?", run))
          .as(run)
          .containsExactly(keys.pseudonym(PLATE));
    }
    requireSame("judged");
    assertThat(traces.places())
        .as("so that it can be judged again")
        .containsExactly("observations.payload");
  }

  @Test
  @Order(2)
  void whoKnowsThePlateFindsIt() throws Exception {
    String list = "/api/v1/plates?run=first&site=" + SITE + "&plate=";
    List<Map<String, Object>> found = admin.items(list + "cnry7-cnry7");
    assertThat(found).isNotEmpty().allMatch(one -> one.get("text").equals(keys.pseudonym(PLATE)));
    assertThat(found).isEqualTo(admin.items(list + keys.pseudonym(PLATE)));
    assertThat(admin.items(list + ANOTHER)).isEmpty();
  }

  @Test
  @Order(3)
  void noPictureOfAPlateIsKept() throws Exception {
    assertThat(traces.pictures()).isEmpty();
    assertThat(ask(String.class, "select evidence from plate_reads where evidence is not null"))
        .isEmpty();
  }

  @Test
  @Order(3)
  void aBundleSaysNoMoreThanTheFactsDo() throws Exception {
    List<Map<String, Object>> stays = admin.items("/api/v1/sessions?run=first");
    assertThat(stays).anyMatch(stay -> keys.pseudonym(PLATE).equals(stay.get("plate")));
    for (Map<String, Object> stay : stays) {
      String told =
          String.join("\n", admin.unzipped("/api/v1/sessions/%s/bundle?run=first", stay.get("id")));
      assertThat(told).contains("candidates.json").doesNotContain(PLATE, "CNRY7", ".jpg");
      assertThat(stay.get("plate") == null || told.contains("\"score\"")).isTrue();
    }
  }

  @Test
  @Order(4)
  void theReadsOfATrackAreErasedInAllRunsAndLaterOnesStay() throws Exception {
    track =
        ask(UUID.class, "select track from plate_reads where run = 'first' order by at, id limit 1")
            .get(0);
    String later =
        "select count(*) from plate_reads where text = ? and at > '2026-03-01T12:00:10Z'";
    long before = ask(Long.class, later, keys.pseudonym(PLATE)).get(0);
    assertThat(before).isPositive();
    erase("\"track\": \"" + track + "\"");
    requireTrackIsErased("first", "judged");
    assertThat(ask(Long.class, later, keys.pseudonym(PLATE)).get(0)).isEqualTo(before);
  }

  @Test
  @Order(5)
  void replaysLeaveThemOut() throws Exception {
    run("footage-again", claim -> footage);
    requireTrackIsErased("footage-again");
    judge("judged-again");
    assertThat(
            ask(
                String.class,
                "select text from plate_reads where run = 'judged-again' and track = ?",
                track))
        .as("nothing is read there any more")
        .isEmpty();
    requireSame("judged", "judged-again", "footage-again");
  }

  private static void requireTrackIsErased(String... runs) {
    for (String run : runs) {
      assertThat(
              ask(
                  String.class,
                  "select text || retracted from plate_reads where run = ? and track = ?",
                  run,
                  track))
          .as(run)
          .containsExactly("true");
    }
  }

  @Test
  @Order(6)
  void misreadingsGoWithThePlateWhereTheyAreNamed() throws Exception {
    List<UUID> reads =
        ask(
            UUID.class,
            "select id from plate_reads where run = 'judged' and text <> '' order by at, id limit 2");
    String misread = "update plate_reads set text = ? where run = 'judged' and id = ? returning 1";
    ask(Integer.class, misread, keys.pseudonym(MISREAD), reads.get(0));
    ask(Integer.class, misread, keys.pseudonym(ANOTHER), reads.get(1));
    erase("\"plate\": \"cnry7-cnry7\", \"variants\": [\"CNRY7 CNRYT\"]");
    assertThat(ask(String.class, "select text from plate_reads where text <> ''"))
        .containsExactly(keys.pseudonym(ANOTHER));
    assertThat(traces.places()).isEmpty();
    judge("judged-at-last");
    requireSame("judged-again", "judged-at-last");
  }
}
