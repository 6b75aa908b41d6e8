package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.text.TextFile;
import io.sightline.evaluation.Evaluation;
import io.sightline.evaluation.LabelledFolder;
import io.sightline.evaluation.LabelledPicture;
import io.sightline.evaluation.PlateEvaluation;
import io.sightline.evaluation.sessions.SessionEvaluation;
import io.sightline.evaluation.tracking.TrackingEvaluation;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.UnusablePictureException;
import io.sightline.standalone.Installation;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = EvaluateCommand.NAME,
    description = "Says how right and how fast a model is on labelled pictures of your own.")
final class EvaluateCommand implements Subcommand {
  static final String NAME = "evaluate";
  private static final int MOST_SHOWN = 5;
  private static final int MOST_WITHIN_SECONDS = 3_600;
  private static final int MAX_NAMES_MEGABYTES = 16;

  @Mixin private ModelOptions models;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      required = true,
      description =
          "vehicles, plates, plate-text, faces, emotions or spots, or a task as manifests name it;"
              + " tracking says how well vehicles are followed, sessions how right stays are.")
  private String task;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description =
          "Pictures with a labels.csv, in COCO's, VOC's, YOLO's or OpenALPR's form, or a folder per"
              + " class; pictures of plates may have their texts as names. For tracking a sequence in"
              + " MOTChallenge's form, or a folder of them. For sessions a folder with stays.csv and"
              + " a run's vehicle_sessions.csv, or site.yaml and a sequence for each camera.")
  private Path data;

  @Option(
      names = "--model",
      paramLabel = "ID",
      description = "The model (default: the bundled one).")
  private String model;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Names of YOLO's class numbers, one a line.")
  private Path names;

  @Option(
      names = "--label",
      paramLabel = "THEIRS=OURS",
      description = "What one of the data's labels is in the model's words; nothing leaves it out.")
  private Map<String, String> renamed = new LinkedHashMap<>();

  @Option(
      names = "--plate-format",
      paramLabel = "REGION",
      description =
          "Region of the plates, or a file that describes one; plates are compared in its spelling."
              + " May be given several times.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = "--no-speed",
      description = "Leave out how fast the model is, which takes a while to measure.")
  private boolean noSpeed;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      description =
          "For sessions: how far apart in time two entries or exits may be and still be the same"
              + " (default: one frame; 1 for a run's stays).")
  private Double within;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description =
          "For sessions: of times in stays.csv that name none (default: the site's, or UTC).")
  private String timeZone;

  @Override
  public Integer call() throws Exception {
    if (task.equals(SessionEvaluation.TASK)) {
      SessionEvaluation.Result judged = SessionEvaluation.of(data, zone(), within());
      System.out.println(models.json() ? Json.write(judged) : SessionsText.of(judged));
      return 0;
    }
    if (task.equals(TrackingEvaluation.TASK)) {
      TrackingEvaluation.Result followed = TrackingEvaluation.of(data);
      System.out.println(models.json() ? Json.write(followed) : TrackingText.of(followed));
      return 0;
    }
    ModelTask wanted = task();
    ModelCatalog catalog = models.catalog(Installation.of(Sightline.DEFAULT_DATA));
    ModelManifest manifest =
        model == null ? catalog.requireDefault(wanted) : catalog.require(model, wanted);
    var pictures = new LabelledFolder(data, names(), wanted == ModelTask.PLATE_RECOGNITION).read();
    Evaluation.Result result = evaluate(manifest, pictures);
    System.out.println(models.json() ? Json.write(result) : text(result));
    return 0;
  }

  private Evaluation.Result evaluate(ModelManifest manifest, List<LabelledPicture> pictures)
      throws Exception {
    String name = String.valueOf(data.toAbsolutePath().normalize().getFileName());
    String step =
        "Asking %s about %d pictures%s"
            .formatted(manifest.id(), pictures.size(), noSpeed ? "" : ", and how fast it is");
    try {
      return Step.during(
          step,
          () ->
              manifest.task() == ModelTask.PLATE_RECOGNITION
                  ? new PlateEvaluation(manifest, PlateFormats.of(regions))
                      .of(pictures, name, !noSpeed)
                  : new Evaluation(manifest, renamed).of(pictures, name, !noSpeed));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnusablePictureException unusable) {
        throw new BadInput(unusable.getMessage(), e);
      }
      throw e;
    }
  }

  private Duration within() {
    if (within == null) {
      return null;
    }
    if (!(within >= 0 && within <= MOST_WITHIN_SECONDS)) {
      throw new BadInput(
          "--within must be from 0 to " + MOST_WITHIN_SECONDS + " seconds, not " + within + ".");
    }
    return Duration.ofMillis(Math.round(1_000 * within));
  }

  private ZoneId zone() {
    try {
      return timeZone == null ? null : ZoneId.of(timeZone);
    } catch (DateTimeException e) {
      throw new BadInput(
          "There is no time zone '" + timeZone + "'; give one such as America/Santiago.", e);
    }
  }

  private ModelTask task() {
    ModelTask found =
        Arrays.stream(ModelTask.values())
            .filter(one -> one.key().equals(task) || one.role().key().equals(task))
            .findFirst()
            .orElse(null);
    if (found == null) {
      throw new BadInput(
          "--task "
              + task
              + " cannot be evaluated; give one of "
              + Arrays.stream(ModelRole.values())
                  .map(ModelRole::key)
                  .collect(Collectors.joining(", "))
              + ", "
              + TrackingEvaluation.TASK
              + " or "
              + SessionEvaluation.TASK
              + ".");
    }
    return found;
  }

  private List<String> names() {
    return names == null ? List.of() : TextFile.read(names, MAX_NAMES_MEGABYTES).lines().toList();
  }

  private static String text(Evaluation.Result result) {
    StringBuilder text =
        new StringBuilder(
            "%s on %s: %d pictures%n".formatted(result.model(), result.data(), result.pictures()));
    if (result.detector() != null) {
      append(text, result.detector());
    } else if (result.reader() != null) {
      PlateEvaluation.Reader score = result.reader();
      text.append(
          "%d plates, exact %.1f %%, characters %.1f %%%n"
              .formatted(score.plates(), 100 * score.exact(), 100 * score.characters()));
      score
          .examples()
          .forEach(
              one ->
                  text.append(
                      "%-24s is %s, read %s%n".formatted(one.picture(), one.label(), one.read())));
    } else {
      text.append("accuracy %.2f %%%n".formatted(100 * result.classifier().accuracy()));
      result
          .classifier()
          .confusion()
          .forEach((label, said) -> text.append("%-14s said to be %s%n".formatted(label, said)));
    }
    if (result.latency() != null) {
      text.append(
          "%.1f pictures a second in batches; one alone %.1f ms (median), %.1f ms (95 %%)%n"
              .formatted(
                  result.picturesPerSecond(), result.latency().p50(), result.latency().p95()));
    }
    return text.toString().stripTrailing();
  }

  private static void append(StringBuilder text, Evaluation.Detector score) {
    text.append(
        "mAP50 %.3f, mAP50-95 %.3f, all classes as one AP50 %.3f%n"
            .formatted(score.map50(), score.map50To95(), score.ap50Any()));
    text.append(
        "of what is stored (confidence %s or more): precision %s, recall %.3f%n"
            .formatted(score.floor(), share(score.precision()), score.recall()));
    score
        .classes()
        .forEach(
            (label, one) ->
                text.append(
                    "%-14s %6d objects  AP50 %.3f  precision %s  recall %.3f%n"
                        .formatted(
                            label,
                            one.objects(),
                            one.ap50(),
                            share(one.precision()),
                            one.recall())));
    score
        .unlabelled()
        .forEach(
            (label, found) ->
                text.append(
                    "%-14s no labels in the data, found %d times, not counted%n"
                        .formatted(label, found)));
    if (!score.leftOut().isEmpty()) {
      text.append(
          "%d objects left out, whose labels the model does not know: %s%n"
              .formatted(
                  score.leftOut().values().stream().mapToInt(Integer::intValue).sum(),
                  leftOut(score.leftOut())));
    }
  }

  /** The commonest labels, with how many objects have them. */
  private static String leftOut(Map<String, Integer> objects) {
    String most =
        objects.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_SHOWN)
            .map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", "));
    return objects.size() > MOST_SHOWN ? most + ", …" : most;
  }

  private static String share(Double share) {
    return share == null ? "– (nothing found)" : "%.3f".formatted(share);
  }
}
