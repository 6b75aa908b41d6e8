package io.sightline.store.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.store.StoreFixture;
import io.sightline.store.TestKey;
import io.sightline.store.plates.EvidenceRows;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SiteRowsTest {
  private StoreFixture store;
  private SiteRows sites;
  private CameraRows cameras;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    sites = new SiteRows(store.database(), TestKey.secrets());
    cameras = new CameraRows(store.database(), TestKey.secrets());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void sitesAreListedAndFound() {
    assertThat(sites.list(null, "", 1_000))
        .extracting(SiteRows.Listed::site)
        .containsExactly("garage", "harbour");
    assertThat(sites.list(List.of("harbour", "nowhere"), "", 1_000))
        .extracting(SiteRows.Listed::site)
        .containsExactly("harbour");
    assertThat(sites.list(List.of(), "", 1_000)).isEmpty();
    assertThat(sites.exists("garage")).isTrue();
    assertThat(sites.exists("nowhere")).isFalse();
    assertThat(sites.find("garage").orElseThrow().camera("gate")).isPresent();
    assertThat(sites.siteOf("quay")).contains("harbour");
    assertThat(sites.siteOf("nowhere")).isEmpty();
  }

  @Test
  void aChangeThatFailsLeavesNoTraceAndTheConnectionAsItWas() {
    assertThatThrownBy(
            () ->
                sites.change(
                    "garage",
                    known -> {
                      throw new IllegalStateException("no");
                    },
                    "test"))
        .hasMessage("no");
    assertThat(sites.find("garage")).isPresent();
    // Locks end with their transaction; one that went on would hold up the next change.
    sites.change("garage", known -> known.orElseThrow(), "test");
  }

  @Test
  void credentialsAreForWhoConnectsAndNobodyElse() {
    assertThat(cameras.address("gate").orElseThrow().credentials()).isEqualTo("viewer:canary-4711");
    assertThat(cameras.address("nowhere")).isEmpty();
    store.jdbc().sql("update cameras set live = false where camera = 'gate'").update();
    assertThat(cameras.address("gate")).isEmpty();
    assertThat(cameras.list(null, "", 1_000).toString()).contains("gate").doesNotContain("canary");
  }

  @Test
  void camerasAreListedBySiteWithTheirNewestWords() {
    store
        .jdbc()
        .sql(
            """
            insert into camera_latest (camera, site, at, up, width, height, boxes)
            values ('gate', 'garage', now(), true, 64, 48,
              '[{"label": "car", "score": 1, "x": 1, "y": 2, "width": 3, "height": 4, "new": 5}]')
            """)
        .update();
    assertThat(cameras.list(List.of("garage"), "", 1_000))
        .singleElement()
        .satisfies(
            camera -> {
              assertThat(camera.up()).isTrue();
              assertThat(camera.boxes())
                  .containsExactly(new CameraRows.SeenBox("car", 1, 1, 2, 3, 4));
            });
    assertThat(cameras.find("quay").orElseThrow().boxes()).isEmpty();
    assertThat(cameras.find("nowhere")).isEmpty();
  }

  @Test
  void aPlateWithoutARunOfItsOwnKeepsItsOwnPictures() {
    UUID id = UUID.randomUUID();
    store
        .jdbc()
        .sql(
            """
            insert into plate_reads (run, id, site, at, camera, text, score, reads, evidence, revision,
              final, model_sha256, layout_version, code_version)
            values ('evening', ?, 'garage', now(), 'gate', 'ABCD12', 1, 3, 'gate/1.jpg', 0, true, '', '', '1')
            """)
        .param(id)
        .update();
    EvidenceRows evidence = new EvidenceRows(store.database());
    assertThat(evidence.find("evening", id))
        .contains(new EvidenceRows.Evidence("garage", "gate", "evening", "gate/1.jpg", "ABCD12"));
    assertThat(evidence.find("live", id)).isEmpty();
  }
}
