package io.sightline.runs.chores;

import io.sightline.domain.BadInput;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.media.store.MediaAddress;
import io.sightline.runs.Progress;
import io.sightline.runs.RunFolders;
import io.sightline.runs.RunRemoval;
import io.sightline.runs.erasure.PlateErasure;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Partitions;
import io.sightline.store.retention.Retention;
import io.sightline.store.runs.ChoreLock;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunDeletion;
import io.sightline.store.runs.StoredRun;
import io.sightline.store.runs.StuckRuns;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What has to be done from time to time wherever runs are made: parts of tables for the days to
 * come, what is older than it is to be kept, pictures that nobody names, runs that nobody makes or
 * that are to be deleted. One process at a time does each.
 */
public final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private static final long FIRST_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long DELETIONS_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private final DatabaseAddress database;
  private final MediaAddress media;
  private final RunRemoval removal;
  private final Retention retention;
  private final Clock clock;
  private final ForgottenPictures pictures = new ForgottenPictures();
  private final PlateErasure erasure;
  private final ScheduledExecutorService thread = thread("chores");

  /** A large run takes its time, and the others do not wait for it. */
  private final ScheduledExecutorService deletions = thread("deletions of runs");

  /** Nor for what is to be erased, which is soon. */
  private final ScheduledExecutorService erasures = thread("erasures");

  /** Runs of which it was said that they cannot be deleted; used by one thread. */
  private final Set<String> refused = new HashSet<>();

  /** The day for which parts of tables are there. */
  private LocalDate prepared;

  /** One of them. */
  interface Chore {
    void of(JdbcClient jdbc) throws IOException;
  }

  /**
   * @param media where pictures are kept
   * @param folders where runs keep what they need while they are made
   * @param retention what is kept for how long
   */
  public Chores(
      DatabaseAddress database,
      MediaAddress media,
      RunFolders folders,
      Retention retention,
      Clock clock) {
    this(database, media, folders, retention, clock, null);
  }

  /**
   * @param media where pictures are kept
   * @param folders where runs keep what they need while they are made
   * @param retention what is kept for how long
   * @param kafka brokers that facts are published to; null for none
   */
  public Chores(
      DatabaseAddress database,
      MediaAddress media,
      RunFolders folders,
      Retention retention,
      Clock clock,
      KafkaBrokers kafka) {
    this.erasure = new PlateErasure(database, media, kafka);
    this.database = database;
    this.media = media;
    this.removal = new RunRemoval(folders, media);
    this.retention = retention;
    this.clock = clock;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread chores = new Thread(task, name);
          chores.setDaemon(true);
          return chores;
        });
  }

  public void start() {
    // By the clock and not by the time since: a machine that slept wakes on another day.
    thread.scheduleWithFixedDelay(
        this::makePartitionsOnceADay, FIRST_MILLIS, FIRST_MILLIS, TimeUnit.MILLISECONDS);
    every(1, TimeUnit.HOURS, "what has been kept long enough", this::applyRetention);
    every(1, TimeUnit.MINUTES, "runs that nobody makes", Chores::noteStuckRuns);
    every(6, TimeUnit.HOURS, "pictures that no fact names", this::deleteForgottenPictures);
    deletions.scheduleWithFixedDelay(
        () -> run("runs to be deleted", this::deleteRuns),
        DELETIONS_MILLIS,
        DELETIONS_MILLIS,
        TimeUnit.MILLISECONDS);
    erasures.scheduleWithFixedDelay(
        this::erase, DELETIONS_MILLIS, DELETIONS_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Blanks plates that are to be erased, as far as that can be done now. */
  public void erase() {
    run("plates to be erased", erasure::work);
  }

  private void every(long time, TimeUnit unit, String what, Chore chore) {
    thread.scheduleWithFixedDelay(
        () -> run(what, chore), FIRST_MILLIS, unit.toMillis(time), TimeUnit.MILLISECONDS);
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

  void makePartitionsOnceADay() {
    if (!LocalDate.now(clock).equals(prepared)) {
      run("parts of tables for the coming days", this::makePartitions);
    }
  }

  /** Also for days that passed while nobody did; what was stored then moves into its part. */
  void makePartitions(JdbcClient jdbc) {
    LocalDate today = LocalDate.now(clock);
    Partitions.ensureAhead(jdbc, today);
    Partitions.ensure(jdbc, Partitions.strayDays(jdbc, today));
    // What was left, since a reader was in the way, is tried again soon.
    boolean all = Partitions.isAhead(jdbc, today) && Partitions.strayDays(jdbc, today).isEmpty();
    prepared = all ? today : null;
  }

  /** Takes away what is over; what it does is logged, since it cannot be undone. */
  void applyRetention(JdbcClient jdbc) {
    Retention.Outcome outcome = retention.apply(jdbc, Instant.now(clock));
    if (!outcome.isNothing()) {
      LOG.info(
          "Kept long enough: {} parts of tables dropped, {} rows and {} entries of the audit log deleted, {} runs to be deleted.",
          outcome.parts(),
          outcome.rows(),
          outcome.entries(),
          outcome.runs());
    }
  }

  void deleteRuns(JdbcClient jdbc) throws IOException {
    for (String run : RunDeletion.marked(jdbc)) {
      Optional<RunClaim> claim = RunClaim.tryOf(database, run);
      if (claim.isPresent()) {
        try (RunClaim held = claim.get()) {
          delete(held);
        }
      }
    }
  }

  /** Unless somebody has deleted it, and maybe made it anew, since it was listed. */
  private void delete(RunClaim claim) throws IOException {
    if (claim.rows().find(claim.run()).filter(StoredRun::isDeleting).isEmpty()) {
      return;
    }
    try {
      removal.remove(claim, Progress.UNHEARD);
      LOG.info("The run '{}' is deleted.", claim.run());
    } catch (BadInput e) {
      // Once: it is tried again every few seconds, until the hold is released.
      if (refused.add(claim.run())) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  static void noteStuckRuns(JdbcClient jdbc) {
    List<String> stuck = StuckRuns.fail(jdbc);
    stuck.forEach(run -> LOG.warn("The run '{}' was left by its process.", run));
  }

  void deleteForgottenPictures(JdbcClient jdbc) throws IOException {
    int deleted = pictures.delete(media, jdbc, Instant.now(clock));
    if (deleted > 0) {
      LOG.info("{} pictures that no fact names were deleted.", deleted);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    deletions.shutdownNow();
    erasures.shutdownNow();
  }
}
