package io.sightline.benchmarks.analytics;

import com.fasterxml.jackson.annotation.JsonProperty;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What judging costs without models: observations in, facts out, in the job's own topology. */
public final class AnalyticsBench {
  private static final int FETCH = 256;
  private static final long STATUS_EVERY_MILLIS = 20;

  /** The cameras are spread over so many. */
  public static final int SITES = 100;

  private static final List<String> BACKENDS = List.of("rocksdb", "hashmap");

  /**
   * Records of each camera before what is counted, so that what its first ones make (its windows,
   * its place in every table) is not counted for some sizes and not for others.
   */
  private static final long WARM_EACH = 10;

  private static final long LEAST_WARM = 100_000;
  private static final long RECORDS = 200_000;
  private static final long RECORDS_EACH = 4;
  private static final long INSIDE = 50_000;
  private static final long PASSAGES = 60_000;
  private static final double DAY_SECONDS = 86_400;

  private final Installation installation;

  public AnalyticsBench(Installation installation) {
    this.installation = installation;
  }

  /**
   * One figure.
   *
   * @param backend of state
   * @param perCoreSecond how many a second one busy core does; of a what-if, how many times faster
   *     than real time it is by the clock on the wall
   * @param cpuMicros processor time of one, the whole process's
   * @param top what took most of it; empty where nothing was sampled
   */
  public record Figure(
      String name,
      String backend,
      @JsonProperty("per_core_second") double perCoreSecond,
      @JsonProperty("cpu_us") double cpuMicros,
      List<Profile.Share> top) {
    @Override
    public String toString() {
      StringBuilder text =
          new StringBuilder(
              String.format(
                  Locale.ROOT, "%s %s %.0f %.1f us", name, backend, perCoreSecond, cpuMicros));
      top.forEach(
          one ->
              text.append(
                  String.format(Locale.ROOT, "%n  %4.1f %% %s", 100 * one.share(), one.method())));
      return text.toString();
    }
  }

  /**
   * Observations of so many cameras, passages with 50,000 vehicles inside, and a camera's day.
   *
   * @param cameras at {@link #SITES} sites
   */
  public List<Figure> figures(int cameras) throws Exception {
    int ofEach = cameras / SITES;
    long keys = (long) ofEach * SITES;
    long warm = Math.max(LEAST_WARM, WARM_EACH * keys);
    long records = Math.max(RECORDS, RECORDS_EACH * keys);
    List<Figure> figures = new ArrayList<>();
    for (String backend : BACKENDS) {
      Path profile =
          Files.createTempFile(Files.createDirectories(installation.temp()), "p", ".jfr");
      Cost cost = story(backend, new GateStory.Size(SITES, ofEach, warm + records), warm, profile);
      Files.deleteIfExists(profile);
      figures.add(figure("observations-" + keys, backend, cost));
      figures.add(
          figure(
              "matching-" + INSIDE,
              backend,
              new MatchingBench(installation).of(backend, INSIDE, PASSAGES)));
      Cost day = day(backend, null);
      figures.add(
          new Figure("what-if", backend, DAY_SECONDS / day.seconds(), day.cpuMicros(), List.of()));
    }
    return figures;
  }

  private static Figure figure(String name, String backend, Cost cost) {
    return new Figure(name, backend, cost.perCoreSecond(), cost.cpuMicros(), cost.top());
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
  Cost story(String backend, GateStory.Size size, long warm, Path profile) throws Exception {
    return run(
        backend,
        (split, metrics) -> new CountedTimeline(new GateStory(size), warm),
        settings(size.layouts()),
        profile);
  }

  /**
   * Judges a stored day of one camera again: what a what-if costs beside the database.
   *
   * @param profile where to write a profile of it; null for none
   * @return a cost of which each record is a fifth of a second
   */
  Cost day(String backend, Path profile) throws Exception {
    StoredDay.prepare();
    return run(
        backend,
        (split, metrics) -> new CountedTimeline(new StoredDay(), 0),
        settings(StoredDay.SIZE.layouts()),
        profile);
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
