package io.sightline.benchmarks;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.perception.LookAtFramesFactory;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunSettings;
import io.sightline.media.DatedVideo;
import io.sightline.media.FootageSegment;
import io.sightline.media.VideoFile;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.ModelFiles;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.OnnxModel;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.runs.ObservationsPlan;
import io.sightline.runs.Progress;
import io.sightline.source.footage.FootageCamera;
import io.sightline.source.footage.FootageSource;
import io.sightline.source.frame.FrameSerializer;
import io.sightline.source.observationlog.Span;
import io.sightline.source.timeline.TimelineSource;
import io.sightline.standalone.Installation;
import io.sightline.standalone.cli.CommonOptions;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The benchmarks themselves. What is measured and its reference take turns, since a machine's pace
 * drifts.
 */
final class Bench {
  /** What is on the pictures does not matter. */
  private static final Site EMPTY =
      SiteFile.parse("bench", Path.of("."), "site: bench\ncameras: [{id: any, uri: none}]\n")
          .site();

  private static final int PICTURES = 60;
  private static final long PERCEPTION_FRAMES = 200;
  private static final long PERCEPTION_WARM = 40;
  private static final long STATUS_EVERY_MILLIS = 50;
  private static final int DECODE_FILES = 6;
  private static final long DECODE_WARM = 100;

  private final CommonOptions common;
  private final Path footage;
  private final String model;
  private final int rounds;

  Bench(CommonOptions common, Path footage, String model, int rounds) {
    this.common = common;
    this.footage = footage;
    this.model = model;
    this.rounds = rounds;
  }

  private record Round(Measurement measured, Measurement reference) {
    double ratio() {
      return measured.perSecond() / reference.perSecond();
    }
  }

  /** Perception in the job against bare ONNX Runtime sessions on the same decoded frames. */
  List<Figure> perception() throws Exception {
    ModelManifest manifest = manifest();
    List<Picture> pictures = pictures();
    MemoryTimeline.use(pictures);
    List<Round> all = new ArrayList<>();
    try (BareDetector bare = new BareDetector(manifest)) {
      for (int round = 0; round < rounds; round++) {
        Measurement job = perceptionJob(manifest);
        Measurement reference =
            bare.run(
                frame -> pictures.get((int) (frame % pictures.size())),
                PERCEPTION_WARM,
                PERCEPTION_FRAMES,
                instances());
        all.add(new Round(job, reference));
      }
    }
    return figures("perception-" + manifest.id(), all);
  }

