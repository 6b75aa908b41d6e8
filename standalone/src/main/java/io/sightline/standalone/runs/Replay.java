package io.sightline.standalone.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.source.footage.FootageSource;
import io.sightline.source.observationlog.ObservationLogSource;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.Installation;
import io.sightline.standalone.flink.Checkpoints;
import io.sightline.standalone.flink.EmbeddedFlink;
import io.sightline.standalone.flink.JobFailedException;
import io.sightline.standalone.flink.RunningJob;
import io.sightline.store.runs.RunIdentity;
import io.sightline.store.runs.RunStore;
import io.sightline.store.runs.RunStore.StoredRun;
import io.sightline.store.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.FileUtils;

/** Makes one run: begins it, takes it up again where it was left, or says what came of it. */
public final class Replay {
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

  private final Installation installation;
  private final Database database;
  private final String run;
  private final int parallelism;
  private final MediaAddress media;
  private final Progress progress;
  private final EmbeddedFlink shared;

  /**
   * On a cluster of its own.
   *
   * @param parallelism how many subtasks an operator has
   */
  public Replay(
      Installation installation,
      Database database,
      String run,
      int parallelism,
      Progress progress) {
    this(
        installation,
        database,
        run,
        parallelism,
        progress,
        null,
        installation.media(Settings.load(null, System.getenv())));
  }

  /**
   * @param shared the cluster to run on, which stays its owner's; null to have one of its own
   * @param media where pictures are kept
   */
  public Replay(
      Installation installation,
      Database database,
      String run,
      int parallelism,
      Progress progress,
      EmbeddedFlink shared,
      MediaAddress media) {
    this.shared = shared;
    this.media = media;
    this.installation = installation;
    this.database = database;
    this.run = run;
    this.parallelism = parallelism;
    this.progress = progress;
  }

  /** Told how far a run has come. */
  public interface Progress {
    /**
     * @param share 0 to 1; negative where nobody can say
     */
    void at(double share, String what);
  }

  /**
   * From recorded footage.
   *
   * @param fresh whether an earlier run of this name is deleted first
   * @return the run's summary, as JSON
   */
  public String fromFootage(ReplayPlan plan, boolean fresh) throws Exception {
    try (RunStore store = new RunStore(database.address())) {
      Optional<String> finished = begin(store, plan.site(), plan.identity(), fresh);
      if (finished.isPresent()) {
        return finished.get();
      }
      store.ensurePartitions(plan.days());
      RunSettings settings =
          RunSettings.replay(
                  run,
                  installation.version(),
                  Layouts.always(plan.site()),
                  CameraModels.byCamera(plan.models()),
                  plan.framesInFlight(parallelism))
              .with(media);
      long before = store.framesStored(run, plan.site());
      Stopwatch watch = new Stopwatch();
      execute(
          store,
          env ->
              VideoAnalyticsTopology.fromFootage(
                  env,
                  FootageSource.of(plan.cameras()),
                  settings,
                  plan.pool(),
                  new PostgresOutputs(database.address(), run, installation.version())),
          () -> {
            long frames = store.framesStored(run, plan.site());
            double share = Math.min(1, frames / Math.max(1, plan.frames()));
            store.progress(run, share);
            progress.at(
                share,
                frames
                    + " frames, "
                    + Math.round((frames - before) / watch.seconds())
                    + " a second");
          });
      double seconds = watch.seconds();
      long frames = store.framesStored(run, plan.site());
      double newShare = frames == 0 ? 0 : (double) (frames - before) / frames;
      return finish(
          store,
          run,
          plan.site(),
          (frames - before) / seconds,
          newShare * plan.seconds() / seconds);
    }
  }

