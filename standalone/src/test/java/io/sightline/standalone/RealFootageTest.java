package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.RealFiles;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.runs.Database;
import io.sightline.standalone.runs.Replay;
import io.sightline.standalone.runs.ReplayPlan;
import io.sightline.standalone.runs.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
    SiteFile file = SiteFile.read(RealFiles.require("sites/" + site + ".yaml"));
    ModelCatalog catalog = ModelCatalog.of(List.of(RealFiles.require("models")));
    ReplayPlan plan = ReplayPlan.of(file, catalog, Map.of(), Map.of());
    return Json.read(
        new Replay(installation, database, site, 1, (share, what) -> {}).fromFootage(plan, true),
        RunSummary.class);
  }

  @Test
  void theLobbyNeverHasAVehicle() throws Exception {
    RunSummary summary = replay("lobby");
    assertThat(summary.frames()).isBetween(690L, 700L);
    assertThat(summary.vehicles()).isZero();
  }

  @Test
  void theJunctionHasVehiclesThatCrossItsGate() throws Exception {
    RunSummary summary = replay("street");
    assertThat(summary.frames()).isEqualTo(69);
    assertThat(summary.vehicles()).isBetween(3L, 12L);
    assertThat(summary.passages()).isBetween(1L, 6L);
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
    List<Space> spaces = new ArrayList<>();
    try (Stream<Path> files = Files.list(RealFiles.require("parking/pklot"))) {
      for (Path truth :
          (Iterable<Path>)
              files.filter(file -> file.toString().endsWith(".xml")).sorted()::iterator) {
        List<Space> picture = compare(truth);
        System.out.printf(
            "pklot %s: %2d of %d right, %d occupied%n",
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
        "pklot: %d of %d right, %d of %d occupied right%n",
        right, spaces.size(), occupiedRight, occupied);
    assertThat(spaces).hasSize(600);
    assertThat(right).isGreaterThanOrEqualTo(spaces.size() * 97 / 100);
    assertThat(occupiedRight).isGreaterThanOrEqualTo((occupied * 90 + 99) / 100);
  }

  private static List<Space> compare(Path truth) throws Exception {
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
        spaces.add(new Space(space.getAttribute("occupied").equals("1"), state(spot, time)));
      }
    }
    return spaces;
  }

  private static String state(String spot, OffsetDateTime time) throws Exception {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select state from spot_transitions where run = 'pklot' and spot = ? and at <= ? order by at desc limit 1")) {
      statement.setString(1, spot);
      statement.setObject(2, time);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "unknown";
      }
    }
  }
}