  /**
   * Decoding and perceiving footage in the job against the same in plain Python.
   *
   * @param python an interpreter that has the reference's packages
   * @param script the reference
   */
  List<Figure> chain(Path python, Path script) throws Exception {
    requireVideo();
    ModelManifest manifest = manifest();
    long frames = BareDecoder.run(footage, 0, 1).frames();
    if (frames <= PERCEPTION_WARM) {
      throw new BadInput(
          "The footage "
              + footage
              + " has "
              + frames
              + " frames; give one of more than "
              + PERCEPTION_WARM
              + ".");
    }
    FootageSegment whole = new FootageSegment(footage.toAbsolutePath().toString(), false, 0);
    List<Round> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Source<Frame, ?, ?> source =
          FootageSource.of(
              List.of(
                  new FootageCamera(
                      "bench", MemoryTimeline.CAMERA, 0, null, "bench", List.of(whole))));
      Measurement job =
          job(source, Map.of(MemoryTimeline.CAMERA, choice(manifest)), PERCEPTION_WARM, frames);
      Measurement reference =
          PythonChain.run(python, script, manifest.file().getParent(), footage, PERCEPTION_WARM);
      all.add(new Round(job, reference));
    }
    return figures("chain-" + manifest.id(), all);
  }

  private Measurement perceptionJob(ModelManifest manifest) throws Exception {
    Source<Frame, ?, ?> source =
        new TimelineSource<>(
            List.of(MemoryTimeline.CAMERA),
            (split, metrics) -> new MemoryTimeline(PERCEPTION_FRAMES),
            1);
    return job(
        source,
        Map.of(MemoryTimeline.CAMERA, choice(manifest)),
        PERCEPTION_WARM,
        PERCEPTION_FRAMES);
  }

  private static ModelChoice choice(ModelManifest manifest) {
    return new ModelChoice(
        manifest.file().resolveSibling(ModelManifest.FILE_NAME).toString(),
        manifest.id(),
        manifest.version(),
        ModelFiles.sha256(manifest));
  }

  /** A replay that only decodes against JavaCV's grabber, both to blue-green-red pictures. */
  List<Figure> decode() throws Exception {
    requireVideo();
    long frames = BareDecoder.run(footage, 0, 1).frames();
    if (frames <= DECODE_WARM) {
      throw new BadInput(
          "The footage "
              + footage
              + " has "
              + frames
              + " frames; give one of more than "
              + DECODE_WARM
              + ".");
    }
    List<FootageSegment> segments = new ArrayList<>();
    for (int i = 0; i < DECODE_FILES; i++) {
      segments.add(new FootageSegment(footage.toAbsolutePath().toString(), false, i * 86_400_000L));
    }
    List<Round> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Source<Frame, ?, ?> source =
          FootageSource.of(
              List.of(new FootageCamera("bench", "decode", 0, null, "bench", segments)));
      Measurement job = job(source, Map.of(), DECODE_WARM, frames * DECODE_FILES);
      all.add(new Round(job, BareDecoder.run(footage, DECODE_WARM, DECODE_FILES)));
    }
    return figures("decode", all);
  }

  /** Judging stored observations again against perceiving them. */
  List<Figure> rejudge() throws Exception {
    ModelManifest manifest = manifest();
    MemoryTimeline.use(pictures());
    List<Round> all = new ArrayList<>();
    try (Database database = common.database()) {
      StoredRun source = StoredRun.create(database);
      for (int round = 0; round < rounds; round++) {
        Installation installation = common.installation();
        Measurement.Clock clock = Measurement.Clock.start();
        String summary;
        try (RunClaim claim = RunClaim.of(database.address(), "bench-rejudged");
            JobRunner runner = installation.runner(1)) {
          ObservationsPlan plan =
              ObservationsPlan.of(claim.jdbc(), source.site(), source.run(), Span.ALL);
          summary =
              installation
                  .maker(database, runner, common.media(), 1)
                  .make(claim, plan, true, Progress.UNHEARD);
        }
        Measurement judged = clock.stop(Json.read(summary, RunSummary.class).frames());
        all.add(new Round(judged, perceptionJob(manifest)));
      }
    }
    return figures("rejudge", all);
  }

  private static List<Figure> figures(String name, List<Round> rounds) {
    double ratio = median(rounds, Round::ratio);
    return List.of(
        new Figure(
            name,
            median(rounds, round -> round.measured().perSecond()),
            "frames/s",
            median(rounds, round -> round.reference().perSecond()),
            ratio),
        new Figure(
            name + "-cpu",
            median(rounds, round -> round.measured().cpuMillisPerFrame()),
            "cpu-ms/frame",
            median(rounds, round -> round.reference().cpuMillisPerFrame()),
            median(
                rounds,
                round ->
                    round.measured().cpuMillisPerFrame() / round.reference().cpuMillisPerFrame())));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Measurement.median(rounds.stream().mapToDouble(value).toArray());
  }

  private Measurement job(
      Source<Frame, ?, ?> source, Map<String, ModelChoice> models, long warm, long frames)
      throws Exception {
    FrameMeter.reset();
    Installation installation = common.installation();
    Path checkpoints =
        Files.createTempDirectory(Files.createDirectories(installation.temp()), "bench");
    PoolOptions options = PoolOptions.forReplay();
    // The lease outlives the job, so that the model is loaded once for all rounds.
    List<ModelPools.Lease<?>> leases = new ArrayList<>();
    int batch = 1;
    for (ModelChoice choice : models.values()) {
      ModelPools.Lease<?> lease =
          ModelPools.lease(ModelManifest.read(Path.of(choice.manifest())), options);
      leases.add(lease);
      batch = lease.pool().capacity() / (2 * options.instances());
    }
    RunSettings settings =
        RunSettings.replay(
            "bench",
            installation.version(),
            Layouts.always(EMPTY),
            CameraModels.byCamera(Map.of(ModelRole.VEHICLES, models)),
            new FrameLoad(batch, 0));
    try (JobRunner flink = installation.runner(1)) {
      JobHandle job =
          flink.submit(
              new JobPlan(
                  "bench",
                  env -> {
                    DataStream<Frame> stream =
                        env.fromSource(
                            source,
                            WatermarkStrategy.noWatermarks(),
                            "frames",
                            FrameSerializer.TYPE);
                    stream
                        .transform(
                            "look",
                            TypeInformation.of(Observations.class),
                            new LookAtFramesFactory(settings))
                        .map(new FrameMeter(warm, frames))
                        .returns(TypeInformation.of(Observations.class))
                        .sinkTo(new DiscardingSink<>());
                  },
                  1,
                  checkpoints.toUri().toString(),
                  Optional.empty(),
                  Map.of(),
                  Optional.empty()));
      JobState state = flink.status(job);
      while (!state.phase().isEnd()) {
        TimeUnit.MILLISECONDS.sleep(STATUS_EVERY_MILLIS);
        state = flink.status(job);
      }
      if (state.phase() != JobState.Phase.FINISHED) {
        throw new JobFailedException(state.failure());
      }
    } finally {
      leases.forEach(ModelPools.Lease::close);
    }
    return FrameMeter.result();
  }

  private static int instances() {
    return PoolOptions.forReplay().instances();
  }

  /** The model for vehicles. */
  ModelManifest manifest() {
    ModelManifest manifest =
        model == null
            ? common.catalog().requireDefault(ModelTask.VEHICLE_DETECTION)
            : common.catalog().require(model, ModelTask.VEHICLE_DETECTION);
    try (OnnxModel<?> loaded = OnnxModel.load(manifest)) {
      // The reference reads no file for what the manifest leaves out.
      return loaded.manifest();
    }
  }

  private void requireVideo() {
    VideoFile.open(footage).close();
  }

  private List<Picture> pictures() {
    List<Picture> pictures = new ArrayList<>();
    try (DatedVideo video = DatedVideo.open(footage, DatedVideo.Position.START)) {
      while (pictures.size() < PICTURES && video.advance()) {
        pictures.add(video.frame().picture());
      }
    }
    return pictures;
  }
}
