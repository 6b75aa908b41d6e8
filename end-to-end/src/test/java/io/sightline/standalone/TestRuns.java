package io.sightline.standalone;

import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.runs.JobRunner;
import io.sightline.runs.ObservationsPlan;
import io.sightline.runs.Progress;
import io.sightline.runs.RunPlan;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.runs.RunClaim;
import java.util.function.Function;

/** Replays as the command line makes them, each on a cluster of its own. */
final class TestRuns {
  private TestRuns() {}

  /**
   * @return the run's summary, as JSON
   */
  static String make(
      Installation installation,
      Database database,
      String run,
      int parallelism,
      RunPlan plan,
      boolean fresh)
      throws Exception {
    return make(installation, database, run, parallelism, claim -> plan, fresh);
  }

  /** The same of another run's stored observations. */
  static String judge(
      Installation installation,
      Database database,
      String run,
      int parallelism,
      Site site,
      String from,
      Span span)
      throws Exception {
    return make(
        installation,
        database,
        run,
        parallelism,
        claim -> ObservationsPlan.of(claim.jdbc(), site, from, span),
        false);
  }

  private static String make(
      Installation installation,
      Database database,
      String run,
      int parallelism,
      Function<RunClaim, RunPlan> plan,
      boolean fresh)
      throws Exception {
    try (RunClaim claim = RunClaim.of(database.address(), run);
        JobRunner runner = installation.runner(parallelism)) {
      return installation
          .maker(database, runner, installation.media(Settings.defaults()), parallelism)
          .make(claim, plan.apply(claim), fresh, Progress.UNHEARD);
    }
  }
}
