package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.FootagePlan;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.registry.SiteRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A plate that people correct stays corrected, however its run is made again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CorrectedPlatesTest {
  private static final String RIGHT = "WXYZ99";

  @TempDir static Path folder;
  private static Path siteFile;
  private static Site site;
  private static ModelCatalog catalog;
  private static Installation installation;
  private static Database database;
  private static QueryService service;
  private static Api admin;
  private static Api clerk;

  @BeforeAll
  static void start() throws Exception {
    siteFile = TestSite.create(folder.resolve("site"), 60);
    site = SiteFile.read(siteFile).site();
    catalog = ModelCatalog.of(List.of(folder.resolve("site/models")));
    installation = new Installation(TestSite.root(), folder.resolve("data"));
    Files.createDirectories(installation.data());
    database = Database.open(null, installation.data());
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
    String address = "http://127.0.0.1:" + service.port();
    admin = Api.anonymous(address).signIn("admin", service.firstAdmin().orElseThrow());
    for (String[] who : new String[][] {{"clara", "clerk"}, {"victor", "viewer"}}) {
      admin.send(
          "POST",
          "/api/v1/users",
          "{\"username\": \"%s\", \"password\": \"long-enough-9\", \"role\": \"%s\", \"sites\": {\"%s\": \"%s\"}}"
              .formatted(who[0], who[1], site.id(), who[1]));
    }
    clerk = Api.anonymous(address).signIn("clara", "long-enough-9");
    FootagePlan plan =
        FootagePlan.of(SiteFile.read(siteFile), catalog, TestSite.EMOTIONS, Map.of(), Map.of());
    TestRuns.make(installation, database, "first", 1, plan, false);
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    database.close();
  }

  private static List<Map<String, Object>> plates(String run) throws Exception {
    return admin.items("/api/v1/plates?run=" + run);
  }

  private static HttpResponse<String> correct(Api who, Object fact, Object was, String became)
      throws Exception {
    return who.send(
        "POST",
        "/api/v1/corrections",
        Json.write(
            Map.of(
                "run",
                "first",
                "of_kind",
                "plate_reads",
                "fact",
                fact,
                "was",
                was,
                "became",
                became)));
  }

  private static String ledger(String run) throws Exception {
    return database
        .address()
        .with(
            jdbc ->
                String.join(
                    "\n",
                    jdbc.sql(
                            """
                            select concat_ws(' ', at, track, text, score, reads, corrected, x, y, width, height)
                            from plate_reads where run = ? and final and not retracted order by at, id
                            """)
                        .param(run)
                        .query(String.class)
                        .list()));
  }

  @Test
  @Order(1)
  void whoSaysSoSecondIsToldWhoSaidSoFirst() throws Exception {
    Map<String, Object> read = plates("first").get(0);
    Object was = read.get("text");
    assertThat(was).isNotEqualTo(RIGHT);
    Api viewer =
        Api.anonymous("http://127.0.0.1:" + service.port()).signIn("victor", "long-enough-9");
    assertThat(correct(viewer, read.get("id"), was, RIGHT).statusCode()).isIn(403, 404);
    HttpResponse<String> made = correct(clerk, read.get("id"), was, "wxyz 99");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).contains("\"applies\":\"later\"", RIGHT, "clara");
    HttpResponse<String> second = correct(admin, read.get("id"), was, "ABCD12");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("clara has said at", RIGHT);
    List<Map<String, Object>> known = admin.items("/api/v1/corrections?site=" + site.id());
    assertThat(known)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.get("was")).isEqualTo(was);
              assertThat(one.get("became")).isEqualTo(RIGHT);
              assertThat(one.get("by")).isEqualTo("clara");
            });
    assertThat(plates("first").get(0).get("text")).as("a run that is done").isEqualTo(was);
  }

  @Test
  @Order(2)
  void whatCannotBeAPlateIsRefusedInWords() throws Exception {
    Map<String, Object> read = plates("first").get(0);
    assertThat(correct(clerk, read.get("id"), RIGHT, "--").body())
        .contains("400", "`became` must be a plate");
    assertThat(correct(clerk, read.get("track"), RIGHT, "ABCD12").statusCode()).isEqualTo(404);
    assertThat(
            clerk
                .send("POST", "/api/v1/corrections", "{\"of_kind\": \"tracks\", \"fact\": null}")
                .body())
        .contains("`of_kind` must be passages, plate_reads or vehicle_sessions");
  }

  @Test
  @Order(3)
  void everyLaterRunAppliesItToTheSameVehicle() throws Exception {
    FootagePlan plan =
        FootagePlan.of(SiteFile.read(siteFile), catalog, TestSite.EMOTIONS, Map.of(), Map.of());
    TestRuns.make(installation, database, "again", 1, plan, false);
    TestRuns.judge(installation, database, "judged", 1, site, "first", Span.ALL);
    assertThat(ledger("again")).contains(RIGHT).isNotEqualTo(ledger("first"));
    assertThat(ledger("judged")).isEqualTo(ledger("again"));
    Map<String, Object> diff = admin.get("/api/v1/runs/first/diff/again");
    assertThat(diff.get("equal")).isEqualTo(false);
    assertThat(diff.get("inputs"))
        .as("the difference is explained")
        .isEqualTo(List.of("'first' knows 0 statements of people, 'again' 1."));
    assertThat(plates("again"))
        .filteredOn(read -> (boolean) read.get("corrected"))
        .singleElement()
        .satisfies(
            read -> {
              assertThat(read.get("text")).isEqualTo(RIGHT);
              assertThat(read.get("id")).isEqualTo(plates("first").get(0).get("id"));
            });
  }

  @Test
  @Order(4)
  void anErasedPlateIsForgottenInCorrectionsToo() throws Exception {
    admin.send(
        "POST",
        "/api/v1/erasures",
        "{\"site\": \"%s\", \"plate\": \"%s\", \"reason\": \"x\"}".formatted(site.id(), RIGHT));
    Map<String, Object> read = plates("first").get(0);
    assertThat(correct(clerk, read.get("id"), RIGHT, RIGHT).body())
        .contains("409", "was erased for that time");
  }

  @Test
  @Order(5)
  void howManyAreInsideIsSaidByClerksOfKnownLevels() throws Exception {
    String inside = "/api/v1/sites/" + site.id() + "/inside";
    assertThat(clerk.send("POST", inside, "{\"vehicles\": 12}").statusCode()).isEqualTo(201);
    assertThat(clerk.send("POST", inside, "{\"vehicles\": -1}").body())
        .contains("400", "`vehicles` must say how many are inside");
    assertThat(clerk.send("POST", inside, "{\"vehicles\": 1, \"level\": \"L9\"}").body())
        .contains("400", "there is no 'L9'");
    assertThat(
            clerk
                .send("POST", inside, "{\"vehicles\": 1, \"at\": \"2090-01-01T00:00:00Z\"}")
                .body())
        .contains("400", "a time that has been");
    Api viewer =
        Api.anonymous("http://127.0.0.1:" + service.port()).signIn("victor", "long-enough-9");
    assertThat(viewer.send("POST", inside, "{\"vehicles\": 1}").statusCode()).isIn(403, 404);
    assertThat(viewer.items(inside)).as("nobody counts where there are no gates").isEmpty();
  }
}
