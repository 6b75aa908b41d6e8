package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.json.Json;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.RealFiles;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.runs.FootagePlan;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.runs.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Real footage and weights that nobody here made. */
class RealFootageTest {
  @TempDir static Path folder;
  private static Database database;
  private static Installation installation;

  @BeforeAll
  static void start() {
    RealFiles.require("sites");
    installation = new Installation(TestSite.root(), folder.resolve("data"));
    database = Database.open(null, installation.data());
  }

  @AfterAll
  static void stop() {
    if (database != null) {
      database.close();
    }
  }

  private static RunSummary replay(String site) throws Exception {
    return replay(site, site, "", "");
  }

  /** With something in the site file put in the place of something else. */
  private static RunSummary replay(String run, String site, String instead, String now)
      throws Exception {
    Path yaml = RealFiles.require("sites/" + site + ".yaml");
    String text = Files.readString(yaml);
    assertThat(text).contains(instead);
    SiteFile file =
        SiteFile.parse(
            site, yaml.getParent(), instead.isEmpty() ? text : text.replace(instead, now));
    ModelCatalog catalog =
        ModelCatalog.of(
            List.of(RealFiles.require("models")), TestSite.root().resolve("models/bundled"));
    FootagePlan plan = FootagePlan.of(file, catalog, TestSite.EMOTIONS, Map.of(), Map.of());
    return Json.read(TestRuns.make(installation, database, run, 1, plan, true), RunSummary.class);
  }

  @Test
  void theLobbyNeverHasAVehicleAndItsFacesAreJudgedMinuteByMinute() throws Exception {
    RunSummary summary = replay("lobby");
    assertThat(summary.frames()).isBetween(690L, 700L);
    assertThat(summary.vehicles()).isZero();
    assertThat(summary.emotions()).containsOnlyKeys("lobby");
    RunSummary.EmotionShares shares = summary.emotions().get("lobby");
    System.out.printf("lobby: %s%n", shares);
    assertThat(shares.faces()).isGreaterThan(20);
    assertThat(shares.distribution().values().stream().mapToDouble(share -> share).sum())
        .isCloseTo(1, within(0.01));
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select window_ms, count(*), sum(faces) from emotion_windows"
                    + " where run = 'lobby' and final group by window_ms order by window_ms")) {
      for (int size = 0; size < 5; size++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(2)).isBetween(1, size == 0 ? 4 : 2);
        assertThat(rows.getLong(3)).as("%d", rows.getLong(1)).isEqualTo(shares.faces());
      }
    }
  }

  @Test
  void theJunctionHasVehiclesThatCrossItsGate() throws Exception {
    RunSummary summary = replay("street");
    assertThat(summary.frames()).isEqualTo(69);
    assertThat(summary.vehicles()).isBetween(3L, 12L);
    assertThat(summary.passages()).isBetween(1L, 6L);
    JsonNode truth =
        new ObjectMapper()
            .readTree(Files.readString(RealFiles.require("plates/street.truth.json")))
            .get("pran_license_plate.mp4")
            .get("plates");
    int right = 0;
    for (JsonNode plate : truth) {
      boolean read = summary.plates().contains(plate.get("with_province").asString());
      right += read ? 1 : 0;
      System.out.printf("street %s: %s%n", plate.get("with_province").asString(), read);
    }
    assertThat(truth).hasSize(4);
    assertThat(right).isGreaterThanOrEqualTo(3);
    assertThat(summary.plates()).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void theCampusHasItsParkedCars() throws Exception {
    RunSummary summary = replay("campus");
    assertThat(summary.spotsOccupied()).hasSizeBetween(8, 20);
  }

  /** One space of one picture: what is true and what the run says. */
  private record Space(boolean occupied, String state) {
    boolean isRight() {
      return state.equals(occupied ? "occupied" : "free");
    }
  }

  @Test
  void theLabelledCarParkIsJudgedAlmostAlwaysRight() throws Exception {
    replay("pklot");
    requireRight("pklot", 97, 90);
  }

  @Test
  void theLabelledCarParkIsJudgedWellByAClassifierToo() throws Exception {
    replay(
        "pklot-classified",
        "pklot",
        "models: {vehicles: yolov8n}",
        "models: {spots: sightline-spots}");
    requireRight("pklot-classified", 95, 85);
  }

  /**
   * @param least per cent of all spaces
   * @param leastOccupied per cent of the occupied ones
   */
  private static void requireRight(String run, int least, int leastOccupied) throws Exception {
    List<Space> spaces = new ArrayList<>();
    try (Stream<Path> files = Files.list(RealFiles.require("parking/pklot"))) {
      for (Path truth :
          (Iterable<Path>)
              files.filter(file -> file.toString().endsWith(".xml")).sorted()::iterator) {
        List<Space> picture = compare(run, truth);
        System.out.printf(
            "%s %s: %2d of %d right, %d occupied%n",
            run,
            truth.getFileName().toString().replace(".xml", ""),
            picture.stream().filter(Space::isRight).count(),
            picture.size(),
            picture.stream().filter(Space::occupied).count());
        spaces.addAll(picture);
      }
    }
    long right = spaces.stream().filter(Space::isRight).count();
    long occupied = spaces.stream().filter(Space::occupied).count();
    long occupiedRight =
        spaces.stream().filter(space -> space.occupied() && space.isRight()).count();
    System.out.printf(
        "%s: %d of %d right, %d of %d occupied right%n",
        run, right, spaces.size(), occupiedRight, occupied);
    assertThat(spaces).hasSize(600);
    assertThat(right).isGreaterThanOrEqualTo(spaces.size() * (long) least / 100);
    assertThat(occupiedRight).isGreaterThanOrEqualTo((occupied * leastOccupied + 99) / 100);
  }

  private static List<Space> compare(String run, Path truth) throws Exception {
    OffsetDateTime time =
        java.time.LocalDateTime.parse(
                truth.getFileName().toString().replace(".xml", ""),
                java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd_HH_mm_ss"))
            .atZone(ZoneId.of("America/Sao_Paulo"))
            .toOffsetDateTime();
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(truth.toFile())
            .getElementsByTagName("space");
    List<Space> spaces = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element space = (Element) nodes.item(i);
      if (space.hasAttribute("occupied")) {
        String spot = "S%02d".formatted(Integer.parseInt(space.getAttribute("id")));
        spaces.add(new Space(space.getAttribute("occupied").equals("1"), state(run, spot, time)));
      }
    }
    return spaces;
  }

  private static String state(String run, String spot, OffsetDateTime time) throws Exception {
    try (Connection connection = database.address().connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select state from spot_transitions where run = ? and spot = ? and at <= ? order by at desc limit 1")) {
      statement.setString(1, run);
      statement.setString(2, spot);
      statement.setObject(3, time);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "unknown";
      }
    }
  }
}
