package io.sightline.standalone.demo;

import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.JobDefinition;
import io.sightline.job.ReplaySpec;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.sinks.PrivacyGuard;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.store.MediaAddress;
import io.sightline.runs.RunPlan;
import io.sightline.source.lease.LeasedSource;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.runs.RunIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;

/**
 * A run of made-up observations.
 *
 * @param from start of the time that they are of
 * @param to end of it, exclusive
 */
public record SimulationPlan(
    Site site, SimulatedObservations observations, RunIdentity identity, Instant from, Instant to)
    implements RunPlan {

  @Override
  public Collection<LocalDate> days() {
    return day(from).datesUntil(day(to).plusDays(1)).toList();
  }

  private static LocalDate day(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  @Override
  public double frames() {
    return site.cameras().stream().mapToDouble(Camera::sampleFps).sum() * seconds();
  }

  @Override
  public double seconds() {
    return Duration.between(from, to).toSeconds();
  }

  /** Whoever makes them up is in this process only. */
  @Override
  public Optional<ReplaySpec> spec() {
    return Optional.empty();
  }

  @Override
  public JobDefinition job(
      DatabaseAddress database,
      String run,
      MediaAddress media,
      String version,
      PlateKeys keys,
      long statements) {
    return env ->
        VideoAnalyticsTopology.fromSimulation(
            env,
            new LeasedSource<>(observations.source(), database, run),
            RunSettings.replay(
                run, version, Layouts.always(site), CameraModels.NONE, FrameLoad.NONE),
            new PostgresOutputs(
                database, run, version, new PrivacyGuard(database, keys, Layouts.always(site))));
  }
}
