package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.FootageApart;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.source.observationlog.Span;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunQueue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes the runs that people ask for, one after the other, each as a job of its own beside the live
 * one. A run that an earlier process left behind is taken up.
 */
public final class RunController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunController.class);
  private static final long LOOK_EVERY_MILLIS = 500;

  private final RunMaker maker;
  private final RunMaker ofFootage;
  private final ModelCatalog catalog;
  private final EmotionUse emotions;
  private final Path media;
  private final MediaAddress store;
  private final RunQueue queue;
  private final Thread thread = new Thread(this::work, "run controller");
  private volatile boolean closed;

  /** Whether the database was away at the last look: said once, and not at each. */
  private boolean away;

  /**
   * @param maker of runs of stored observations
   * @param ofFootage maker of runs of footage, which anybody may have sent
   * @param media folder that requested footage lies below
   * @param store where things are kept; from a bucket, footage is fetched that the folder lacks
   */
  public RunController(
      RunMaker maker,
      RunMaker ofFootage,
      ModelCatalog catalog,
      EmotionUse emotions,
      Path media,
      MediaAddress store) {
    this.maker = maker;
    this.ofFootage = ofFootage;
    this.queue = new RunQueue(maker.database());
    this.catalog = catalog;
    this.emotions = emotions;
    this.media = media;
    this.store = store;
  }

  public void start() {
    thread.start();
  }

  private void work() {
    while (!closed) {
      try {
        boolean made = makeNext();
        away = false;
        if (!made) {
          TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
      } catch (InterruptedException e) {
        break;
      } catch (DataAccessException e) {
        if (!away) {
          LOG.warn("The requested runs cannot be read: {}", e.getMostSpecificCause().getMessage());
        }
        away = true;
        queue.close();
        pause();
      } catch (RuntimeException e) {
        LOG.error("The requested runs cannot be made now.", e);
        pause();
      }
    }
    queue.close();
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
  private boolean makeNext() throws InterruptedException {
    Optional<RunClaim> next = queue.next();
    if (next.isEmpty()) {
      return false;
    }
    try (RunClaim claim = next.get()) {
      if (claim.rows().isCancelRequested(claim.run())) {
        claim.rows().cancelled(claim.run());
      } else {
        make(claim);
      }
    }
    return true;
  }

  private void make(RunClaim claim) throws InterruptedException {
    String run = claim.run();
    try (RequestedFootage footage = new RequestedFootage(media, store)) {
      LOG.info("Making the run '{}'.", run);
      RunPlan plan = plan(claim, footage);
      (plan instanceof FootagePlan ? ofFootage : maker).make(claim, plan, false, Progress.UNHEARD);
      LOG.info("The run '{}' is done.", run);
    } catch (RunCancelledException e) {
      LOG.info("{}", e.getMessage());
    } catch (InterruptedException e) {
      throw e;
    } catch (BadInput e) {
      claim.rows().fail(run, e.getMessage());
    } catch (Exception e) {
      // Whatever a run dies of, it is that run's failure; the next one is made all the same.
      LOG.error("The run '{}' failed.", run, e);
      claim
          .rows()
          .fail(run, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private RunPlan plan(RunClaim claim, RequestedFootage requested) {
    ReplayRequest request = claim.rows().request(claim.run());
    SiteFile file = SiteFile.parse("the site of run " + claim.run(), media, request.site());
    if (request.fromRun() != null) {
      return ObservationsPlan.of(
          claim.jdbc(), file.site(), request.fromRun(), new Span(request.from(), request.to()));
    }
    Map<String, Path> footage = new LinkedHashMap<>();
    for (Camera camera : file.site().cameras()) {
      // An address in a layout that came over the network names no file of this machine's.
      String path = request.footage() == null ? null : request.footage().get(camera.id());
      if (path == null) {
        throw new BadInput("There is no footage of camera '" + camera.id() + "'; name it.");
      }
      footage.put(camera.id(), requested.find(path));
    }
    // Anybody may have sent it.
    FootagePlan plan =
        FootagePlan.of(
            file,
            catalog,
            emotions,
            footage,
            request.start() == null ? Map.of() : request.start(),
            FootageApart::find);
    plan.warnings().forEach(warning -> LOG.warn("Run '{}': {}", claim.run(), warning));
    return plan;
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
