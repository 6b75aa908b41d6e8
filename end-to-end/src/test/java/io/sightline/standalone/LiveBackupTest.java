package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.media.RtspServer;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.runs.Progress;
import io.sightline.standalone.backup.Backup;
import io.sightline.standalone.backup.Restore;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live run that is backed up while it is served, and goes on at another place. */
class LiveBackupTest {
  private static final String FINAL =
      "select id || ' ' || at || ' ' || spot || ' ' || state from spot_transitions"
          + " where run = 'live' and final and not retracted order by at, id";

  @TempDir Path folder;

  private static void within(int seconds, String what, Callable<Boolean> holds) {
    await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInterval(Duration.ofMillis(200))
        .until(holds);
  }

  private static List<String> texts(Database database, String sql) {
    return database.address().with(jdbc -> jdbc.sql(sql).query(String.class).list());
  }

  private static long number(Database database, String sql) {
    return database.address().with(jdbc -> jdbc.sql(sql).query(Long.class).single());
  }

  /** A checkpoint is complete when its metadata are there. */
  private static boolean hasCheckpoint(Installation installation) throws IOException {
    if (!Files.isDirectory(installation.runs().live())) {
      return false;
    }
    try (Stream<Path> files = Files.walk(installation.runs().live())) {
      return files.anyMatch(file -> file.endsWith("_metadata"));
    } catch (java.io.UncheckedIOException e) {
      // One that was just removed; the next look sees another.
      return false;
    }
  }

  @Test
  @SuppressWarnings("try") // Ending waits for threads, and may be interrupted while it does.
  void itGoesOnFromThereWithAGapAndNothingIsInvented() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    Installation first = new Installation(TestSite.root(), folder.resolve("first"));
    Installation second = new Installation(TestSite.root(), folder.resolve("other/second"));
    Path file = folder.resolve("live.zip");
    ModelCatalog models = LiveSite.models(folder);
    try (RtspServer camera = LiveSite.server(folder).start()) {
      String site = LiveSite.file(camera, "live-park", "north");
      try (Database database = Database.open(null, first.data())) {
        try (Serving serving = Serving.start(first, database, LiveSite.plan(site, models, 0))) {
          assertThat(serving.resumed()).isEmpty();
          within(90, "spots change", () -> texts(database, FINAL).size() >= 3);
          within(30, "a checkpoint is complete", () -> hasCheckpoint(first));
          Backup.Outcome backup =
              new Backup(first, database.address(), first.media(settings()))
                  .write(file, Progress.UNHEARD);
          assertThat(backup.notes()).isEmpty();
          within(60, "it goes on beside the backup", () -> texts(database, FINAL).size() > 4);
        }
      }
      // Nothing of the restored one may lead back.
      FileUtils.deleteDirectory(first.data().toFile());
      Files.createDirectories(second.data());
      try (Database database = Database.open(null, second.data())) {
        try (Restore restore = Restore.open(file, Progress.UNHEARD)) {
          Restore.Outcome outcome =
              restore.into(
                  second, database.address(), second.media(settings()), false, Progress.UNHEARD);
          assertThat(outcome.notes()).isEmpty();
        }
        List<String> before = texts(database, FINAL);
        assertThat(before).hasSizeGreaterThanOrEqualTo(3);
        try (Serving serving = Serving.start(second, database, LiveSite.plan(site, models, 0))) {
          assertThat(serving.resumed()).isPresent();
          assertThat(serving.resumed().get()).startsWith(second.data());
          within(
              90,
              "the time between is a gap",
              () ->
                  number(
                          database,
                          "select count(*) from camera_gaps where reason = 'restarted' and final"
                              + " and not retracted")
                      == 1);
          within(90, "it goes on", () -> texts(database, FINAL).size() > before.size() + 2);
          within(30, "with checkpoints of its own", () -> hasCheckpoint(second));
          assertThat(
                  number(
                      database,
                      """
                      select count(*) from spot_transitions t join camera_gaps g on g.run = t.run
                      where g.reason = 'restarted' and not g.retracted and not t.retracted
                        and t.at > g.at and t.at < g.ended_at and t.state <> 'unknown'
                      """))
              .as("nothing is said of the time between")
              .isZero();
        }
        assertThat(texts(database, FINAL))
            .as("what was long known is known still")
            .contains(before.get(0), before.get(1));
      }
    }
  }

  private static io.sightline.domain.settings.Settings settings() {
    return io.sightline.domain.settings.Settings.defaults();
  }
}
