package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, all of it below one folder, to which it belongs: whoever comes
 * first starts it, whoever leaves last stops it, and while anybody uses it, it is started again
 * when it dies. One that killed processes left behind is taken over.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final long LOOK_EVERY_MILLIS = 300;
  private static final long AGAIN_MILLIS = 500;

  /** On a busy machine, and after a crash, it takes its time. */
  private static final long ANSWER_SECONDS = 90;

  /** The servers that this process uses. */
  private static final Map<Path, EmbeddedPostgres> USED = new HashMap<>();

  private final Path folder;
  private final Thread leaveAtExit = new Thread(this::leave, "leave-postgres");
  private final Thread watchdog = new Thread(this::watch, "postgres watchdog");
  private FolderLock users;
  private PostgresCluster cluster;
  private volatile DatabaseAddress address;
  private int openings;
  private volatile boolean left;

  private EmbeddedPostgres(Path folder) {
    this.folder = folder;
    watchdog.setDaemon(true);
  }

  /**
   * The server of a folder, running.
   *
   * @return to be closed as often as it is opened
   * @throws BadInput when the folder cannot be used, or no server starts in it
   */
  public static EmbeddedPostgres open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    synchronized (USED) {
      EmbeddedPostgres used = USED.get(absolute);
      if (used == null) {
        used = new EmbeddedPostgres(absolute);
        used.enter();
        USED.put(absolute, used);
      }
      used.openings++;
      return used;
    }
  }

  private void enter() {
    try {
      Files.createDirectories(folder);
      users = new FolderLock(folder.resolve("users.lock")).shared();
      try {
        ensureRunning();
      } catch (IOException | InterruptedException | RuntimeException e) {
        users.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BadInput(
          "The database folder " + folder + " cannot be used: " + reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the database was starting.", e);
    }
    Runtime.getRuntime().addShutdownHook(leaveAtExit);
    watchdog.start();
  }

  /** One process at a time looks whether the server is there, and starts it. */
  @SuppressWarnings("try") // The lock is held, and not used.
  private void ensureRunning() throws IOException, InterruptedException {
    try (FolderLock alone = new FolderLock(folder.resolve("server.lock")).alone()) {
      if (cluster == null) {
        cluster = PostgresCluster.prepare(folder);
      }
      Optional<DatabaseAddress> running = running();
      address = running.isPresent() ? running.get() : cluster.start();
    }
  }

  /** One that runs or is starting; one that does not answer, or is of another version, is ended. */
  private Optional<DatabaseAddress> running() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    while (cluster.postmaster().isPresent() && cluster.isOurs() && System.nanoTime() < deadline) {
      Optional<DatabaseAddress> known = cluster.address();
      if (known.isPresent() && known.get().answers()) {
        return known;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
    cluster.stop();
    return Optional.empty();
  }

  private void watch() {
    try {
      while (!left) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        if (!left && cluster.postmaster().isEmpty()) {
          LOG.error("The PostgreSQL server in {} died; starting it again.", folder);
          startAgain();
        }
      }
    } catch (InterruptedException e) {
      // Nobody here uses it any more.
      LOG.debug("The watchdog ends.");
    }
  }

  private void startAgain() throws InterruptedException {
    try {
      ensureRunning();
    } catch (IOException | RuntimeException e) {
      // What the dead one's processes still hold is free soon; a full disk may be emptied.
      LOG.warn("The PostgreSQL server does not start yet: {}", e.getMessage());
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Leaves the server to whoever closes this, and not to the process's end. */
  public void stopOnlyWhenClosed() {
    Runtime.getRuntime().removeShutdownHook(leaveAtExit);
  }

  /** Stops the server if nobody else uses it. */
  @Override
  public void close() {
    synchronized (USED) {
      openings--;
      if (openings > 0) {
        return;
      }
      USED.remove(folder);
      try {
        Runtime.getRuntime().removeShutdownHook(leaveAtExit);
      } catch (IllegalStateException e) {
        // The process is ending, and the hook leaves.
        return;
      }
      leave();
    }
  }

  private void leave() {
    left = true;
    watchdog.interrupt();
    // Who is asked to end still has this to do.
    boolean asked = Thread.interrupted();
    try {
      watchdog.join();
      if (users.isLast()) {
        cluster.stop();
      }
      users.close();
    } catch (IOException | BadInput e) {
      LOG.warn("The PostgreSQL server could not be stopped.", e);
    } catch (InterruptedException e) {
      asked = true;
    }
    if (asked) {
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "it may not be written"
        : e.getMessage();
  }
}
