package io.sightline.standalone.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.microsoft.playwright.Page;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.renderer.footage.Truth;
import io.sightline.standalone.Chromium;
import io.sightline.standalone.Installation;
import io.sightline.standalone.demo.EmotionCheck;
import io.sightline.standalone.demo.StayCheck;
import io.sightline.standalone.demo.TruthCheck;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as a newcomer starts it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoTest {
  private static final Path DEMO = Path.of(System.getProperty("sightline.root")).resolve("demo");

  @TempDir static Path data;

  @BeforeAll
  static void home() {
    System.setProperty("sightline.home", System.getProperty("sightline.root"));
  }

  @AfterAll
  static void noHome() {
    System.clearProperty("sightline.home");
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Printed(
      String run, long frames, long poison, List<String> plates, TruthCheck truth) {}

  @Test
  @Order(1)
  void whatIsFoundIsWhatHappened() {
    Outcome outcome = Outcome.of("demo", "--exit", "--json", "--data", data.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("Sightline is at http://").contains("password");
    Printed printed = Json.read(outcome.out(), Printed.class);
    assertThat(printed.run()).isEqualTo("demo");
    assertThat(printed.frames()).isEqualTo(3 * 1_200 + 75);
    assertThat(printed.poison()).isZero();
    TruthCheck truth = printed.truth();
    assertThat(truth.vehicles().expected()).isGreaterThan(15);
    assertThat(truth.vehicles().found()).isEqualTo(truth.vehicles().expected());
    assertThat(truth.entries().expected()).isGreaterThan(5);
    assertThat(truth.entries().found()).isEqualTo(truth.entries().expected());
    assertThat(truth.exits().expected()).isGreaterThan(2);
    assertThat(truth.exits().found()).isEqualTo(truth.exits().expected());
    assertThat(printed.plates()).isEqualTo(platesOf(TruthCheck.read(DEMO.resolve("truth.json"))));
    assertThat(truth.plates().expected()).isEqualTo(printed.plates().size());
    assertThat(truth.plates().found()).isEqualTo(truth.plates().expected());
    assertThat(truth.stays().expected()).isEqualTo(9);
    assertThat(truth.stays().stays()).allMatch(StayCheck.Stay::right);
    assertThat(truth.stays().found()).isEqualTo(truth.stays().expected());
    assertThat(truth.stays().stays())
        .extracting(stay -> stay.found().outcome() + " " + stay.found().match())
        .contains("completed plate", "completed only-one", "missed-entry null", "open null");
    assertThat(truth.stays().stays()).filteredOn(stay -> stay.found().overstay()).hasSize(1);
    assertThat(truth.emotions().frames()).isGreaterThan(800);
    assertThat(truth.emotions().right())
        .isGreaterThanOrEqualTo((long) Math.ceil(0.85 * truth.emotions().frames()));
    assertThat(truth.emotions().rightMillis())
        .isBetween((long) (0.95 * truth.emotions().millis()), truth.emotions().millis());
    assertThat(truth.emotions().minutes()).hasSize(4).allMatch(EmotionCheck.Minute::isClose);
    assertThat(truth.spots()).hasSizeGreaterThan(10).allMatch(TruthCheck.SpotTime::isClose);
    assertThat(truth.spots()).filteredOn(spot -> spot.expectedMillis() > 0).hasSizeGreaterThan(8);
  }

  private static List<String> platesOf(Truth truth) {
    return truth.passages().stream()
        .map(Truth.Passage::readable)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  /** Needs the run that the first test made. */
  @Test
  @Order(2)
  @SuppressWarnings("try") // Closing ends threads, and may be interrupted while it does.
  void thePagePlaysTheRun() throws Exception {
    Path root = Path.of(System.getProperty("sightline.root"));
    try (Chromium browser = Chromium.open();
        Database database = Database.open(null, data);
        Serving serving = serve(database, DEMO.resolve("site.yaml"))) {
      Page page = browser.page();
      List<String> complaints = new ArrayList<>();
      page.onPageError(complaints::add);
      page.setViewportSize(1200, 900);
      signIn(page, serving);
      assertThat(page.locator("#run")).hasValue("demo");
      assertThat(page.locator("[data-spot='N6']")).hasAttribute("data-state", "occupied");
      assertThat(page.locator("[data-spot='N3']")).hasAttribute("data-state", "free");
      assertThat(page.locator("#camera-demo-bays .box")).not().hasCount(0);
      correctAPlate(page);
      page.click("#play");
      assertThat(page.locator("#play")).hasText("Play");
      moveTo(page, 110_000);
      assertThat(page.locator("[data-spot='S1']")).hasAttribute("data-state", "free");
      assertThat(page.locator("[data-spot='S2']")).hasAttribute("data-state", "occupied");
      assertThat(page.locator("#inside")).hasText("+6 −3");
      assertThat(page.locator("#camera-demo-bays .box")).not().hasCount(0);
      assertThat(page.locator("#latest")).containsText("Plate UWVZ22 at demo-gate");
      assertThat(page.locator("#hours-section")).isVisible();
      assertThat(page.locator("#emotions-section")).isVisible();
      assertThat(page.locator("#camera-demo-kiosk .box-name")).not().hasCount(0);
      moveTo(page, 118_600);
      assertThat(page.locator("#camera-demo-gate .box-name")).not().hasCount(0);
      if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
        page.screenshot(
            new Page.ScreenshotOptions().setFullPage(true).setPath(root.resolve("docs/demo.png")));
      }
      moveTo(page, 20_000);
      assertThat(page.locator("[data-spot='S6']")).hasAttribute("data-state", "occupied");
      assertThat(page.locator("#inside")).hasText("+1 −0");
      page.selectOption("#run", "live");
      assertThat(page.locator("#connection")).hasAttribute("data-state", "online");
      assertThat(page.locator("#playback")).isHidden();
      assertThat(complaints).isEmpty();
    }
  }

  /** Needs the run that the first test made; judges it again as if only the kiosk were there. */
  @Test
  @Order(3)
  @SuppressWarnings("try") // Closing ends threads, and may be interrupted while it does.
  void thePagePlaysARunWithoutVehiclesAndSpots() throws Exception {
    Path kiosk =
        Files.writeString(
            data.resolve("kiosk.yaml"),
            """
            site: demo
            name: A kiosk
            time-zone: UTC
            cameras:
              - {id: demo-kiosk, uri: '%s', start: 2026-03-01T08:00:00Z, analyse: [emotions]}
            """
                .formatted(DEMO.resolve("demo-kiosk.mp4")));
    Outcome outcome =
        Outcome.of(
            "replay",
            "--run",
            "kiosk",
            "--from-run",
            "demo",
            "--site",
            kiosk.toString(),
            "--data",
            data.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    try (Chromium browser = Chromium.open();
        Database database = Database.open(null, data);
        Serving serving = serve(database, kiosk)) {
      Page page = browser.page();
      List<String> complaints = new ArrayList<>();
      page.onPageError(complaints::add);
      signIn(page, serving);
      assertThat(page.locator("#run")).hasValue("kiosk");
      assertThat(page.locator("#playback")).isVisible();
      assertThat(page.locator("#emotions-section")).isVisible();
      page.click("#play");
      moveTo(page, 110_000);
      assertThat(page.locator("#as-of")).containsText("Run kiosk");
      assertThat(page.locator("#as-of")).containsText("times of UTC");
      page.selectOption("#run", "live");
      assertThat(page.locator("#emotions-section")).isHidden();
      assertThat(complaints).isEmpty();
    }
  }

  private static void correctAPlate(Page page) {
    assertThat(page.locator("#stays tbody tr")).hasCount(9);
    page.click("#stays tbody tr:has-text('RXTD70') button");
    page.fill("#correct-plate", "--");
    page.click("#correct button[type=submit]");
    assertThat(page.locator("#correct-problem")).containsText("`became` must be a plate");
    page.fill("#correct-plate", "rxtd 71");
    page.click("#correct button[type=submit]");
    assertThat(page.locator("#correct")).isHidden();
    assertThat(page.locator("#latest")).containsText("You said that RXTD70 is RXTD71");
    assertThat(page.locator("#stays tbody tr:has-text('RXTD70')"))
        .containsText("said to be RXTD71");
    // Somebody else says something before this is sent.
    page.click("#stays tbody tr:has-text('RXTD70') button");
    page.fill("#correct-plate", "RXTD72");
    page.evaluate(
        """
        async () => {
          const rows = document.querySelectorAll('#stays tbody tr');
          const row = [...rows].find((one) => one.textContent.includes('RXTD70'));
          await call('/api/v1/corrections', {method: 'POST', body: JSON.stringify({
            run: 'demo', of_kind: 'vehicle_sessions', fact: row.dataset.stay, was: 'RXTD71', became: 'RXTD73'})});
        }
        """);
    page.click("#correct button[type=submit]");
    assertThat(page.locator("#correct-problem")).containsText("that it is RXTD73");
    page.click("#correct button.plain");
    assertThat(page.locator("#correct")).isHidden();
  }

  /** Needs the run that the first test made; what happened is what a barrier would have noted. */
  @Test
  @Order(5)
  void aBarriersLogIsHeldAgainstTheRun() throws Exception {
    List<String> log = new ArrayList<>();
    for (Truth.Passage passage : TruthCheck.read(DEMO.resolve("truth.json")).passages()) {
      Instant at = Instant.parse("2026-03-01T08:00:00Z").plusMillis(passage.atMillis());
      String lane = passage.gate().equals("main") ? "barrier" : passage.gate();
      log.add(at + "," + passage.plate() + "," + lane + "," + passage.direction());
    }
    Reconciled whole = reconciled(log);
    // Twice the one under mud; of the plate that looks like another, somebody has said what it is.
    assertThat(whole.misread()).isZero();
    assertThat(whole.unread()).isEqualTo(2);
    assertThat(whole.matched()).isEqualTo(log.size() - 2);

    String first = log.get(0);
    int plate = first.indexOf(',') + 1;
    log.set(0, first.substring(0, plate) + "0" + first.substring(plate + 1));
    log.remove(2);
    log.add("2026-03-01T08:03:55Z,LOST99,barrier,exit");
    log.add("2026-03-01T09:30:00Z,LATE99,barrier,exit");
    Reconciled spoilt = reconciled(log);
    assertThat(spoilt.misread()).isEqualTo(1);
    assertThat(spoilt.extra()).isEqualTo(1);
    assertThat(spoilt.missed()).isEqualTo(1);
    assertThat(spoilt.notSeen()).as("after the footage").isEqualTo(1);
    assertThat(spoilt.matched()).isEqualTo(log.size() - 5);
    assertThat(Files.readString(data.resolve("page.html")))
        .contains(
            "<td>misread<td>0",
            "<td>missed<td>LOST99",
            "<td>not seen<td>LATE99",
            "src=\"data:image/jpeg;base64,");

    Outcome unknown = reconcile(log, "somewhere=main");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("The lane 'barrier' of the log is no gate and no camera");
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Reconciled(
      long matched,
      long misread,
      long unread,
      long missed,
      @JsonProperty("not_seen") long notSeen,
      long extra) {}

  private static Reconciled reconciled(List<String> log) throws Exception {
    Outcome outcome = reconcile(log, "barrier=main");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Json.read(outcome.out(), Reconciled.class);
  }

  private static Outcome reconcile(List<String> log, String lane) throws Exception {
    Path truth = data.resolve("entries.csv");
    Files.writeString(truth, "time,plate,lane,direction\n" + String.join("\n", log) + "\n");
    return Outcome.of(
        "reconcile",
        "--run",
        "demo",
        "--truth",
        truth.toString(),
        "--lane",
        lane,
        "--within",
        "10",
        "--out",
        data.resolve("page.html").toString(),
        "--json",
        "--data",
        data.toString());
  }

  private static Serving serve(Database database, Path site) throws Exception {
    return Serving.start(
        new Installation(DEMO.getParent(), data),
        database,
        new Serving.Plan(
            SiteFile.read(site),
            ModelCatalog.of(List.of()),
            Settings.load(null, Map.of()),
            0,
            true));
  }

  private static void signIn(Page page, Serving serving) {
    page.navigate(serving.address());
    page.fill("#username", "admin");
    page.fill("#password", serving.adminPassword().orElseThrow());
    page.click("#login button");
  }

  /** To so many milliseconds after the footage's start. */
  private static void moveTo(Page page, long millis) {
    long start = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    page.locator("#moment")
        .evaluate(
            "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }",
            (double) (start + millis));
  }

  @Test
  @Order(4)
  void itsFootageIsSmall() throws Exception {
    long bytes = 0;
    try (Stream<Path> files =
        Files.list(Path.of(System.getProperty("sightline.root")).resolve("demo"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isLessThanOrEqualTo(8_000_000);
  }
}
