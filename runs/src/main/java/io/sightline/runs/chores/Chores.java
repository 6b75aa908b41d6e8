package io.sightline.runs.chores;

import io.sightline.media.store.MediaAddress;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Partitions;
import io.sightline.store.runs.ChoreLock;
import io.sightline.store.runs.StuckRuns;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What has to be done from time to time wherever runs are made: parts of tables for the days to
 * come, pictures that nobody names, runs that nobody makes. One process at a time does them.
 */
public final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final DatabaseAddress database;
  private final MediaAddress media;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread chores = new Thread(task, "chores");
            chores.setDaemon(true);
            return chores;
          });

  /** One of them. */
  interface Chore {
    void of(JdbcClient jdbc) throws IOException;
  }

  /**
   * @param media where pictures are kept
   */
  public Chores(DatabaseAddress database, MediaAddress media, Clock clock) {
    this.database = database;
    this.media = media;
    this.clock = clock;
  }

  public void start() {
    every(1, TimeUnit.HOURS, "parts of tables for the coming days", this::makePartitions);
    every(1, TimeUnit.MINUTES, "runs that nobody makes", Chores::noteStuckRuns);
    every(6, TimeUnit.HOURS, "pictures that no fact names", this::deleteForgottenPictures);
  }

  private void every(long time, TimeUnit unit, String what, Chore chore) {
    thread.scheduleWithFixedDelay(
        () -> run(what, chore),
        TimeUnit.MINUTES.toMillis(1),
        unit.toMillis(time),
        TimeUnit.MILLISECONDS);
  }

  void run(String what, Chore chore) {
    try {
      database.with(
          jdbc -> {
            if (ChoreLock.take(jdbc, what)) {
              try {
                chore.of(jdbc);
              } catch (IOException e) {
                LOG.warn("The chore '{}' is left for later: {}", what, e.getMessage());
              }
            }
            return null;
          });
    } catch (DataAccessException e) {
      LOG.warn("The chore '{}' is left for later: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      // It is tried again, and the others are done all the same.
      LOG.error("The chore '{}' failed.", what, e);
    }
  }

  void makePartitions(JdbcClient jdbc) {
    Partitions.ensureAhead(jdbc, LocalDate.now(clock));
  }

  static void noteStuckRuns(JdbcClient jdbc) {
    List<String> stuck = StuckRuns.fail(jdbc);
    stuck.forEach(run -> LOG.warn("The run '{}' was left by its process.", run));
  }

  void deleteForgottenPictures(JdbcClient jdbc) throws IOException {
    int deleted = ForgottenPictures.delete(media, jdbc, Instant.now(clock));
    if (deleted > 0) {
      LOG.info("{} pictures that no fact names were deleted.", deleted);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
