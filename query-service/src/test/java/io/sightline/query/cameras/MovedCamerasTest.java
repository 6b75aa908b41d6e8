package io.sightline.query.cameras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.site.Camera;
import io.sightline.query.UseCases;
import io.sightline.query.cameras.MovedCameras.Proposal;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovedCamerasTest {
  private static final Instant SINCE = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;
  private UseCases service;
  private MovedCameras moved;
  private Cameras cameras;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    moved = service.get(MovedCameras.class);
    cameras = service.get(Cameras.class);
    service.addSite(
        """
        site: yard
        cameras:
          - id: mast
            uri: rtsp://10.0.0.9/mast
            analyse: [vehicles, occupancy]
            picture: [1000, 500]
            spots:
              - {id: A, polygon: [[100, 100], [200, 100], [200, 200], [100, 200]]}
              - {id: B, polygon: [[800, 100], [980, 100], [980, 200], [800, 200]]}
              - {id: C, polygon: [[940, 100], [990, 100], [990, 200], [940, 200]]}
            zones: [{id: all, polygon: [[0, 50], [1000, 50], [1000, 500], [0, 500]]}]
            gates: [{id: in, line: [[300, 500], [300, 300]], direction: entry}]
        """);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void gap(String reason, boolean isFinal, Double right, Double down) {
    String layout =
        service
            .jdbc()
            .sql(
                "select version from layout_versions where site = 'yard' order by effective_at desc limit 1")
            .query(String.class)
            .single();
    long at = SINCE.toEpochMilli();
    service.store(
        FactKinds.CAMERA_GAPS,
        "live",
        new CameraGap(
            new FactHead(
                UUID.nameUUIDFromBytes(reason.getBytes()).toString(),
                "yard",
                at,
                at,
                isFinal,
                "",
                layout),
            "mast",
            at,
            reason,
            right,
            down));
  }

  private Proposal propose() {
    return moved.propose(service.reader(UseCases.ADMIN), "mast");
  }

  @Test
  void thePatchMovesItsPlacesAndTakesAwayWhatIsNoLongerSeen() {
    gap("moved", false, 0.05, -0.04);

    Proposal proposal = propose();

    assertThat(proposal.since()).isEqualTo(SINCE);
    assertThat(proposal.right()).isEqualTo(50);
    assertThat(proposal.down()).isEqualTo(-20);
    assertThat(proposal.places().leftOut()).containsExactly("spot C");
    Map<String, Object> patch = new LinkedHashMap<>(proposal.places().patch());
    Camera after = cameras.patch(service.editor(UseCases.ADMIN), "mast", patch);
    assertThat(after.fits(1000, 500)).isTrue();
    assertThat(after.spots()).extracting(spot -> spot.id()).containsExactly("A", "B");
    assertThat(after.spots().get(0).polygon().bounds().toString())
        .isEqualTo(box(150, 80, 250, 180));
    assertThat(after.spots().get(1).polygon().bounds().toString())
        .isEqualTo(box(850, 80, 1000, 180));
    assertThat(after.zones().get(0).polygon().bounds().toString())
        .isEqualTo(box(50, 30, 1000, 480));
    assertThat(after.gates().get(0).line().from().x()).isEqualTo(350);
    assertThat(after.gates().get(0).line().from().y()).isEqualTo(480);
    assertThat(after.gates().get(0).line().to().y()).isEqualTo(280);

    // Asked again before the camera has been seen by its new places.
    assertThatThrownBy(this::propose).isInstanceOf(Conflict.class).hasMessageContaining("anew");
  }

  private static String box(float left, float top, float right, float bottom) {
    return new Box(left, top, right, bottom).toString();
  }

  @Test
  void whatHasNotMovedOrIsOverOrCannotBeToldIsSaid() {
    assertThatThrownBy(this::propose)
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("shows the view of its layout");
    gap("covered", false, null, null);
    assertThatThrownBy(this::propose).isInstanceOf(Conflict.class);
    gap("moved", false, null, null);
    assertThatThrownBy(this::propose)
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("cannot be told");
    gap("moved", true, 0.1, 0.1);
    assertThatThrownBy(this::propose)
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("shows the view of its layout");
    assertThatThrownBy(() -> moved.propose(service.reader(UseCases.OTHER), "mast"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aCameraSaysThatItCannotSeeWhileItGoesOn() {
    assertThat(blind()).isNull();
    // A camera that does not send is not one that cannot see.
    gap("timeout", false, null, null);
    assertThat(blind()).isNull();
    gap("moved", false, 0.05, 0.0);
    assertThat(blind()).isEqualTo("moved");
    gap("moved", true, 0.05, 0.0);
    assertThat(blind()).isNull();
  }

  private String blind() {
    return cameras.find(service.reader(UseCases.ADMIN), "mast").blind();
  }

  @Test
  void otherPropertiesOfASiteMayChangeMeanwhile() {
    gap("moved", false, 0.05, 0.0);
    cameras.patch(service.editor(UseCases.ADMIN), "mast", Map.of("sample-fps", 2));

    assertThat(propose().places().leftOut()).isEqualTo(List.of("spot C"));
  }
}
