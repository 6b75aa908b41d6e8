package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.TestFootage;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.runs.FootagePlan;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.audit.AuditRows;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.ledger.LedgerExport;
import io.sightline.store.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Footage to ledger, end to end: real decoding, ONNX, Flink with RocksDB, PostgreSQL. */
class ReplayTest {
  private static final String PURPOSE = "to test the program, at a drawn park";
  private static final int FRAMES = 650;

  /** Set in the environment to write the golden ledger anew instead of comparing with it. */
  private static final boolean UPDATE_GOLDEN = System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null;

  @TempDir static Path folder;
  private static Path siteFile;
  private static Database database;
  private static ModelCatalog catalog;
  private static Installation installation;

  @BeforeAll
  static void replayOnce() throws Exception {
    siteFile = TestSite.create(folder.resolve("site"), FRAMES);
    installation = new Installation(TestSite.root(), folder.resolve("data"));
    database = Database.open(null, installation.data());
    catalog = ModelCatalog.of(List.of(folder.resolve("site/models")));
    replay("first", 1, installation, siteFile);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static RunSummary replay(String run, int parallelism, Installation where, Path site)
      throws Exception {
    FootagePlan plan =
        FootagePlan.of(SiteFile.read(site), catalog, TestSite.EMOTIONS, Map.of(), Map.of());
    String summary = TestRuns.make(where, database, run, parallelism, plan, false);
    boolean judged = plan.models().containsKey(ModelRole.EMOTIONS);
    assertThat(purposes(run).contains(PURPOSE)).as("emotions of %s", run).isEqualTo(judged);
    return Json.read(summary, RunSummary.class);
  }

  /** What the audit log says that the run's emotions were judged for. */
  private static List<String> purposes(String run) {
    return database
        .address()
        .with(
            jdbc ->
                new AuditRows(jdbc)
                    .list(
                        new AuditRows.Question(null, "emotions.judge", "done", null, null, null),
                        null,
                        100))
        .stream()
        .map(AuditRows.Noted::entry)
        .filter(entry -> entry.object().equals("run " + run))
        .map(AuditRows.Entry::purpose)
        .toList();
  }

  private static Map<String, String> export(String run) throws Exception {
    Path out = folder.resolve("export-" + run);
    LedgerExport.write(database.address(), FactKinds.PRODUCT, run, out, false);
    return read(out);
  }

  private static Map<String, String> read(Path out) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(out)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static boolean areEqual(String a, String b) throws Exception {
    return LedgerDiff.between(database.address(), FactKinds.PRODUCT, a, b).equal();
  }

  @Test
  void theLedgerIsTheGoldenOne() throws Exception {
    Path golden = TestSite.root().resolve("end-to-end/src/test/resources/golden");
    if (UPDATE_GOLDEN) {
      export("first").forEach((name, text) -> TestSite.write(golden.resolve(name), text));
    }
    assertThat(export("first")).isEqualTo(read(golden));
  }

  @Test
  void theSummaryCountsWhatWasDrawn() throws Exception {
    RunSummary summary = replay("first", 1, installation, siteFile);
    assertThat(summary.frames()).isEqualTo(FRAMES + FRAMES / 2);
    assertThat(summary.spotsOccupied()).containsExactly("P1", "P2");
    assertThat(summary.passages()).as("a car a round for each camera").isEqualTo(3 + 2);
    assertThat(summary.poison()).isZero();
  }

  @Test
  void parallelismDoesNotChangeIt() throws Exception {
    replay("parallel", 2, installation, siteFile);
    assertThat(areEqual("first", "parallel")).isTrue();
    assertThat(export("parallel")).isEqualTo(export("first"));
  }

  @Test
  void stateOnTheHeapOrInRocksDbDoesNotChangeIt() throws Exception {
    Path home = TestSite.home(folder.resolve("heap-home"), "type: rocksdb", "type: hashmap");
    replay("heap", 2, new Installation(home, installation.data()), siteFile);
    assertThat(export("heap")).isEqualTo(export("first"));
  }

  @Test
  void judgedAgainFromStoredObservationsItIsTheSame() throws Exception {
    TestRuns.judge(
        installation, database, "rejudged", 2, SiteFile.read(siteFile).site(), "first", Span.ALL);
    assertThat(export("rejudged")).isEqualTo(export("first"));
  }

  @Test
  void anotherLayoutGivesAnExplainedDifference() throws Exception {
    Path other =
        TestSite.write(
            folder.resolve("site/other.yaml"),
            Files.readString(siteFile)
                .replace(
                    "[[20, 20], [68, 20], [68, 68], [20, 68]]",
                    "[[20, 100], [68, 100], [68, 168], [20, 168]]"));
    TestRuns.judge(
        installation, database, "what-if", 1, SiteFile.read(other).site(), "first", Span.ALL);
    LedgerDiff diff = LedgerDiff.between(database.address(), FactKinds.PRODUCT, "first", "what-if");
    assertThat(diff.equal()).isFalse();
    assertThat(diff.tables().get("vehicle_tracks").changed()).isZero();
    LedgerDiff.TableDiff transitions = diff.tables().get("spot_transitions");
    assertThat(transitions.removed() + transitions.changed()).isPositive();
    assertThat(transitions.examples())
        .isNotEmpty()
        .allSatisfy(example -> assertThat(example.toString()).contains("P1"));
  }

  @Test
  void aVideoThatChangesItsResolutionIsJudgedByTheLayoutOfItsFirst() throws Exception {
    Path video = folder.resolve("changing.ts");
    for (int side : new int[] {256, 128}) {
      Path part =
          TestFootage.write(
              folder.resolve("part.ts"),
              "mpegts",
              1,
              side,
              side,
              10,
              100,
              10,
              (graphics, n) -> {
                graphics.setColor(java.awt.Color.WHITE);
                graphics.fillRect(
                    20 * side / 256, 20 * side / 256, 48 * side / 256, 48 * side / 256);
              });
      Files.write(
          video,
          Files.readAllBytes(part),
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    }
    Path site =
        TestSite.write(
            folder.resolve("changing.yaml"),
            """
            site: changing
            cameras:
              - id: a
                uri: changing.ts
                start: 2026-03-01T08:00:00Z
                models: {vehicles: blob-any}
                occupancy: {confirm: 1s}
                spots:
                  - {id: P1, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}
                  - {id: P2, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}
            """);
    RunSummary summary = replay("changing", 1, installation, site);
    assertThat(summary.frames()).isEqualTo(100);
    assertThat(summary.gaps()).as("stamps begin again").isEqualTo(1);
    assertThat(summary.vehicles()).as("one track, over the change").isEqualTo(1);
    assertThat(export("changing").get("spot_transitions.csv").lines().skip(1))
        .hasSize(2)
        .anyMatch(line -> line.contains("P1,occupied,unknown"))
        .anyMatch(line -> line.contains("P2,free,unknown"));
  }

  @Test
  void aFinishedRunWithOtherInputIsRefused() {
    Path other =
        TestSite.write(
            folder.resolve("site/faster.yaml"),
            readSite().replace("sample-fps: 5", "sample-fps: 2"));
    assertThatThrownBy(() -> replay("first", 1, installation, other))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("was made with other input: the site file differ");
  }

  private static String readSite() {
    try {
      return Files.readString(siteFile);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPictureThatCannotBeReadIsSetAsideAndTheOthersCount() throws Exception {
    Path pictures = folder.resolve("pictures");
    Files.createDirectories(pictures);
    for (int i = 0; i < 3; i++) {
      var image =
          new java.awt.image.BufferedImage(256, 256, java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
      image.createGraphics().fillRect(20, 20, 48, 48);
      javax.imageio.ImageIO.write(
          image, "png", pictures.resolve("2026-03-01_08_0" + i + "_00.png").toFile());
    }
    byte[] whole = Files.readAllBytes(pictures.resolve("2026-03-01_08_01_00.png"));
    // The header stays whole, so that the damage shows only when the picture is decoded.
    Files.write(pictures.resolve("2026-03-01_08_01_00.png"), java.util.Arrays.copyOf(whole, 60));
    Path site =
        TestSite.write(
            folder.resolve("still.yaml"),
            """
            site: stills
            cameras:
              - id: a
                uri: pictures
                sample-fps: 0
                models: {vehicles: blob-any}
                spots: [{id: P1, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}]
            """);
    RunSummary summary = replay("stills", 1, installation, site);
    assertThat(summary.frames()).isEqualTo(3);
    assertThat(summary.poison()).isEqualTo(1);
    assertThat(summary.spotsOccupied()).containsExactly("P1");
    assertThat(export("stills").get("spot_transitions.csv"))
        .contains("2026-03-01T08:00:00.000Z,P1,occupied,unknown,a")
        .contains("2026-03-01T08:00:00.001Z,P1,unknown,occupied,a")
        .doesNotContain("2026-03-01T08:01");
  }
}
