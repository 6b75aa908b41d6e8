package io.sightline.benchmarks.analytics;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.job.JobDefinition;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.Outputs;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.source.timeline.Timeline;
import io.sightline.source.timeline.TimelineSource;
import io.sightline.standalone.Installation;
import io.sightline.store.facts.FactKind;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What judging costs without models: observations in, facts out, in the job's own topology. */
public final class AnalyticsBench {
  private static final int FETCH = 256;
  private static final long STATUS_EVERY_MILLIS = 20;

  private final Installation installation;

  public AnalyticsBench(Installation installation) {
    this.installation = installation;
  }

  /** Takes facts and observations, and keeps none. */
  private static final class Nowhere implements Outputs, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
      return new DiscardingSink<>();
    }

    @Override
    public Sink<ObservationMinute> observations() {
      return new DiscardingSink<>();
    }
  }

  /**
   * Judges made-up observations.
   *
   * @param backend of state, as Flink calls it
   * @param warm records that are not counted
   * @param profile where to write a profile of what is counted; null for none
   */
  public Cost story(String backend, GateStory.Size size, long warm, Path profile) throws Exception {
    return run(
        backend,
        (split, metrics) -> new CountedTimeline(new GateStory(size), warm),
        settings(size.layouts()),
        profile);
  }

  /**
   * Judges a stored day of one camera again: what a what-if costs beside the database.
   *
   * @return a cost of which each record is a fifth of a second
   */
  public Cost day(String backend) throws Exception {
    StoredDay.prepare();
    return run(
        backend,
        (split, metrics) -> new CountedTimeline(new StoredDay(), 0),
        settings(StoredDay.SIZE.layouts()),
        null);
  }

  private RunSettings settings(Layouts layouts) {
    return RunSettings.replay(
        "bench", installation.version(), layouts, CameraModels.NONE, FrameLoad.NONE);
  }

  private Cost run(
      String backend, Timeline.Opener<Observations> opener, RunSettings settings, Path profile)
      throws Exception {
    JobDefinition job =
        env ->
            VideoAnalyticsTopology.fromObservations(
                env,
                new TimelineSource<>(List.of(GateStory.SPLIT), opener, FETCH),
                settings,
                new Nowhere());
    Path checkpoints =
        Files.createTempDirectory(Files.createDirectories(installation.temp()), "bench");
    try (JobRunner runner = installation.runner(1);
        Profile samples = Profile.to(profile)) {
      CountedTimeline.reset(samples::start);
      JobHandle handle =
          runner.submit(
              new JobPlan(
                  "bench",
                  job,
                  1,
                  checkpoints.toUri().toString(),
                  Optional.empty(),
                  Map.of("state.backend.type", backend),
                  Optional.empty()));
      JobState state = runner.status(handle);
      while (!state.phase().isEnd()) {
        TimeUnit.MILLISECONDS.sleep(STATUS_EVERY_MILLIS);
        state = runner.status(handle);
      }
      Cost cost = CountedTimeline.cost();
      if (state.phase() != JobState.Phase.FINISHED) {
        throw new JobFailedException(state.failure());
      }
      return cost.with(samples.topCosts());
    }
  }
}
