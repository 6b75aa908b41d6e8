package io.sightline.job;

import io.sightline.domain.json.Json;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.Outputs;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.sinks.PrivacyGuard;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.store.MediaAddress;
import io.sightline.source.footage.FootageSource;
import io.sightline.source.lease.LeasedSource;
import io.sightline.source.observationlog.ObservationLogSource;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Schema;
import io.sightline.store.runs.RunRows;
import io.sightline.store.statements.StoredStatements;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of one replay, the same on the embedded cluster and on a real one.
 *
 * @param media where pictures are kept; null where none are
 * @param keys for plates that are erased or told as pseudonyms
 */
public record ReplayJob(
    DatabaseAddress database,
    String run,
    ReplaySpec spec,
    MediaAddress media,
    String version,
    PlateKeys keys)
    implements JobDefinition {

  /** In an installation in which no plate was erased, of a site whose plates are clear. */
  public ReplayJob(
      DatabaseAddress database, String run, ReplaySpec spec, MediaAddress media, String version) {
    this(database, run, spec, media, version, PlateKeys.NONE);
  }

  /**
   * Entry on a Flink cluster: makes what the run's row holds as its plan. The database stands in
   * the settings, whose secrets come from the environment.
   *
   * @param args {@code --config FILE}, {@code --run NAME}
   */
  @SuppressWarnings("try") // Flink's environment may be interrupted while it closes.
  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.parse(args);
    String run = arguments.requireRun();
    DatabaseAddress database = Schema.given(arguments.settings());
    ReplaySpec spec =
        Json.read(database.with(jdbc -> new RunRows(jdbc).plan(run)), ReplaySpec.class);
    ReplayJob job =
        new ReplayJob(
            database,
            run,
            spec,
            arguments.media(),
            CodeVersion.get(),
            PlateKeys.of(arguments.settings()));
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment()) {
      job.define(env);
      env.execute(run);
    }
  }

  @Override
  public void define(StreamExecutionEnvironment env) {
    keys.require(spec.site());
    PrivacyGuard guard = new PrivacyGuard(database, keys, Layouts.always(spec.site()));
    Outputs outputs = new PostgresOutputs(database, run, version, guard);
    if (spec.fromRun() == null) {
      VideoAnalyticsTopology.fromFootage(
          env,
          new LeasedSource<>(FootageSource.of(spec.footage()), database, run),
          settings(CameraModels.byCamera(spec.models()), spec.load()).with(media),
          outputs);
    } else {
      VideoAnalyticsTopology.fromObservations(
          env,
          new LeasedSource<>(
              ObservationLogSource.of(
                  database, spec.fromRun(), spec.site(), spec.span(), spec.statements()),
              database,
              run),
          settings(CameraModels.NONE, spec.load()),
          outputs);
    }
  }

  private RunSettings settings(CameraModels models, FrameLoad load) {
    Site site = spec.site();
    return RunSettings.replay(run, version, Layouts.always(site), models, load)
        .with(new StoredStatements(database));
  }
}
