package io.sightline.runs;

import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.Site;
import io.sightline.job.JobDefinition;
import io.sightline.job.ReplayJob;
import io.sightline.job.ReplaySpec;
import io.sightline.media.store.MediaAddress;
import io.sightline.source.observationlog.Span;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.runs.RunIdentity;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;

/** What a replay is made from, checked before anything is written. */
public interface RunPlan {
  /** By whose layout it is judged. */
  Site site();

  /** What must be the same when the run is taken up again. */
  RunIdentity identity();

  /** Days, in UTC, that its facts may be of. */
  Collection<LocalDate> days();

  /** The run whose stored observations are judged again; empty for one that stores its own. */
  default Optional<String> fromRun() {
    return Optional.empty();
  }

  /** The part of those that is judged. */
  default Span span() {
    return Span.ALL;
  }

  /** What emotions are judged for in it; {@link EmotionUse#NONE} where none are. */
  default EmotionUse emotions() {
    return EmotionUse.NONE;
  }

  /** Frames that there will be, as far as anybody knows; NaN where nobody does. */
  double frames();

  /** Seconds of time that it is about. */
  double seconds();

  /** What its job is made of, where it can be started elsewhere. */
  Optional<ReplaySpec> spec();

  /**
   * @param media where pictures are kept
   * @param keys for plates that are erased or told as pseudonyms
   * @param statements number of the newest statement about the site that the run knows
   */
  default JobDefinition job(
      DatabaseAddress database,
      String run,
      MediaAddress media,
      String version,
      PlateKeys keys,
      long statements) {
    ReplaySpec planned = spec().orElseThrow().knowing(statements);
    return new ReplayJob(database, run, planned, media, version, keys);
  }
}
