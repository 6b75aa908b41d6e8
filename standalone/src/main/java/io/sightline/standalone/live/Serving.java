package io.sightline.standalone.live;

import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.LiveJob;
import io.sightline.job.settings.ModelChoices;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.FootagePlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.RunController;
import io.sightline.runs.RunMaker;
import io.sightline.runs.chores.Chores;
import io.sightline.runs.embedded.FlinkSettings;
import io.sightline.runs.live.LiveRun;
import io.sightline.standalone.Installation;
import io.sightline.standalone.Secrets;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.audit.EmotionAudit;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.registry.SiteRegistry.LastChange;
import io.sightline.store.retention.Retention;
import io.sightline.store.sites.CameraRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything in one process: the database, the live run, the controller of other runs, and the
 * service that people talk to. Ends in the opposite order.
 */
@SuppressWarnings("try") // Ending waits for threads, and may be interrupted while it does.
public final class Serving implements AutoCloseable {
  /** As what changes sites, where a file does. */
  private static final String SERVE = "serve";

  /** By how much clocks may differ. */
  private static final Duration EARLY = Duration.ofSeconds(10);

  private static final int REPLAY_SLOTS = 1;
  private static final String LOCAL_ADDRESS = "http://localhost:";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private QueryService service;
  private LiveRun live;
  private Optional<Path> resumed = Optional.empty();
  private Optional<String> adminPassword = Optional.empty();
  private final List<String> warnings = new ArrayList<>();

  private final Installation installation;
  private final Database database;
  private RunMaker maker;

  private Serving(Installation installation, Database database) {
    this.installation = installation;
    this.database = database;
  }

  /**
   * What to serve.
   *
   * @param site imported before anything starts; null to serve what the registry has
   * @param port to serve on; 0 for any that is free
   * @param renewAdmin whether the first admin gets a new password
   */
  public record Plan(
      SiteFile site, ModelCatalog catalog, Settings settings, int port, boolean renewAdmin) {
    private Plan with(Settings others) {
      return new Plan(site, catalog, others, port, renewAdmin);
    }
  }

  public static Serving start(Installation installation, Database database, Plan plan)
      throws Exception {
    Serving serving = new Serving(installation, database);
    try {
      serving.startAll(plan);
      return serving;
    } catch (Exception e) {
      serving.close();
      throw e;
    }
  }

