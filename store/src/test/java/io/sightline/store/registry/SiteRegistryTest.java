package io.sightline.store.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.TestDatabase;
import io.sightline.store.TestKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SiteRegistryTest {
  private TestDatabase database;
  private SiteRegistry registry;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    registry = new SiteRegistry(database.address(), TestKey.secrets());
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private static Site parse(String yaml) {
    return SiteFile.parse("site", Path.of("/"), yaml).site();
  }

  private static Site at(String uri) {
    return parse("{site: yard, cameras: [{id: gate, uri: '%s'}]}".formatted(uri));
  }

  /** A site with so many cameras. */
  private static Site yard(int cameras) {
    String listed =
        IntStream.range(0, cameras)
            .mapToObj("{id: camera-%d, uri: 'rtsp://10.0.0.7/x'}"::formatted)
            .collect(Collectors.joining(", "));
    return parse("{site: yard, cameras: [%s]}".formatted(listed));
  }

  private <T> List<T> column(Class<T> type, String sql) {
    return database.address().with(jdbc -> jdbc.sql(sql).query(type).list());
  }

  private void execute(String sql) {
    database.address().with(jdbc -> jdbc.sql(sql).update());
  }

  private Optional<String> credentials(String camera) {
    return LiveAddresses.stored(database.address(), TestKey.secrets())
        .find(camera)
        .map(address -> String.valueOf(address.credentials()));
  }

  @Test
  void aSiteIsFoundAsItWasStoredButForCredentials() {
    Site site = at("rtsp://viewer:canary-4711@10.0.0.7/a");
    assertThat(registry.find("yard")).isEmpty();
    assertThat(registry.store(site, "nora")).isTrue();
    registry.store(parse("{site: lot, cameras: [{id: exit, uri: 'rtsp://10.0.0.8/b'}]}"), "nora");
    assertThat(registry.sites()).containsExactly("lot", "yard");
    assertThat(registry.siteOf("gate")).contains("yard");
    assertThat(registry.siteOf("nowhere")).isEmpty();
    Site found = registry.find("yard").orElseThrow();
    assertThat(found.layoutVersion()).isEqualTo(site.layoutVersion());
    assertThat(found.cameras().get(0).uri()).isEqualTo("rtsp://10.0.0.7/a");
    assertThat(column(String.class, "select layout::text || stored_by from layout_versions"))
        .noneMatch(stored -> stored.contains("canary"))
        .allMatch(stored -> stored.endsWith("nora"));
  }

  @Test
  void aSiteStoredAsItWasIsNoChange() {
    assertThat(registry.store(yard(2), "nora")).isTrue();
    assertThat(registry.store(yard(2), "nora")).isFalse();
    assertThat(column(String.class, "select version from layout_versions")).hasSize(1);
    assertThat(column(Long.class, "select revision from cameras")).containsOnly(1L);
  }

  @Test
  void theFirstVersionCountsAtOnceAndLaterOnesALittleAheadEachAfterTheOneBefore() {
    registry.store(yard(1), "nora");
    registry.store(yard(2), "nora");
    String ahead =
        "select effective_at - date_trunc('milliseconds', stored_at) = interval '%s'"
            + " from layout_versions order by effective_at offset %d limit 1";
    assertThat(column(Boolean.class, ahead.formatted("0", 0))).containsExactly(true);
    assertThat(column(Boolean.class, ahead.formatted("3 seconds", 1))).containsExactly(true);
    execute(
        "update layout_versions set effective_at = date_trunc('hour', now()) + interval '2 hours'"
            + " where effective_at = (select max(effective_at) from layout_versions)");
    registry.store(yard(3), "nora");
    List<OffsetDateTime> times =
        column(
            OffsetDateTime.class, "select effective_at from layout_versions order by effective_at");
    assertThat(Duration.between(times.get(1), times.get(2)))
        .as("behind a version that lies further ahead")
        .isEqualTo(Duration.ofMillis(1));
    assertThat(registry.find("yard").orElseThrow().cameras())
        .as("the newest, though it does not count yet")
        .hasSize(3);
  }

  @Test
  void credentialsAreKeptForAsLongAsTheAddressIs() {
    registry.store(at("rtsp://viewer:canary@10.0.0.7/a"), "nora");
    assertThat(registry.store(at("rtsp://10.0.0.7/a"), "nora"))
        .as("as people see it, without credentials")
        .isFalse();
    assertThat(credentials("gate")).contains("viewer:canary");
    assertThat(registry.store(at("rtsp://viewer:other@10.0.0.7/a"), "nora")).isTrue();
    assertThat(credentials("gate")).contains("viewer:other");
    assertThat(column(Long.class, "select revision from cameras")).containsExactly(2L);
    assertThat(registry.store(at("rtsp://10.0.0.9/a"), "nora")).isTrue();
    assertThat(credentials("gate")).as("are not sent to another machine").contains("null");
  }

  @Test
  void aCameraOfAnotherSiteIsRefusedAndNothingOfTheSiteIsStored() {
    registry.store(at("rtsp://10.0.0.7/a"), "nora");
    Site other =
        parse(
            "{site: lot, cameras: [{id: exit, uri: 'rtsp://10.0.0.8/b'},"
                + " {id: gate, uri: 'rtsp://10.0.0.8/c'}]}");
    assertThatThrownBy(() -> registry.store(other, "nora"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'gate' belongs to another site");
    assertThat(registry.sites()).containsExactly("yard");
    assertThat(registry.siteOf("exit")).isEmpty();
    assertThat(credentials("exit")).isEmpty();
  }

  @Test
  void camerasThatAreLeftOutGoWithTheirPlaces() {
    registry.store(
        parse(
            """
            site: yard
            cameras:
              - id: deck
                uri: rtsp://10.0.0.7/a
                level: P2
                spots:
                  - {id: A1, polygon: [[0, 0], [9, 0], [9, 9]]}
                  - {id: A2, polygon: [[0, 0], [9, 0], [9, 9]], level: P3}
                zones:
                  - {id: plaza, polygon: [[0, 0], [9, 0], [9, 9]], kind: parking, capacity: 7}
              - id: gate
                uri: rtsp://10.0.0.7/b
                gates:
                  - {id: in, line: [[0, 0], [9, 9]], direction: entry}
            """),
        "nora");
    assertThat(column(String.class, "select spot || '@' || level from spots order by spot"))
        .containsExactly("A1@P2", "A2@P3");
    assertThat(column(String.class, "select zone || ' ' || kind || ' ' || capacity from zones"))
        .containsExactly("plaza parking 7");
    assertThat(column(String.class, "select gate || ' ' || direction from gates"))
        .containsExactly("in entry");
    registry.store(at("rtsp://10.0.0.7/b"), "nora");
    assertThat(column(String.class, "select camera from cameras")).containsExactly("gate");
    assertThat(
            column(
                String.class,
                "select spot from spots union select zone from zones union select gate from gates"))
        .isEmpty();
  }

  @Test
  void changesAtTheSameTimeBuildOnEachOther() throws Exception {
    ExecutorService people = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> changes = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        changes.add(
            people.submit(
                () ->
                    registry.change(
                        "yard",
                        known -> yard(known.map(Site::cameras).map(List::size).orElse(0) + 1),
                        "nora")));
      }
      for (Future<Boolean> change : changes) {
        assertThat(change.get()).isTrue();
      }
    } finally {
      people.shutdownNow();
    }
    assertThat(registry.find("yard").orElseThrow().cameras())
        .extracting(Camera::id)
        .contains("camera-0", "camera-11")
        .hasSize(12);
    assertThat(column(String.class, "select version from layout_versions")).hasSize(12);
  }

  @Test
  void aChangeThatThrowsLeavesNoTraceAndHoldsNobodyUp() {
    assertThatThrownBy(
            () ->
                registry.change(
                    "yard",
                    known -> {
                      throw new IllegalStateException("no");
                    },
                    "nora"))
        .hasMessage("no");
    assertThat(registry.sites()).isEmpty();
    assertThat(registry.store(yard(1), "nora")).isTrue();
  }

  @Test
  void itTakesPartInItsCallersTransaction() {
    try (SingleConnectionDataSource session = database.address().session()) {
      new TransactionTemplate(new JdbcTransactionManager(session))
          .executeWithoutResult(
              status -> {
                SiteRegistry within = new SiteRegistry(session, TestKey.secrets());
                assertThat(within.store(yard(1), "nora")).isTrue();
                assertThat(within.sites()).containsExactly("yard");
                status.setRollbackOnly();
              });
    }
    assertThat(registry.sites()).isEmpty();
  }

  @Test
  void credentialsAreEncryptedInTheDatabase() {
    for (String uri :
        List.of(
            "rtsp://viewer:canary-4711@10.0.0.7/a",
            "rtsp://10.0.0.7/user=admin_password=canary-4711_channel=1_stream=0.sdp")) {
      registry.store(at(uri), "nora");
      assertThat(column(String.class, "select cameras::text from cameras"))
          .isNotEmpty()
          .noneMatch(row -> row.contains("canary"));
      assertThat(
              LiveAddresses.stored(database.address(), TestKey.secrets())
                  .find("gate")
                  .orElseThrow()
                  .connectTo(InetAddress.getLoopbackAddress()))
          .contains("canary-4711");
    }
  }

  @Test
  void credentialsOfAnotherCameraOrUnderAnotherKeyAreRefused() {
    registry.store(at("rtsp://viewer:canary-4711@10.0.0.7/a"), "nora");
    LiveAddresses elsewhere =
        LiveAddresses.stored(
            database.address(),
            new CameraSecrets(TestKey.write("another key of more than 32 characters")));
    assertThatThrownBy(() -> elsewhere.find("gate"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'gate'")
        .hasMessageContaining("secrets.key-file");
    LiveAddresses keyless =
        LiveAddresses.stored(database.address(), new CameraSecrets(KeyFile.NONE));
    assertThatThrownBy(() -> keyless.find("gate"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("secrets.key-file");
    execute("update cameras set camera = 'back'");
    assertThatThrownBy(() -> credentials("back"))
        .as("moved to another camera's row")
        .isInstanceOf(BadInput.class);
    execute("update cameras set credentials = 'v1:AAAA'");
    assertThatThrownBy(() -> credentials("back")).hasMessageContaining("is damaged");
  }

  @Test
  void whoChangedASiteLastIsKnown() {
    assertThat(registry.lastChange("yard")).isEmpty();
    registry.store(at("rtsp://10.0.0.7/a"), "serve");
    registry.store(at("rtsp://10.0.0.8/a"), "nora");
    registry.store(at("rtsp://10.0.0.8/a"), "serve");
    assertThat(registry.lastChange("yard").orElseThrow().by())
        .as("of whoever changes nothing nothing is said")
        .isEqualTo("nora");
  }

  @Test
  void withoutAKeyThereAreNoCredentials() {
    SiteRegistry keyless = new SiteRegistry(database.address());
    assertThat(keyless.store(at("rtsp://10.0.0.7/a"), "nora")).isTrue();
    assertThatThrownBy(() -> keyless.store(at("rtsp://viewer:canary-4711@10.0.0.7/a"), "nora"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("secrets.key-file")
        .hasMessageNotContaining("canary");
  }

  @Test
  void whatWasStoredBeforeThereWasAKeyIsEncrypted() {
    registry.store(at("rtsp://10.0.0.7/a"), "nora");
    execute("update cameras set credentials = 'viewer:canary-4711'");
    assertThat(credentials("gate")).contains("viewer:canary-4711");
    registry.sealAll();
    assertThat(column(String.class, "select credentials from cameras"))
        .allMatch(stored -> stored.startsWith("v1:"));
    assertThat(credentials("gate")).contains("viewer:canary-4711");
  }

  @Test
  void liveCamerasAloneHaveAnAddress() {
    registry.store(at("rtsp://viewer:canary@10.0.0.7/a"), "nora");
    LiveAddresses addresses = LiveAddresses.stored(database.address(), TestKey.secrets());
    assertThat(addresses.find("gate").orElseThrow().credentials()).isEqualTo("viewer:canary");
    assertThat(addresses.find("nowhere")).isEmpty();
    execute("update cameras set live = false");
    assertThat(addresses.find("gate")).isEmpty();
    execute("alter table cameras rename to hidden");
    assertThatThrownBy(() -> addresses.find("gate")).isInstanceOf(DataAccessException.class);
  }

  @Test
  void aLayoutIsFoundByItsVersionWithItsLiveCamerasOnly() {
    Site first =
        parse(
            "{site: yard, cameras: [{id: gate, uri: 'rtsp://10.0.0.7/a'}, {id: film, uri: x.mp4}]}");
    registry.store(first, "nora");
    registry.store(yard(1), "nora");
    StoredLayouts layouts = new StoredLayouts(database.address());
    assertThat(layouts.layout("yard", first.layoutVersion()).cameras())
        .extracting(Camera::id)
        .containsExactly("gate");
    assertThatThrownBy(() -> layouts.layout("lot", first.layoutVersion()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("of site 'lot' is not in the registry");
    execute("alter table layout_versions rename to hidden");
    assertThatThrownBy(() -> layouts.layout("yard", first.layoutVersion()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be read: ERROR: relation \"layout_versions\"");
  }
}