  /**
   * From the stored observations of another run.
   *
   * @param from the run they belong to, which must be done unless it is the live one
   * @param span the part of it that is used
   * @param fresh whether an earlier run of this name is deleted first
   * @return the run's summary, as JSON
   */
  public String fromRun(Site site, String from, Span span, boolean fresh) throws Exception {
    try (RunStore store = new RunStore(database.address())) {
      StoredRun source = source(store, from);
      requireObservations(store, source.run(), site);
      RunIdentity identity =
          new RunIdentity(
              site.layoutVersion(),
              Map.of(),
              Map.of(),
              source.run(),
              "observations "
                  + Digest.sha256(
                      (source.identity() == null ? "" : Json.write(source.identity()))
                          + (span.equals(Span.ALL) ? "" : span)));
      Optional<String> finished = begin(store, site, identity, fresh);
      if (finished.isPresent()) {
        return finished.get();
      }
      RunStore.Observed stored = store.observed(source.run());
      Instant first = later(span.from(), stored.first());
      Instant last = earlier(span.to(), stored.last());
      store.ensurePartitions(store.observedDays(source.run()));
      RunSettings settings =
          RunSettings.replay(
              run, installation.version(), Layouts.always(site), CameraModels.NONE, 0);
      List<String> cameras = site.cameras().stream().map(Camera::id).toList();
      Stopwatch watch = new Stopwatch();
      execute(
          store,
          env ->
              VideoAnalyticsTopology.fromObservations(
                  env,
                  ObservationLogSource.of(
                      database.address(),
                      source.run(),
                      site.id(),
                      cameras,
                      site.layoutVersion(),
                      span),
                  settings,
                  new PostgresOutputs(database.address(), run, installation.version())),
          () -> progress.at(-1, "judging the observations of " + source.run()));
      double seconds = watch.seconds();
      double footage = Duration.between(first, last).toMillis() / 1e3;
      return finish(
          store,
          source.run(),
          site,
          store.framesStored(source.run(), site) / seconds,
          footage / seconds);
    }
  }

