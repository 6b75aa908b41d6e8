package io.sightline.standalone.live;

import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Layouts;
import io.sightline.job.settings.LayoutModels;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.KafkaOutputs;
import io.sightline.job.sinks.LiveOutputs;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.source.camera.CameraSource;
import io.sightline.source.camera.CameraSourceOptions;
import io.sightline.standalone.runs.ModelChoices;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.LiveTakeBack;
import io.sightline.store.registry.StoredLayouts;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job over the registry's live cameras, made from settings: the same on the embedded cluster
 * and on a real one.
 */
public record LiveTopology(
    DatabaseAddress database,
    Settings settings,
    ModelCatalog catalog,
    MediaAddress media,
    String version) {
  /** For each stage; all of them together hold some hundred megabytes of full HD. */
  private static final int FRAMES_IN_FLIGHT = 8;

  public void define(StreamExecutionEnvironment env) {
    Layouts layouts = new StoredLayouts(database);
    VideoAnalyticsTopology.fromCameras(
        env,
        new CameraSource(
            CameraSourceOptions.of(
                database,
                settings.get(Settings.CAMERAS_ALLOWED_NETWORKS),
                settings.get(Settings.CAMERAS_READ_TIMEOUT))),
        RunSettings.live(
                version,
                layouts,
                new LayoutModels(layouts, ModelChoices.all(catalog)),
                FRAMES_IN_FLIGHT)
            .with(media),
        PoolOptions.forLive(),
        new LiveTakeBack(database),
        outputs());
  }

  private LiveOutputs outputs() {
    LiveOutputs stored = new PostgresOutputs(database, RunSettings.LIVE, version);
    String kafka = settings.get(Settings.KAFKA_BOOTSTRAP_SERVERS);
    return kafka == null
        ? stored
        : new KafkaOutputs(
            stored, RunSettings.LIVE, kafka, settings.get(Settings.KAFKA_TRANSACTION_TIMEOUT));
  }
}
