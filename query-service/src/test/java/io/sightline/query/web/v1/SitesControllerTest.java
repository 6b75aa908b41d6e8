package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.UseCases;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.cameras.Cameras;
import io.sightline.query.cameras.MovedCameras;
import io.sightline.query.cameras.ShiftedPlaces;
import io.sightline.query.cameras.Snapshots;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Outdated;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.sites.Sites;
import io.sightline.query.web.Door;
import io.sightline.store.sites.CameraRows.CameraNow;
import io.sightline.store.sites.CameraRows.SeenBox;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

class SitesControllerTest {
  private static final Site GARAGE =
      SiteFile.parse("the site", Path.of("/"), UseCases.GARAGE).site().withoutCredentials();
  private static final Camera GATE = GARAGE.camera("gate").orElseThrow();

  private final List<Object> asked = new ArrayList<>();

  private final class TestingSites extends Sites {
    TestingSites() {
      super(null, null, null, null, null, null);
    }

    @Override
    public Page<SiteRows.Listed> list(Reader reader, Part part) {
      return new Page<>(
          List.of(new SiteRows.Listed("garage", "The garage", "America/Santiago", 2, 3)),
          Optional.ofNullable(part.cursor()));
    }

    @Override
    public Site find(Reader reader, String site) {
      if (!site.equals("garage")) {
        throw new NotFound("The site '" + site + "'");
      }
      return GARAGE;
    }

    @Override
    public Site create(Editor editor, String document) {
      asked.addAll(List.of(editor.username(), document));
      return GARAGE;
    }

    @Override
    public Site replace(Editor editor, String id, String document, Predicate<String> readAs) {
      if (!readAs.test(id.equals("garage") ? GARAGE.layoutVersion() : null)) {
        throw new Outdated("Read it again.");
      }
      asked.addAll(List.of(editor.username(), id, document));
      return GARAGE;
    }
  }

  private final class TestingCameras extends Cameras {
    TestingCameras() {
      super(null, null, null, null, null, null);
    }

    private static CameraNow now(String camera, boolean up) {
      return new CameraNow(
          camera,
          "garage",
          "rtsp://127.0.0.1:8554/" + camera,
          true,
          5,
          true,
          up,
          up ? null : "timeout",
          up ? "moved" : null,
          up ? Instant.parse("2026-03-01T08:00:00Z") : null,
          up ? 640 : null,
          up ? 480 : null,
          up ? List.of(new SeenBox("car", 0.9, 1, 2, 30, 20)) : List.of());
    }

    @Override
    public Page<CameraNow> list(Reader reader, String site, Part part) {
      asked.add(site + " " + part.limit() + " " + part.cursor());
      return new Page<>(List.of(now("gate", true), now("deck", false)), Optional.empty());
    }

    @Override
    public CameraNow show(Reader reader, String camera) {
      return now(camera, true);
    }

    @Override
    public Camera layout(Reader reader, String camera) {
      return GATE;
    }

    @Override
    public Camera add(Editor editor, String site, Map<String, Object> members) {
      asked.addAll(List.of(editor.username(), String.valueOf(site), members));
      return GATE;
    }

    @Override
    public Camera patch(Editor editor, String camera, Map<String, Object> patch) {
      asked.addAll(List.of(editor.username(), camera, patch));
      return GATE;
    }

    @Override
    public void delete(Editor editor, String camera) {
      asked.addAll(List.of(editor.username(), camera));
    }
  }

  private static final class TestingMoved extends MovedCameras {
    TestingMoved() {
      super(null, null, null);
    }

    @Override
    public Proposal propose(Reader reader, String camera) {
      Map<String, Map<String, Object>> patch = new LinkedHashMap<>();
      patch.put("spots", new LinkedHashMap<>());
      patch.get("spots").put("P1", Map.of("polygon", List.of(List.of(1.5, 2.0))));
      patch.get("spots").put("P2", null);
      return new Proposal(
          Instant.parse("2026-03-01T08:00:00Z"),
          50,
          -20.5,
          new ShiftedPlaces(patch, List.of("spot P2")));
    }
  }

  private final class TestingSnapshots extends Snapshots {
    TestingSnapshots() {
      super(null, null, null, null, io.sightline.domain.settings.Settings.load(null, Map.of()));
    }

    @Override
    public byte[] take(Reader reader, String camera, boolean withBoxes) {
      asked.addAll(List.of(reader.username(), camera, withBoxes));
      return new byte[] {1, 2};
    }
  }

  private final Door door =
      Door.of(
          new SitesController(new TestingSites()),
          new CamerasController(new TestingCameras(), new TestingMoved(), new TestingSnapshots()));

  @Test
  void whereTheCamerasPlacesLieNowComesAsAPatch() {
    Map<?, ?> moved = door.get("/api/v1/cameras/gate/layout/moved").object();
    Map<?, ?> spots = (Map<?, ?>) ((Map<?, ?>) moved.remove("patch")).get("spots");
    assertThat(spots.get("P1")).hasToString("{polygon=[[1.5, 2.0]]}");
    // Null is what takes a place away.
    assertThat(spots.containsKey("P2")).isTrue();
    assertThat(moved)
        .isEqualTo(
            Map.of(
                "camera",
                "gate",
                "since",
                "2026-03-01T08:00:00Z",
                "right",
                50.0,
                "down",
                -20.5,
                "left_out",
                List.of("spot P2")));
  }

