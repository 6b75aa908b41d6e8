package io.sightline.job;

import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.LayoutModels;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.ModelChoices;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.KafkaOutputs;
import io.sightline.job.sinks.KafkaTopics;
import io.sightline.job.sinks.LiveOutputs;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.sinks.PrivacyGuard;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.runtime.Devices;
import io.sightline.source.camera.CameraSource;
import io.sightline.source.camera.CameraSourceOptions;
import io.sightline.source.lease.LeasedSource;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.DatabaseIdentity;
import io.sightline.store.Partitions;
import io.sightline.store.Schema;
import io.sightline.store.audit.EmotionAudit;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.LiveTakeBack;
import io.sightline.store.registry.StoredLayouts;
import io.sightline.store.runs.RunRows;
import io.sightline.store.statements.StoredStatements;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job over the registry's live cameras, made from settings: the same on the embedded cluster
 * and on a real one.
 *
 * @param key that cameras' credentials are kept under
 * @param models by the place they fill, the default first
 * @param media where pictures are kept; null where none are
 */
public record LiveJob(
    DatabaseAddress database,
    KeyFile key,
    Settings settings,
    Map<ModelRole, List<ModelChoice>> models,
    MediaAddress media,
    String version)
    implements JobDefinition {
  /**
   * Entry on a Flink cluster. The database stands in the settings, whose secrets come from the
   * environment.
   *
   * @param args {@code --config FILE}, {@code --models DIR} (repeatable)
   */
  @SuppressWarnings("try") // Flink's environment may be interrupted while it closes.
  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.parse(args);
    arguments.refuseRun();
    Settings settings = arguments.settings();
    DatabaseAddress database = Schema.given(settings);
    Schema.prepare(database);
    LocalDate today = LocalDate.now(Clock.systemUTC());
    database.with(
        jdbc -> {
          new RunRows(jdbc).startLive();
          EmotionAudit.note(jdbc, RunName.LIVE, EmotionUse.of(settings));
          Partitions.ensureAhead(jdbc, today);
          return null;
        });
    LiveJob job =
        new LiveJob(
            database,
            keyFile(settings),
            settings,
            ModelChoices.all(ModelCatalog.of(arguments.models())),
            arguments.media(),
            CodeVersion.get());
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment()) {
      job.define(env);
      env.execute(RunName.LIVE);
    }
  }

  private static KeyFile keyFile(Settings settings) {
    String path = settings.get(Settings.SECRETS_KEY_FILE);
    return path == null ? KeyFile.NONE : KeyFile.of(Path.of(path));
  }

  @Override
  public void define(StreamExecutionEnvironment env) {
    Layouts layouts = new StoredLayouts(database);
    CameraSourceOptions options =
        CameraSourceOptions.of(
            database,
            key,
            settings.get(Settings.CAMERAS_ALLOWED_NETWORKS),
            settings.get(Settings.CAMERAS_READ_TIMEOUT));
    VideoAnalyticsTopology.fromCameras(
        env,
        new LeasedSource<>(new CameraSource(options), database, RunName.LIVE),
        RunSettings.live(
                version,
                layouts,
                new LayoutModels(layouts, models, EmotionUse.of(settings).refused()),
                FrameLoad.live(Devices.of(settings)))
            .with(media)
            .with(new StoredStatements(database)),
        new LiveTakeBack(database),
        outputs(env.getCheckpointConfig()));
  }

  private LiveOutputs outputs(CheckpointConfig checkpoints) {
    PrivacyGuard guard =
        new PrivacyGuard(database, PlateKeys.of(settings), new StoredLayouts(database));
    LiveOutputs stored = new PostgresOutputs(database, RunName.LIVE, version, guard);
    Optional<KafkaBrokers> given = KafkaBrokers.of(settings);
    if (given.isEmpty()) {
      return stored;
    }
    KafkaBrokers kafka = given.get();
    Duration timeout = settings.get(Settings.KAFKA_TRANSACTION_TIMEOUT);
    KafkaOutputs.requireLasts(
        timeout,
        Duration.ofMillis(
            checkpoints.getCheckpointInterval() + checkpoints.getCheckpointTimeout()));
    boolean byKind = settings.get(Settings.KAFKA_FACTS).equals("by-kind");
    KafkaTopics.make(kafka, FactKinds.PRODUCT, byKind);
    String installation = database.with(DatabaseIdentity::of);
    return new KafkaOutputs(stored, installation, RunName.LIVE, kafka, timeout, guard, byKind);
  }
}
