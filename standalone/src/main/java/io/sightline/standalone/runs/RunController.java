package io.sightline.standalone.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.Installation;
import io.sightline.standalone.flink.EmbeddedFlink;
import io.sightline.store.runs.RunStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the runs that people ask for, one after the other, each as a job of its own beside the live
 * one. A run that an earlier process left behind is taken up.
 */
public final class RunController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunController.class);
  private static final long LOOK_EVERY_MILLIS = 500;
  private static final int PARALLELISM = 1;

  private final Installation installation;
  private final Database database;
  private final EmbeddedFlink flink;
  private final ModelCatalog catalog;
  private final Path media;
  private final MediaAddress pictures;
  private final Thread thread = new Thread(this::work, "run controller");
  private volatile boolean closed;

  /**
   * @param pictures where pictures are kept
   * @param media folder that requested footage lies below
   */
  public RunController(
      Installation installation,
      Database database,
      EmbeddedFlink flink,
      ModelCatalog catalog,
      Path media,
      MediaAddress pictures) {
    this.installation = installation;
    this.database = database;
    this.flink = flink;
    this.catalog = catalog;
    this.media = media;
    this.pictures = pictures;
  }

  public void start() {
    thread.start();
  }

  private void work() {
    while (!closed) {
      try {
        if (!makeNext()) {
          TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        LOG.warn("The requested runs cannot be read: {}", e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error("The requested runs cannot be made now.", e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /**
   * @return whether there was one to make
   */
  private boolean makeNext() throws SQLException, InterruptedException {
    try (RunStore store = new RunStore(database.address())) {
      Optional<String> next = store.nextRequested();
      if (next.isEmpty()) {
        return false;
      }
      String run = next.get();
      if (store.isCancelRequested(run)) {
        store.cancelled(run);
        return true;
      }
      make(store, run);
      return true;
    }
  }

  private void make(RunStore store, String run) throws SQLException, InterruptedException {
    ReplayRequest request = store.request(run);
    // The replay locks the run itself, over a connection of its own.
    store.unlock(run);
    try {
      LOG.info("Making the run '{}'.", run);
      make(run, request);
      LOG.info("The run '{}' is done.", run);
    } catch (RunCancelledException e) {
      LOG.info("{}", e.getMessage());
    } catch (InterruptedException e) {
      throw e;
    } catch (BadInput e) {
      store.fail(run, e.getMessage());
    } catch (Exception e) {
      // Whatever a run dies of, it is that run's failure; the next one is made all the same.
      LOG.error("The run '{}' failed.", run, e);
      store.fail(run, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private void make(String run, ReplayRequest request) throws Exception {
    SiteFile file = SiteFile.parse("the site of run " + run, media, request.site());
    Replay replay =
        new Replay(installation, database, run, PARALLELISM, (share, what) -> {}, flink, pictures);
    if (request.fromRun() != null) {
      replay.fromRun(file.site(), request.fromRun(), new Span(request.from(), request.to()), false);
      return;
    }
    Map<String, Path> footage = new LinkedHashMap<>();
    for (Camera camera : file.site().cameras()) {
      // An address in a layout that came over the network names no file of this machine's.
      String path = request.footage() == null ? null : request.footage().get(camera.id());
      if (path == null) {
        throw new BadInput("There is no footage of camera '" + camera.id() + "'; name it.");
      }
      footage.put(camera.id(), belowMedia(path));
    }
    ReplayPlan plan =
        ReplayPlan.of(file, catalog, footage, request.start() == null ? Map.of() : request.start());
    replay.fromFootage(plan, false);
  }

  private Path belowMedia(String path) {
    try {
      Path resolved = media.resolve(path).toRealPath();
      if (resolved.startsWith(media.toRealPath())) {
        return resolved;
      }
      throw new BadInput("The footage '" + path + "' lies outside the media folder.");
    } catch (IOException | InvalidPathException e) {
      throw new BadInput("There is no footage '" + path + "' in the media folder.", e);
    }
  }

  /** Gives up what it is making; the run is taken up by the next process. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
