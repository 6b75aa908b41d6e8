package io.sightline.store.sites;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import io.sightline.store.TestKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CameraRowsTest {
  private StoreFixture store;
  private CameraRows cameras;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    cameras = new CameraRows(store.database(), TestKey.secrets());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private void word(String camera, boolean up, String reason, int secondsAgo) {
    store
        .jdbc()
        .sql(
            """
            insert into camera_latest (camera, site, at, up, reason, width, height, boxes)
            values (?, 'garage', now() - make_interval(secs => ?), ?, ?, 64, 48, '[]')
            """)
        .params(camera, secondsAgo, up, reason)
        .update();
  }

  private CameraRows.CameraNow now(String camera) {
    return cameras.find(camera).orElseThrow();
  }

  @Test
  void aCameraThatWasNeverSeenIsDownForNoReasonThatIsKnown() {
    assertThat(now("gate"))
        .isEqualTo(
            new CameraRows.CameraNow(
                "gate",
                "garage",
                "rtsp://127.0.0.1:8554/gate",
                true,
                5,
                true,
                false,
                null,
                null,
                null,
                null,
                null,
                List.of()));
  }

  @Test
  void aCameraIsUpForHalfAMinuteAfterItsLastFrame() {
    word("gate", true, null, 1);
    word("quay", true, null, 31);
    assertThat(now("gate").up()).isTrue();
    assertThat(now("gate").reason()).isNull();
    assertThat(now("gate").seenAt())
        .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
    assertThat(now("gate").width()).isEqualTo(64);
    assertThat(now("quay").up()).isFalse();
    assertThat(now("quay").reason()).isEqualTo("no-news");
  }

  @Test
  void aCameraThatIsDownSaysWhy() {
    word("gate", false, "timeout", 1);
    assertThat(now("gate").up()).isFalse();
    assertThat(now("gate").reason()).isEqualTo("timeout");
  }

  @Test
  void camerasAreListedByIdForWhomTheyAre() {
    assertThat(cameras.list(null, "", 1_000))
        .extracting(CameraRows.CameraNow::camera)
        .containsExactly("gate", "quay");
    assertThat(cameras.list(List.of("harbour"), "", 1_000))
        .extracting(CameraRows.CameraNow::camera)
        .containsExactly("quay");
    assertThat(cameras.list(List.of(), "", 1_000)).isEmpty();
    store.jdbc().sql("update cameras set credentials = null where camera = 'quay'").update();
    assertThat(now("quay").hasCredentials()).isFalse();
  }

  @Test
  void aSpotThatTwoCamerasSeeIsOne() {
    SiteRows sites = new SiteRows(store.database(), TestKey.secrets());
    store
        .jdbc()
        .sql(
            """
            insert into cameras (camera, site, uri, live, sample_fps)
            values ('deck', 'garage', 'rtsp://10.0.0.7/d', true, 0)
            """)
        .update();
    store
        .jdbc()
        .sql(
            "insert into spots (site, camera, spot, polygon)"
                + " values ('garage', 'deck', 'A1', '[]'), ('garage', 'deck', 'A2', '[]')")
        .update();
    SiteRows.Listed garage = sites.list(List.of("garage"), "", 1_000).get(0);
    assertThat(garage.cameras()).isEqualTo(2);
    assertThat(garage.spots()).isEqualTo(2);
  }
}
