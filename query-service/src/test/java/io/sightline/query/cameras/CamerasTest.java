package io.sightline.query.cameras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.Camera;
import io.sightline.query.UseCases;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Part;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.CameraRows.CameraNow;
import io.sightline.store.sites.CameraRows.SeenBox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CamerasTest {
  @TempDir Path folder;
  private UseCases service;
  private Cameras cameras;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    cameras = service.get(Cameras.class);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void newest(String camera, boolean up, String reason, int secondsAgo) {
    service
        .jdbc()
        .sql(
            """
            insert into camera_latest (camera, site, at, up, reason, width, height, boxes)
            values (?, 'garage', now() - make_interval(secs => ?), ?, ?, 640, 480,
              '[{"label": "car", "score": 0.9, "x": 1.5, "y": 2, "width": 30, "height": 20}]')
            """)
        .params(camera, secondsAgo, up, reason)
        .update();
  }

  private CameraNow now(String camera) {
    return cameras.find(service.reader(UseCases.VIEWER), camera);
  }

  @Test
  void everybodyIsListedTheCamerasThatTheyMaySee() {
    assertThat(cameras.list(service.reader(UseCases.ADMIN), null, Part.FIRST).items())
        .extracting(CameraNow::camera)
        .containsExactly("deck", "gate", "quay");
    assertThat(cameras.list(service.reader(UseCases.VIEWER), null, Part.FIRST).items())
        .extracting(CameraNow::camera)
        .containsExactly("deck", "gate");
    assertThat(cameras.list(service.reader(UseCases.ADMIN), "harbour", Part.FIRST).items())
        .extracting(CameraNow::camera)
        .containsExactly("quay");
    assertThatThrownBy(() -> cameras.list(service.reader(UseCases.VIEWER), "harbour", Part.FIRST))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aCameraIsShownWithoutItsCredentials() {
    CameraNow gate = now("gate");
    assertThat(gate.uri()).isEqualTo("rtsp://127.0.0.1:8554/gate");
    assertThat(gate.hasCredentials()).isTrue();
    assertThat(gate.live()).isTrue();
    assertThat(gate.sampleFps()).isEqualTo(5);
    assertThat(now("deck").hasCredentials()).isFalse();
    Camera layout = cameras.layout(service.reader(UseCases.VIEWER), "gate");
    assertThat(layout.spots()).hasSize(2);
    assertThat(layout.gates()).hasSize(1);
    assertThat(layout.uri()).doesNotContain("canary");
  }

  @Test
  void whetherACameraIsSeenIsWhatItsNewestWordSays() {
    assertThat(now("gate"))
        .returns(false, CameraNow::up)
        .returns(null, CameraNow::reason)
        .returns(null, CameraNow::seenAt)
        .returns(null, CameraNow::width)
        .returns(List.of(), CameraNow::boxes);
    newest("gate", true, null, 1);
    newest("deck", false, "timeout", 1);
    assertThat(now("gate"))
        .returns(true, CameraNow::up)
        .returns(null, CameraNow::reason)
        .returns(640, CameraNow::width)
        .returns(480, CameraNow::height)
        .returns(List.of(new SeenBox("car", 0.9, 1.5, 2, 30, 20)), CameraNow::boxes);
    assertThat(now("deck")).returns(false, CameraNow::up).returns("timeout", CameraNow::reason);
    service.jdbc().sql("update camera_latest set at = now() - interval '31 s'").update();
    assertThat(now("gate")).returns(false, CameraNow::up).returns("no-news", CameraNow::reason);
    assertThat(now("deck")).returns("timeout", CameraNow::reason);
  }

  @Test
  void aCameraOfAnotherSiteIsNotThere() {
    for (String camera : List.of("quay", "nowhere")) {
      assertThatThrownBy(() -> now(camera))
          .isInstanceOf(NotFound.class)
          .hasMessage("The camera '" + camera + "' is not here; check its name.");
      assertThatThrownBy(() -> cameras.layout(service.reader(UseCases.VIEWER), camera))
          .isInstanceOf(NotFound.class);
    }
  }

  private void patch(String camera, String json) {
    cameras.patch(service.editor(UseCases.ADMIN), camera, patchOf(json));
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  private static Map<String, Object> patchOf(String json) {
    return Json.read(json, Map.class);
  }

  private List<String> places(String camera) {
    Camera layout = cameras.layout(service.reader(UseCases.ADMIN), camera);
    List<String> places = new ArrayList<>();
    layout.spots().forEach(spot -> places.add(spot.id() + " " + spot.polygon().corners().get(1)));
    layout.zones().forEach(zone -> places.add(zone.id() + " " + zone.full()));
    layout.gates().forEach(gate -> places.add(gate.id() + " " + gate.direction()));
    return places;
  }

  @Test
  void aPatchTouchesOnlyThePlacesThatItNames() {
    String moved = "[[1, 1], [11, 1], [11, 11], [1, 11]]";
    patch("gate", "{\"spots\": [{\"id\": \"A1\", \"polygon\": %s}]}".formatted(moved));
    assertThat(places("gate"))
        .containsExactly("A1 Point[x=11.0, y=1.0]", "A2 Point[x=30.0, y=0.0]", "main BOTH");
    patch(
        "gate",
        """
        {"spots": {"A2": null, "A3": {"polygon": [[40, 0], [50, 0], [50, 10]]}},
         "gates": {"main": {"direction": "entry"}},
         "zones": {"all": {"polygon": [[0, 0], [90, 0], [90, 90]], "full": 0.5}}}
        """);
    assertThat(places("gate"))
        .containsExactly(
            "A1 Point[x=11.0, y=1.0]", "A3 Point[x=50.0, y=0.0]", "all 0.5", "main ENTRY");
    patch("gate", "{\"zones\": null, \"gates\": null}");
    assertThat(places("gate"))
        .containsExactly("A1 Point[x=11.0, y=1.0]", "A3 Point[x=50.0, y=0.0]");
  }

  @Test
  void aPatchThatDoesNotSayWhichPlacesItMeansChangesNothing() {
    List<String> before = places("gate");
    Map<String, String> wrong =
        Map.of(
            "{\"spots\": []}", "`spots` names none",
            "{\"spots\": 5}", "should be a list",
            "{\"spots\": [5]}", "should hold objects",
            "{\"spots\": [{\"level\": \"1\"}]}", "without an `id`",
            "{\"spots\": [{\"id\": \"A1\"}, {\"id\": \"A1\"}]}", "names 'A1' twice",
            "{\"spots\": {\"A1\": {\"id\": \"A9\"}}}", "keeps its id",
            "{\"spots\": {\"A11\": null}}", "did you mean `A1`",
            "{\"spots\": {\"A9\": {\"level\": \"1\"}}}", "polygon",
            "{\"spotz\": {}}", "spotz");
    wrong.forEach(
        (json, says) ->
            assertThatThrownBy(() -> patch("gate", json))
                .as(json)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(says));
    assertThat(places("gate")).isEqualTo(before);
  }

  @Test
  void aPlaceOutsideTheKnownPictureIsRefusedAndNothingIsStored() {
    newest("gate", true, null, 1);
    List<String> before = places("gate");
    assertThatThrownBy(
            () -> patch("gate", "{\"spots\": {\"A1\": {\"polygon\": [[0, 0], [641, 0], [9, 9]]}}}"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "The spot 'A1' of camera 'gate' reaches (641, 0), outside its picture of 640 x 480"
                + " pixels; move it inside, or give the camera's `picture` where its size has"
                + " changed.");
    assertThatThrownBy(
            () -> patch("gate", "{\"gates\": {\"main\": {\"line\": [[0, 0], [0, 481]]}}}"))
        .hasMessageContaining("The gate 'main'");
    assertThatThrownBy(() -> patch("gate", "{\"picture\": [25, 25]}"))
        .as("what was inside the old picture")
        .hasMessageContaining("The spot 'A2'");
    assertThat(places("gate")).isEqualTo(before);
    // Nobody has seen this one.
    patch("deck", "{\"spots\": {\"A2\": {\"polygon\": [[0, 0], [900, 0], [900, 900]]}}}");
    newest("deck", false, "outside-picture", 1);
    patch("deck", "{\"sample-fps\": 2}");
    Map<String, Object> roof =
        patchOf(
            """
            {"id": "roof", "uri": "rtsp://127.0.0.1:8554/roof", "picture": [100, 100],
             "zones": [{"id": "z", "polygon": [[0, 0], [101, 0], [9, 9]]}]}
            """);
    assertThatThrownBy(() -> cameras.add(service.editor(UseCases.ADMIN), "garage", roof))
        .hasMessageContaining("The zone 'z' of camera 'roof'");
  }

  @Test
  void anAdminAddsACamera() {
    Camera added =
        cameras.add(
            service.editor(UseCases.ADMIN),
            "garage",
            Map.of("id", "roof", "uri", "rtsp://me:secret@127.0.0.1:8554/roof"));
    assertThat(added.uri()).isEqualTo("rtsp://127.0.0.1:8554/roof");
    assertThat(now("roof").hasCredentials()).isTrue();
    assertThat(service.audited()).containsExactly("ada add-camera roof done 10.1.2.3");
  }

  @Test
  void aCameraNeedsASiteAnAddressThatIsAllowedAndAnIdOfItsOwn() {
    Map<String, Object> roof = Map.of("id", "roof", "uri", "rtsp://127.0.0.1:8554/roof");
    assertThatThrownBy(() -> cameras.add(service.editor(UseCases.ADMIN), null, roof))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("`site` is missing");
    assertThatThrownBy(() -> cameras.add(service.editor(UseCases.ADMIN), "nowhere", roof))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(
            () ->
                cameras.add(
                    service.editor(UseCases.ADMIN),
                    "garage",
                    Map.of("id", "roof", "uri", "rtsp://203.0.113.7/roof")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cameras.allowed-networks");
    assertThatThrownBy(
            () ->
                cameras.add(
                    service.editor(UseCases.ADMIN),
                    "garage",
                    Map.of("id", "gate", "uri", "rtsp://127.0.0.1:8554/x")))
        .isInstanceOf(Conflict.class)
        .hasMessage("There is a camera 'gate' already; change it with PATCH.");
    assertThatThrownBy(
            () ->
                cameras.add(
                    service.editor(UseCases.ADMIN),
                    "garage",
                    Map.of("id", "roof", "uri", "rtsp://127.0.0.1:8554/x?password=***&channel=2")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("in place of a password");
    assertThatThrownBy(
            () ->
                cameras.add(
                    service.editor(UseCases.ADMIN),
                    "garage",
                    Map.of("id", "quay", "uri", "rtsp://127.0.0.1:8554/x")))
        .isInstanceOf(BadInput.class);
    assertThat(service.audited()).isEmpty();
  }

  @Test
  void aPatchChangesWhatItNamesAndNothingElse() {
    Map<String, Object> patch = new HashMap<>();
    patch.put("sample-fps", 2);
    patch.put("gates", null);
    Camera patched = cameras.patch(service.editor(UseCases.ADMIN), "gate", patch);
    assertThat(patched.sampleFps()).isEqualTo(2);
    assertThat(patched.gates()).isEmpty();
    assertThat(patched.spots()).hasSize(2);
    assertThat(service.get(CameraRows.class).address("gate").orElseThrow().credentials())
        .isEqualTo("viewer:canary-4711");
    assertThatThrownBy(
            () -> cameras.patch(service.editor(UseCases.ADMIN), "gate", Map.of("id", "renamed")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("keeps its id");
    assertThat(service.audited()).containsExactly("ada change-camera gate done 10.1.2.3");
  }

  @Test
  void aCameraIsTakenAwayUnlessItIsTheOnlyOne() {
    cameras.delete(service.editor(UseCases.ADMIN), "deck");
    assertThatThrownBy(() -> now("deck")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> cameras.delete(service.editor(UseCases.ADMIN), "gate"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("the site's only one");
    assertThatThrownBy(() -> cameras.delete(service.editor(UseCases.ADMIN), "deck"))
        .isInstanceOf(NotFound.class);
    assertThat(service.audited()).containsExactly("ada delete-camera deck done 10.1.2.3");
  }

  @Test
  void onlyAdminsChangeCameras() {
    assertThatThrownBy(() -> cameras.add(service.editor(UseCases.CLERK), "garage", Map.of()))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> cameras.patch(service.editor(UseCases.CLERK), "gate", Map.of()))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> cameras.delete(service.editor(UseCases.CLERK), "gate"))
        .isInstanceOf(Refused.class);
  }

  /** Others' cameras are at addresses, too. */
  @Test
  void onlyAdminsLookAtAnyAddress() {
    Snapshots snapshots = service.get(Snapshots.class);
    for (String username : List.of(UseCases.CLERK, UseCases.VIEWER)) {
      assertThatThrownBy(
              () -> snapshots.frameAt(service.reader(username), "rtsp://127.0.0.1:9/quay"))
          .isInstanceOf(Refused.class);
    }
    assertThatThrownBy(
            () -> snapshots.frameAt(service.reader(UseCases.ADMIN), "rtsp://127.0.0.1:9/quay"))
        .isInstanceOf(Conflict.class);
  }
}
