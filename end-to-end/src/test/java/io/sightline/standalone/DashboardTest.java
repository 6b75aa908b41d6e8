package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.sightline.media.RtspServer;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, over a real camera. */
class DashboardTest {
  @TempDir static Path folder;
  private static RtspServer camera;
  private static Database database;
  private static Serving serving;
  private static Chromium browser;
  private static ModelCatalog models;
  private static int port;
  private static String password;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    browser = Chromium.open();
    camera = LiveSite.server(folder).start();
    models = LiveSite.models(folder);
    port = RtspServer.freePort();
    database = Database.open(null, folder.resolve("data"));
    serving = serve();
    password = serving.adminPassword().orElseThrow();
  }

  private static Serving serve() throws Exception {
    return Serving.start(
        new Installation(TestSite.root(), folder.resolve("data")),
        database,
        LiveSite.plan(LiveSite.file(camera, "live-park", "north"), models, port));
  }

  @AfterAll
  static void stop() throws Exception {
    if (serving != null) {
      serving.close();
      database.close();
      camera.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static void within(Locator locator, String attribute, String value, int seconds) {
    PlaywrightAssertions.assertThat(locator)
        .hasAttribute(
            attribute,
            value,
            new LocatorAssertions.HasAttributeOptions().setTimeout(seconds * 1_000.0));
  }

  private static long transitions() throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select count(*) from spot_transitions where run = 'live' and spot = 'P11'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String stateInDatabase() throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select state from spot_transitions where run = 'live' and spot = 'P11'"
                    + " and not retracted order by at desc limit 1")) {
      return rows.next() ? rows.getString(1) : "unknown";
    }
  }

  private static void showsAnAlertUntilSomebodyHasSeenToIt(Page page) throws Exception {
    assertThat(page.locator("#alerts-section").isHidden()).isTrue();
    String id = UUID.randomUUID().toString();
    execute(
        """
          insert into alerts (run, id, site, at, kind, cause, text, camera, plate, entry, revision, final,
            model_sha256, layout_version, code_version)
          values ('live', '%s', 'live-park', date_trunc('milliseconds', now()), 'watchlist', 'x', 'x', 'north', 'ABCD12', 'stolen-1', 1,
            false, '', '', '')
          """
            .formatted(id));
    Locator alert = page.locator("[data-alert='" + id + "']");
    PlaywrightAssertions.assertThat(alert)
        .containsText("stolen-1", new LocatorAssertions.ContainsTextOptions().setTimeout(5_000));
    PlaywrightAssertions.assertThat(alert).containsText("ABCD12");
    assertThat(alert.locator("time").textContent())
        .as("as clocks at the site show it")
        .isEqualTo(
            alert
                .locator("time")
                .evaluate(
                    "shown => new Date(shown.dateTime).toLocaleString([],"
                        + " {dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC'})"));
    alert.locator("button").click();
    PlaywrightAssertions.assertThat(alert)
        .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(5_000));
    assertThat(page.locator("#alerts-section").isHidden()).isTrue();
  }

  private static void saysThatACameraCannotSee(Page page) throws Exception {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
          model_sha256, layout_version, code_version)
        values ('live', '%s', 'live-park', date_trunc('milliseconds', now()), 'north', now(), 'moved', 1,
          false, '', '', '')
        """
            .formatted(id));
    within(page.locator("#camera-north"), "data-blind", "true", 5);
    PlaywrightAssertions.assertThat(page.locator("#camera-north .state"))
        .hasText("cannot see: moved");
    // Also for who opens the page only now.
    page.reload();
    within(page.locator("#camera-north"), "data-blind", "true", 20);
    execute(
        "update camera_gaps set final = true, written_xid = pg_current_xact_id() where id = '%s'"
            .formatted(id));
    within(page.locator("#camera-north"), "data-blind", "false", 5);
    PlaywrightAssertions.assertThat(page.locator("#camera-north .state")).hasText("up");
  }

  private static void movesThePlacesOfACameraThatHasMoved(Page page) throws Exception {
    String before = page.locator("[data-spot=P11]").getAttribute("points");
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into camera_gaps (run, id, site, at, camera, ended_at, reason, shift_x, shift_y, revision,
          final, model_sha256, layout_version, code_version)
        select 'live', '%s', 'live-park', date_trunc('milliseconds', now()), 'north', now(), 'moved', 0.05,
          0.1, 1, false, '', version, ''
        from layout_versions where site = 'live-park' order by effective_at desc limit 1
        """
            .formatted(id));
    Locator moved = page.locator("#camera-north .moved");
    moved.getByText("Show where its places lie now").click();
    PlaywrightAssertions.assertThat(moved.locator("p"))
        .hasText("What it shows lies 13 pixels to the right and 26 pixels down.");
    PlaywrightAssertions.assertThat(page.locator("#camera-north .proposed polygon")).hasCount(2);
    // What is looked at stays when the cameras are drawn anew.
    page.evaluate("load()");
    PlaywrightAssertions.assertThat(page.locator("#camera-north .proposed polygon")).hasCount(2);
    moved.getByText("Leave them").click();
    PlaywrightAssertions.assertThat(page.locator("#camera-north .proposed polygon")).hasCount(0);
    moved.getByText("Show where its places lie now").click();
    moved.getByText("Move its places").click();
    PlaywrightAssertions.assertThat(page.locator("[data-spot=P11]"))
        .not()
        .hasAttribute("points", before);
    PlaywrightAssertions.assertThat(moved.locator("p")).containsText("Its places are moved");
    PlaywrightAssertions.assertThat(page.locator("#camera-north .proposed polygon")).hasCount(0);
    page.reload();
    moved.getByText("Show where its places lie now").click();
    PlaywrightAssertions.assertThat(moved.locator("p")).containsText("drawn anew");
    execute(
        "update camera_gaps set final = true, written_xid = pg_current_xact_id() where id = '%s'"
            .formatted(id));
    PlaywrightAssertions.assertThat(moved).hasCount(0);
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void thePageFollowsWhatHappensAndSaysWhenItCannot() throws Exception {
    Page page = browser.page();
    List<String> complaints = new ArrayList<>();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        (ConsoleMessage message) -> {
          if (message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
    page.navigate("http://127.0.0.1:" + port + "/");
    page.fill("#username", "admin");
    page.fill("#password", "wrong");
    page.click("#login button");
    PlaywrightAssertions.assertThat(page.locator("#login-problem"))
        .hasText("User name or password is wrong.");
    page.fill("#password", password);
    page.click("#login button");
    Locator connection = page.locator("#connection");
    within(connection, "data-state", "online", 10);
    within(page.locator("#camera-north"), "data-up", "true", 30);
    Locator spot = page.locator("[data-spot=P11]");
    for (int change = 0; change < 2; change++) {
      long before = transitions();
      await("a change of the spot")
          .atMost(Duration.ofSeconds(2L * LiveSite.ROUND_SECONDS))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> transitions() > before);
      within(spot, "data-state", stateInDatabase(), 2);
    }
    assertThat(
            Integer.parseInt(page.locator("#occupied").textContent())
                + Integer.parseInt(page.locator("#free").textContent())
                + Integer.parseInt(page.locator("#unknown").textContent()))
        .isEqualTo(2);
    page.waitForFunction(
        "document.querySelector('#camera-north img').naturalWidth === 256",
        null,
        new Page.WaitForFunctionOptions().setTimeout(20_000));
    assertThat(page.locator("#chart canvas").count()).isPositive();
    assertThat(page.locator("#latest li").count()).isPositive();

    showsAnAlertUntilSomebodyHasSeenToIt(page);
    saysThatACameraCannotSee(page);
    movesThePlacesOfACameraThatHasMoved(page);

    camera.stop();
    within(page.locator("#camera-north"), "data-up", "false", 6);
    within(spot, "data-state", "unknown", 4);
    camera.start();
    within(page.locator("#camera-north"), "data-up", "true", 6);

    serving.close();
    within(connection, "data-state", "offline", 5);
    PlaywrightAssertions.assertThat(connection).hasText("Not connected");
    database.close();
    database = Database.open(null, folder.resolve("data"));
    serving = serve();
    assertThat(serving.resumed()).isPresent();
    within(connection, "data-state", "online", 15);
    within(page.locator("#camera-north"), "data-up", "true", 20);
    assertThat(complaints).isEmpty();

    page.click("#sign-out");
    assertThat(page.locator("#dashboard").isHidden()).isTrue();
    within(connection, "data-state", "offline", 2);
    Page docs = browser.page();
    docs.navigate("http://127.0.0.1:" + port + "/docs");
    PlaywrightAssertions.assertThat(docs.locator(".opblock").first())
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
  }
}
