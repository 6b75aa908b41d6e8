package io.sightline.store.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class RosterWatchTest {
  private TestDatabase database;
  private Connection connection;
  private RosterWatch watch;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.create();
    connection = database.address().connect();
    watch = RosterWatch.of(database.address());
  }

  @AfterEach
  void close() throws SQLException {
    watch.close();
    connection.close();
    database.close();
  }

  private static Site site(String id, int cameras, double fps) {
    String listed =
        IntStream.range(0, cameras)
            .mapToObj(
                n ->
                    "{id: %s-%04d, uri: 'rtsp://10.0.0.7/%d', spots: [{id: S%d, polygon: [[0, 0], [9, 0], [9, %d]]}]}"
                        .formatted(id, n, n, n, (int) fps + 9))
            .collect(Collectors.joining(", "));
    return SiteFile.parse("site", Path.of("/"), "{site: %s, cameras: [%s]}".formatted(id, listed))
        .site();
  }

  private boolean store(Site site) {
    return new SiteRegistry(database.address()).store(site, "tester");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String plan(String sql) {
    return String.join(
        "\n",
        database.address().<List<String>>with(jdbc -> jdbc.sql(sql).query(String.class).list()));
  }

  private CameraRoster roster() {
    return watch.changed().orElseThrow();
  }

  @Test
  void whatPeopleSayOfASiteReachesItsCamerasOnly() throws SQLException {
    store(site("yard", 1, 1));
    store(site("lot", 1, 1));
    roster();
    execute("select next_statement('yard'), next_statement('yard')");
    assertThat(roster().cameras())
        .extracting(CameraRoster.Entry::statements)
        .as("lot, yard")
        .containsExactly(0L, 2L);
    assertThat(watch.changed()).isEmpty();
  }

  @Test
  void camerasAreListedWithTheirLayoutsByTime() throws SQLException {
    assertThat(roster().cameras()).isEmpty();
    Site first = site("yard", 2, 1);
    store(first);
    store(site("lot", 1, 1));
    Site second = site("yard", 3, 2);
    store(second);
    List<CameraRoster.Entry> cameras = roster().cameras();
    assertThat(cameras)
        .extracting(CameraRoster.Entry::camera)
        .containsExactly("lot-0000", "yard-0000", "yard-0001", "yard-0002");
    assertThat(cameras.get(1).layouts())
        .extracting(CameraRoster.LayoutStart::version)
        .containsExactly(first.layoutVersion(), second.layoutVersion());
    assertThat(cameras.get(1).layouts())
        .isSortedAccordingTo(
            java.util.Comparator.comparingLong(CameraRoster.LayoutStart::effectiveMillis));
    assertThat(cameras.get(3).layouts())
        .as("of a camera that is new")
        .extracting(CameraRoster.LayoutStart::version)
        .containsExactly(second.layoutVersion());
  }

  @Test
  void layoutsThatWereSupersededAMinuteAgoAreLeftOut() throws SQLException {
    Site first = site("yard", 1, 1);
    Site second = site("yard", 1, 2);
    store(first);
    store(second);
    execute("update layout_versions set effective_at = effective_at - interval '2 minutes'");
    assertThat(roster().cameras().get(0).layouts())
        .extracting(CameraRoster.LayoutStart::version)
        .containsExactly(second.layoutVersion());
  }

  @Test
  void recordedCamerasAreNone() throws SQLException {
    store(
        SiteFile.parse("site", Path.of("/"), "{site: yard, cameras: [{id: x, uri: x.mp4}]}")
            .site());
    assertThat(roster().cameras()).isEmpty();
  }

  @Test
  void whatHasNotChangedIsNotReadAgain() throws SQLException {
    store(site("yard", 2, 1));
    roster();
    assertThat(watch.changed()).isEmpty();
    assertThat(store(site("yard", 2, 1))).isFalse();
    assertThat(watch.changed()).as("a site stored as it was").isEmpty();
    store(site("yard", 1, 1));
    assertThat(roster().cameras()).hasSize(1);
    assertThat(watch.changed()).isEmpty();
    store(site("yard", 1, 2));
    assertThat(roster().cameras().get(0).layouts()).as("another layout only").hasSize(3);
    execute("update cameras set sample_fps = 3, revision = revision + 1");
    assertThat(roster().cameras().get(0).sampleFps()).as("changed by hand").isEqualTo(3);
    execute("delete from sites");
    assertThat(roster().cameras()).isEmpty();
    assertThat(watch.changed()).isEmpty();
  }

  @Test
  void aChangeThatIsTakenBackIsNone() throws SQLException {
    store(site("yard", 1, 1));
    roster();
    connection.setAutoCommit(false);
    execute("update cameras set sample_fps = 3");
    connection.rollback();
    connection.setAutoCommit(true);
    assertThat(watch.changed()).isEmpty();
  }

  @Test
  void aConnectionThatBreaksIsMadeAgain() throws SQLException {
    store(site("yard", 1, 1));
    roster();
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    assertThatThrownBy(watch::changed).isInstanceOf(DataAccessException.class);
    assertThat(watch.changed()).as("nothing changed meanwhile").isEmpty();
    store(site("yard", 2, 1));
    assertThat(roster().cameras()).hasSize(2);
  }

  @Test
  void afterClosingNobodyLooks() throws SQLException {
    roster();
    watch.close();
    assertThatThrownBy(watch::changed).isInstanceOf(DataAccessException.class);
  }

  /** Versions of a site that are older copies of its layout. */
  private void addVersions(String site, int versions, String between) throws SQLException {
    execute(
        """
        insert into layout_versions (site, effective_at, version, layout, cameras, stored_by)
        select v.site, v.effective_at - n * interval '%s', 'before-' || n, v.layout, v.cameras, 'tester'
        from layout_versions v, generate_series(1, %d) n where v.site like '%s'
        """
            .formatted(between, versions, site));
  }

  @Test
  void aThousandCamerasOfOneSiteAreReadInAMoment() throws SQLException {
    store(site("big", 1_000, 1));
    // Half of them long ago, the others all within the minute that counts.
    addVersions("big", 24, "1 second");
    addVersions("big", 25, "59 hours");
    execute("analyze");
    roster();
    execute("update cameras set revision = revision + 1");
    long begun = System.nanoTime();
    CameraRoster roster = roster();
    Duration taken = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(taken).isLessThan(Duration.ofSeconds(2));
    assertThat(roster.cameras()).hasSize(1_000);
    assertThat(roster.cameras().stream().mapToInt(camera -> camera.layouts().size()).distinct())
        .as("the newest, 24 of the last minute, and the one in force before")
        .containsExactly(26);
    begun = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(watch.changed()).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("100 looks at nothing new")
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void layoutsOfLongAgoAreNotLookedThroughAndNoneIsUnfolded() throws SQLException {
    store(site("big", 1_000, 1));
    execute(
        """
        insert into sites (site, name, time_zone)
        select 'small-' || n, 'x', 'UTC' from generate_series(1, 200) n;
        insert into cameras (camera, site, uri, live, sample_fps)
        select site || '-camera', site, 'rtsp://10.0.0.7/x', true, 0 from sites where site like 'small%';
        insert into layout_versions (site, effective_at, version, layout, cameras, stored_by)
        select site, now(), 'newest', '{}', array[site || '-camera'], 'tester' from sites
        where site like 'small%'
        """);
    addVersions("%", 49, "1 hour");
    execute("analyze");
    assertThat(roster().cameras()).hasSize(1_200);
    String plan = plan("explain verbose " + StoredRosterWatch.ROSTER);
    assertThat(plan)
        .doesNotContain("Seq Scan on public.layout_versions")
        .contains("using layout_versions_pkey")
        .doesNotContain("json");
    String idle = plan("explain " + StoredRosterWatch.NEWEST_CHANGE);
    assertThat(idle).contains("registry_changes").doesNotContain("cameras");
  }
}