  private void startAll(Plan wanted) throws Exception {
    Plan plan = wanted.with(installation.keyed(wanted.settings()));
    database.stopWithUs();
    KeyFile key = installation.key(plan.settings());
    SiteRegistry registry = new SiteRegistry(database.address(), new CameraSecrets(key));
    registry.sealAll();
    warnOfAnEarlyClock();
    if (plan.site() != null) {
      importSite(plan, registry);
    }
    noteEmotions(EmotionUse.of(plan.settings()));
    Path media = media(installation, plan.settings());
    MediaAddress pictures = installation.media(plan.settings());
    JobRunner flink = installation.runner(LiveRun.slots() + REPLAY_SLOTS);
    parts.push(flink);
    live =
        new LiveRun(
            flink,
            new LiveJob(
                database.address(),
                key,
                plan.settings(),
                ModelChoices.all(plan.catalog()),
                pictures,
                installation.version()),
            installation.runs(),
            FlinkSettings.read(installation.flinkConf(), FlinkSettings.LIVE));
    parts.push(live);
    resumed = live.start();
    maker = installation.maker(database, flink, pictures, REPLAY_SLOTS, plan.settings());
    JobRunner apart = installation.processRunner(REPLAY_SLOTS);
    parts.push(apart);
    RunController controller =
        new RunController(
            maker,
            installation.maker(database, apart, pictures, REPLAY_SLOTS, plan.settings()),
            plan.catalog(),
            EmotionUse.of(plan.settings()),
            media,
            pictures);
    controller.start();
    parts.push(controller);
    Chores chores =
        new Chores(
            database.address(),
            pictures,
            installation.runs(),
            Retention.of(FactKinds.PRODUCT, plan.settings()),
            Clock.systemUTC(),
            KafkaBrokers.of(plan.settings()).orElse(null));
    chores.start();
    parts.push(chores);
    String secret = plan.settings().get(Settings.AUTH_JWT_SECRET);
    ModelCatalog forPictures =
        plan.catalog()
            .preferring(
                Settings.PREDICTIONS_MODELS.key(),
                plan.settings().get(Settings.PREDICTIONS_MODELS));
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                plan.settings(),
                plan.port(),
                secret == null ? new Secrets(installation.data()).get("jwt") : secret,
                key,
                media,
                installation.version(),
                EmotionModels.usual(forPictures),
                installation.data(),
                FoundModels.in(forPictures),
                forPictures));
    parts.push(service);
    adminPassword = plan.renewAdmin() ? Optional.of(service.renewAdmin()) : service.firstAdmin();
  }

  /** Where footage that replays are asked for over REST lies. */
  private static Path media(Installation installation, Settings settings) throws IOException {
    Path media = installation.media(settings).folder().orElse(installation.mediaFolder());
    return Files.createDirectories(media);
  }

  private void importSite(Plan plan, SiteRegistry registry) {
    Site site = plan.site().site();
    PlateKeys.of(plan.settings()).require(site);
    for (Camera camera : site.cameras()) {
      warnings.addAll(FootagePlan.warnings(camera, EmotionUse.of(plan.settings())));
      if (!camera.isLive()) {
        warnings.add(
            "Camera '"
                + camera.id()
                + "' is recorded footage, which is not served live; replay it.");
      } else {
        Set<ModelRole> looks = camera.looks();
        looks.removeAll(EmotionUse.of(plan.settings()).refused());
        looks.forEach(role -> ModelChoices.manifest(plan.catalog(), camera, role));
      }
    }
    Optional<LastChange> before = registry.lastChange(site.id());
    if (registry.store(site, SERVE)) {
      before
          .filter(last -> !SERVE.equals(last.by()))
          .ifPresent(
              last ->
                  warnings.add(
                      "The site '%s' was changed by %s at %s, and is now as its file says again; start without --site to keep what is changed here."
                          .formatted(
                              site.id(),
                              last.by() == null ? "somebody" : last.by(),
                              last.at().truncatedTo(ChronoUnit.SECONDS))));
    }
  }

  /** Frames of a time that is stored already are left out, and the same is no fault of cameras. */
  private void warnOfAnEarlyClock() {
    Instant now = Instant.now();
    database
        .address()
        .with(CameraRows::newest)
        .filter(newest -> newest.isAfter(now.plus(EARLY)))
        .ifPresent(
            newest ->
                warnings.add(
                    "This machine's clock says %s, and what cameras showed is stored until %s: until then their frames are left out. Set the clock right."
                        .formatted(
                            now.truncatedTo(ChronoUnit.SECONDS),
                            newest.truncatedTo(ChronoUnit.SECONDS))));
  }

  /** A camera may come to ask for emotions at any time. */
  private void noteEmotions(EmotionUse emotions) {
    database
        .address()
        .with(
            jdbc -> {
              EmotionAudit.note(jdbc, RunName.LIVE, emotions);
              return null;
            });
  }

  public String address() {
    return LOCAL_ADDRESS + service.port() + "/";
  }

  public LiveRun live() {
    return live;
  }

  /** Makes runs beside the live one. */
  public RunMaker maker() {
    return maker;
  }

  /** The checkpoint or savepoint that the live run was taken up from. */
  public Optional<Path> resumed() {
    return resumed;
  }

  /** The first admin's password, when it was made now. */
  public Optional<String> adminPassword() {
    return adminPassword;
  }

  public List<String> warnings() {
    return warnings;
  }

  /** Whether the live run's whole state was written when it was closed. */
  public boolean isStateWritten() {
    return live != null && live.isWritten();
  }

  @Override
  public void close() throws Exception {
    Exception first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        // The others are to end all the same.
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
