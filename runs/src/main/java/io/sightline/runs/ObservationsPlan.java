package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.job.ReplaySpec;
import io.sightline.source.observationlog.Span;
import io.sightline.store.observations.ObservationRows;
import io.sightline.store.runs.RunIdentity;
import io.sightline.store.runs.RunRows;
import io.sightline.store.runs.StoredRun;
import io.sightline.store.standing.RunStanding;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A replay of the stored observations of another run.
 *
 * @param source the run that holds them
 * @param span the part of them that is used
 */
public record ObservationsPlan(
    Site site,
    String source,
    Span span,
    RunIdentity identity,
    List<LocalDate> days,
    double frames,
    double seconds)
    implements RunPlan {

  /**
   * @param from the run they belong to, which must be done unless it is the live one
   * @throws BadInput when they cannot be used
   */
  public static ObservationsPlan of(JdbcClient jdbc, Site site, String from, Span span) {
    StoredRun source = source(jdbc, from);
    ObservationRows observations = new ObservationRows(jdbc);
    requireCameras(observations, source.run(), site);
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
    ObservationRows.Span stored = observations.span(source.run()).orElseThrow();
    if (span.from() != null && span.to() != null && !span.from().isBefore(span.to())) {
      throw new BadInput("--to must lie after --from.");
    }
    if ((span.from() != null && !span.from().isBefore(stored.last()))
        || (span.to() != null && !span.to().isAfter(stored.first()))) {
      throw new BadInput(
          "The run '%s' has no observations in that time; it has them from %s to %s."
              .formatted(source.run(), stored.first(), stored.last()));
    }
    Instant first = later(span.from(), stored.first());
    Instant last = earlier(span.to(), stored.last());
    return new ObservationsPlan(
        site,
        source.run(),
        span,
        identity,
        observations.days(source.run()),
        Double.NaN,
        Duration.between(first, last).toMillis() / 1e3);
  }

  /** The run that holds the observations a run was made from. */
  private static StoredRun source(JdbcClient jdbc, String from) {
    StoredRun source = new RunRows(jdbc).require(from);
    if (!from.equals(RunName.LIVE)) {
      RunStanding.unfinishedObservations(jdbc, from)
          .ifPresent(
              sentence -> {
                throw new BadInput(sentence + ". Only finished runs can be judged again.");
              });
    }
    return source.fromRun() == null ? source : source(jdbc, source.fromRun());
  }

  private static void requireCameras(ObservationRows observations, String from, Site site) {
    List<String> cameras = observations.cameras(from);
    if (cameras.isEmpty()) {
      throw new BadInput(
          "The run '" + from + "' has no stored observations; make it again from its footage.");
    }
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

  private static Instant later(Instant wanted, Instant stored) {
    return wanted != null && wanted.isAfter(stored) ? wanted : stored;
  }

  private static Instant earlier(Instant wanted, Instant stored) {
    return wanted != null && wanted.isBefore(stored) ? wanted : stored;
  }

  @Override
  public Optional<String> fromRun() {
    return Optional.of(source);
  }

  @Override
  public Optional<ReplaySpec> spec() {
    return Optional.of(ReplaySpec.ofObservations(site, source, span));
  }
}