  /**
   * Of made-up observations.
   *
   * @param identity what must be the same for the run to be taken up again
   * @param span that the observations are of
   * @param fresh whether an earlier run of this name is deleted first
   * @return the run's summary, as JSON
   */
  public String fromSimulation(
      Site site,
      Source<Observations, ?, ?> simulated,
      RunIdentity identity,
      Span span,
      boolean fresh)
      throws Exception {
    try (RunStore store = new RunStore(database.address())) {
      Optional<String> finished = begin(store, site, identity, fresh);
      if (finished.isPresent()) {
        return finished.get();
      }
      store.ensurePartitions(
          span.from()
              .atOffset(ZoneOffset.UTC)
              .toLocalDate()
              .datesUntil(span.to().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1))
              .toList());
      RunSettings settings =
          RunSettings.replay(
              run, installation.version(), Layouts.always(site), CameraModels.NONE, 0);
      long before = store.framesStored(run, site);
      double expected =
          site.cameras().stream().mapToDouble(Camera::sampleFps).sum()
              * Duration.between(span.from(), span.to()).toSeconds();
      Stopwatch watch = new Stopwatch();
      execute(
          store,
          env ->
              VideoAnalyticsTopology.fromSimulation(
                  env,
                  simulated,
                  settings,
                  new PostgresOutputs(database.address(), run, installation.version())),
          () -> {
            long frames = store.framesStored(run, site);
            double share = Math.min(1, frames / expected);
            store.progress(run, share);
            progress.at(share, frames + " frames");
          });
      double seconds = watch.seconds();
      double newShare = 1 - before / expected;
      double simulatedSeconds = Duration.between(span.from(), span.to()).toSeconds();
      return finish(
          store, run, site, newShare * expected / seconds, newShare * simulatedSeconds / seconds);
    }
  }

  private static Instant later(Instant wanted, Instant stored) {
    return wanted != null && wanted.isAfter(stored) ? wanted : stored;
  }

  private static Instant earlier(Instant wanted, Instant stored) {
    return wanted != null && wanted.isBefore(stored) ? wanted : stored;
  }

  /** The run that holds the observations a run was made from. */
  private StoredRun source(RunStore store, String from) throws SQLException {
    StoredRun source = store.require(from);
    if (!source.isDone() && !from.equals(RunName.LIVE)) {
      throw new BadInput(
          "The run '"
              + from
              + "' is not finished ("
              + source.state()
              + "); finish it first, since only "
              + "finished runs can be judged again.");
    }
    return source.fromRun() == null ? source : source(store, source.fromRun());
  }

  private static void requireObservations(RunStore store, String from, Site site)
      throws SQLException {
    List<String> cameras = store.observedCameras(from);
    for (Camera camera : site.cameras()) {
      if (!cameras.contains(camera.id())) {
        throw new BadInput(
            "The run '"
                + from
                + "' has no observations of camera '"
                + camera.id()
                + "'; it has "
                + String.join(", ", cameras)
                + ". Use a site file with these cameras.");
      }
    }
  }

  /** The stored summary when the run is done already; otherwise it is ready to be made. */
  private Optional<String> begin(RunStore store, Site site, RunIdentity identity, boolean fresh)
      throws SQLException, IOException, RunCancelledException {
    store.lock(run);
    if (fresh) {
      store.delete(run);
      FileUtils.deleteDirectory(folder().toFile());
      try (MediaStore pictures = media.open()) {
        pictures.deleteAll(EvidenceNames.folder(run));
      }
    }
    Optional<StoredRun> known = store.find(run);
    if (known.isEmpty()) {
      // Checkpoints without a row are of a run that was deleted elsewhere.
      FileUtils.deleteDirectory(folder().toFile());
      store.create(run, site, identity);
    } else if (known.get().identity() == null) {
      store.describe(run, site, identity);
    } else {
      requireSame(known.get(), identity);
      if (known.get().isDone()) {
        return Optional.of(known.get().summary());
      }
    }
    if (shared == null) {
      // Somebody asks for it on the command line, whatever was asked before.
      store.allow(run);
    }
    if (!store.start(run)) {
      store.cancelled(run);
      throw new RunCancelledException(run);
    }
    return Optional.empty();
  }

  private void requireSame(StoredRun known, RunIdentity identity) {
    List<String> differences = identity.differencesFrom(known.identity());
    if (!differences.isEmpty()) {
      throw new BadInput(
          "The run '"
              + run
              + "' was made with other input: "
              + String.join(", ", differences)
              + " differ. Choose another --run, or --fresh to delete it and begin again.");
    }
  }

  private void execute(RunStore store, EmbeddedFlink.Definition definition, RunningJob.Watch watch)
      throws Exception {
    try {
      if (shared != null) {
        execute(shared, store, definition, watch);
      } else {
        try (EmbeddedFlink own =
            EmbeddedFlink.start(installation.flinkConf(), installation.temp(), parallelism)) {
          execute(own, store, definition, watch);
        }
      }
    } catch (JobFailedException e) {
      recordFailure(store, e);
      throw e;
    }
  }

  private void execute(
      EmbeddedFlink flink,
      RunStore store,
      EmbeddedFlink.Definition definition,
      RunningJob.Watch watch)
      throws Exception {
    Path checkpoints = folder().resolve("checkpoints");
    Optional<Path> restore = Checkpoints.newest(checkpoints);
    restore.ifPresent(checkpoint -> progress.at(-1, "taking up " + checkpoint.getFileName()));
    RunningJob job =
        flink.submit(run, parallelism, checkpoints, restore, new Configuration(), definition);
    try {
      JobStatus ended =
          job.await(
              new Paced(
                  () -> {
                    watch.look();
                    if (store.isCancelRequested(run)) {
                      job.cancel();
                    }
                  }));
      if (ended != JobStatus.FINISHED) {
        store.cancelled(run);
        throw new RunCancelledException(run);
      }
    } catch (JobFailedException | RunCancelledException e) {
      throw e;
    } catch (Exception e) {
      // Whoever makes it gives it up, and may take it up later from its last checkpoint.
      job.cancel();
      throw e;
    }
  }

  private void recordFailure(RunStore store, JobFailedException failure) {
    try {
      store.fail(run, failure.getMessage());
    } catch (SQLException e) {
      // The database may be what failed; the run stays as it is and can be taken up.
      failure.addSuppressed(e);
    }
  }

  private String finish(
      RunStore store, String observationsOf, Site site, double framesPerSecond, double factor)
      throws SQLException, IOException {
    RunSummary summary = RunSummary.read(store, run, observationsOf, site, framesPerSecond, factor);
    String json = Json.write(summary);
    store.finish(run, json);
    FileUtils.deleteDirectory(folder().toFile());
    return json;
  }

  private Path folder() {
    return installation.runFolder(run);
  }

  /** Looks no more often than once a second. */
  private static final class Paced implements RunningJob.Watch {
    private final RunningJob.Watch watch;
    private Stopwatch since = new Stopwatch();

    Paced(RunningJob.Watch watch) {
      this.watch = watch;
    }

    @Override
    public void look() throws Exception {
      if (since.seconds() >= PROGRESS_EVERY.toSeconds()) {
        since = new Stopwatch();
        watch.look();
      }
    }
  }

  private static final class Stopwatch {
    private final long start = System.nanoTime();

    double seconds() {
      return Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    }
  }
}