  @Test
  void sitesAreListed() {
    assertThat(door.get("/api/v1/sites").items())
        .isEqualTo(
            List.of(
                Map.of(
                    "site", "garage",
                    "name", "The garage",
                    "time_zone", "America/Santiago",
                    "cameras", 2,
                    "spots", 3)));
    assertThat(door.get("/api/v1/sites").object()).containsEntry("next", null);
    assertThat(door.get("/api/v1/sites?limit=2&cursor=c").object()).containsEntry("next", "c");
  }

  @Test
  void aSiteIsShownAsItsFile() {
    assertThat(door.get("/api/v1/sites/garage").object())
        .containsEntry("site", "garage")
        .containsEntry("time-zone", "America/Santiago")
        .containsKey("cameras");
    Door.Answer missing = door.get("/api/v1/sites/nowhere");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.detail()).isEqualTo("The site 'nowhere' is not here; check its name.");
  }

  @Test
  void aSiteIsTakenAsYamlOrJson() {
    assertThat(door.post("/api/v1/sites", "site: garage").status()).isEqualTo(201);
    Door.Answer replaced =
        door.ask("ada", HttpMethod.PUT, "/api/v1/sites/garage", "{\"site\": \"garage\"}");
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.object()).containsEntry("site", "garage");
    assertThat(asked)
        .containsExactly("ada", "site: garage", "ada", "garage", "{\"site\": \"garage\"}");
  }

  @Test
  void aSiteIsReplacedAsItWasRead() {
    String read = door.get("/api/v1/sites/garage").response().getHeader("ETag");
    assertThat(read).isEqualTo('"' + GARAGE.layoutVersion() + '"');
    Map<String, Integer> statuses = new LinkedHashMap<>();
    for (String seen :
        List.of(read, "*", "\"older\", " + read, "\"older\"", "W/" + read, "rubbish")) {
      HttpHeaders headers = new HttpHeaders();
      headers.set(HttpHeaders.IF_MATCH, seen);
      Door.Answer answer =
          door.ask(
              "ada", HttpMethod.PUT, "/api/v1/sites/garage", "{\"site\": \"garage\"}", headers);
      statuses.put(seen, answer.status());
    }
    assertThat(statuses.values()).containsExactly(200, 200, 200, 412, 412, 412);
    HttpHeaders any = new HttpHeaders();
    any.set(HttpHeaders.IF_MATCH, "*");
    assertThat(door.ask("ada", HttpMethod.PUT, "/api/v1/sites/yard", "{}", any).status())
        .isEqualTo(412);
  }

  @Test
  void camerasAreListedAsTheyAreNow() {
    List<?> cameras = door.get("/api/v1/cameras?site=garage&limit=7&cursor=c").items();
    assertThat(asked).containsExactly("garage 7 c");
    assertThat(cameras).hasSize(2);
    Map<?, ?> gate = (Map<?, ?>) cameras.get(0);
    assertThat(gate.keySet().stream().map(Object::toString))
        .containsExactlyInAnyOrder(
            "camera",
            "site",
            "uri",
            "live",
            "sample_fps",
            "has_credentials",
            "up",
            "reason",
            "blind",
            "seen_at",
            "width",
            "height",
            "boxes");
    assertThat(gate.get("blind")).isEqualTo("moved");
    assertThat(gate.get("seen_at")).isEqualTo("2026-03-01T08:00:00Z");
    assertThat(gate.get("boxes"))
        .isEqualTo(
            List.of(
                Map.of(
                    "label", "car", "score", 0.9, "x", 1.0, "y", 2.0, "width", 30.0, "height",
                    20.0)));
    assertThat(((Map<?, ?>) cameras.get(1)).get("reason")).isEqualTo("timeout");
    assertThat(((Map<?, ?>) cameras.get(1)).get("width")).isNull();
  }

  @Test
  void aCameraIsShownWithItsLayout() {
    Map<String, Object> gate = door.get("/api/v1/cameras/gate").object();
    assertThat(gate).containsEntry("sample_fps", 5.0).containsEntry("width", 640);
    assertThat((Map<?, ?>) gate.get("layout"))
        .hasToString(door.get("/api/v1/cameras/gate/layout").object().toString());
    assertThat(((Map<?, ?>) gate.get("layout")).get("id")).isEqualTo("gate");
  }

  @Test
  void aCameraIsAddedToTheSiteThatItNames() {
    Door.Answer added =
        door.post("/api/v1/cameras", "{\"site\": \"garage\", \"id\": \"gate\", \"uri\": \"u\"}");
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.object()).containsEntry("id", "gate");
    door.post("/api/v1/cameras", "{\"site\": 5, \"id\": \"gate\"}");
    assertThat(asked)
        .containsExactly(
            "ada", "garage", Map.of("id", "gate", "uri", "u"), "ada", "null", Map.of("id", "gate"));
  }

  @Test
  void aCameraIsChangedAndTakenAway() {
    assertThat(
            door.ask("ada", HttpMethod.PATCH, "/api/v1/cameras/gate", "{\"sample-fps\": 2}")
                .object())
        .containsEntry("id", "gate");
    Door.Answer deleted = door.delete("/api/v1/cameras/deck");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.bytes()).isEmpty();
    assertThat(asked).containsExactly("ada", "gate", Map.of("sample-fps", 2), "ada", "deck");
  }

  @Test
  void aPictureIsNotKeptByAnybody() {
    Door.Answer picture = door.get("/api/v1/cameras/gate/snapshot");
    assertThat(picture.type()).isEqualTo("image/jpeg");
    assertThat(picture.bytes()).containsExactly(1, 2);
    assertThat(picture.response().getHeader("Cache-Control")).contains("no-store");
    door.get("/api/v1/cameras/gate/snapshot?boxes=false");
    assertThat(asked).containsExactly("ada", "gate", true, "ada", "gate", false);
  }
}
