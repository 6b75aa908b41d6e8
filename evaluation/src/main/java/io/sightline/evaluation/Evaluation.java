package io.sightline.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.OnnxModel;
import io.sightline.models.runtime.PoolOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks a model about labelled pictures and counts how right and how fast it is. */
public final class Evaluation {
  private static final int CHUNK = 64;
  private static final int LATENCY_PICTURES = 100;
  private static final int SPEED_PICTURES = 512;

  /** Below this, a detection says nothing; the curve needs the unsure ones, too. */
  private static final float LEAST_CONFIDENCE = 0.01f;

  private static final double FOUND_IOU = 0.5;
  private static final double STRICTEST_IOU = 0.95;
  private static final double IOU_STEP = 0.05;
  private static final PoolOptions ONE_BY_ONE = PoolOptions.oneByOne();

  private final ModelManifest model;
  private final Map<String, String> renamed;
  private final Set<String> labels;

  /**
   * @param renamed labels of the data that mean one of the model's, by their own name; those that
   *     mean nothing are left out
   */
  public Evaluation(ModelManifest model, Map<String, String> renamed) {
    try (OnnxModel<List<Detection>> loaded = OnnxModel.detector(model)) {
      // With what the manifest leaves to the file.
      this.model = loaded.manifest();
    }
    this.renamed = renamed;
    this.labels = labels(this.model);
  }

  private static Set<String> labels(ModelManifest model) {
    OutputSpec output = model.output();
    Set<String> labels =
        new TreeSet<>(output.keep().isEmpty() ? output.labels() : output.keep().values());
    switch (model.task()) {
      case PLATE_DETECTION -> labels.add("plate");
      case FACE_DETECTION -> labels.add("face");
      default -> {}
    }
    return labels;
  }

  /**
   * How good a detector is. {@code map50} is the mean of the classes' average precisions at an
   * overlap of 0.5, {@code map50_95} the mean over overlaps from 0.5 to 0.95; {@code ap50_any}
   * takes all classes as one. Precision and recall are at the manifest's confidence.
   */
  public record Detector(
      int objects,
      double map50,
      @JsonProperty("map50_95") double map50To95,
      @JsonProperty("ap50_any") double ap50Any,
      Map<String, ClassScore> classes) {}

  /** One class of a detector. */
  public record ClassScore(int objects, double ap50, double precision, double recall) {}

  /**
   * How good a classifier is.
   *
   * @param confusion by true label: how often which label was said
   */
  public record Classifier(double accuracy, Map<String, Map<String, Integer>> confusion) {}

  /** How long one picture alone takes, milliseconds. */
  public record Latency(double p50, double p95) {}

  /**
   * What came out; one of detector, classifier and reader is there.
   *
   * @param picturesPerSecond in batches, on all cores, without reading the files
   */
  public record Result(
      String task,
      String model,
      String data,
      int pictures,
      Detector detector,
      Classifier classifier,
      PlateEvaluation.Reader reader,
      @JsonProperty("pictures_per_second") double picturesPerSecond,
      @JsonProperty("latency_ms") Latency latency) {}

  /**
   * @param data what the pictures are called in the result
   */
  public Result of(List<LabelledPicture> pictures, String data)
      throws InterruptedException, ExecutionException {
    boolean boxes = isDetector();
    List<LabelledPicture> usable =
        pictures.stream().filter(one -> boxes == (one.label() == null)).toList();
    if (usable.isEmpty()) {
      throw new BadInput(
          "The labels of "
              + data
              + (boxes
                  ? " have no boxes, which " + model.task().key() + " needs."
                  : " have boxes, where " + model.task().key() + " needs a label a picture."));
    }
    Curves curves = new Curves();
    Confusion confusion = new Confusion();
    List<Picture> first = new ArrayList<>();
    try (ModelPools.Lease<List<Detection>> lease =
        ModelPools.lease(sensitive(), PoolOptions.forReplay())) {
      for (int from = 0; from < usable.size(); from += CHUNK) {
        List<LabelledPicture> chunk = usable.subList(from, Math.min(usable.size(), from + CHUNK));
        List<Picture> read = chunk.stream().map(Evaluation::read).toList();
        if (from == 0) {
          first.addAll(read);
        }
        List<List<Detection>> seen = look(read, lease.pool());
        for (int i = 0; i < read.size(); i++) {
          if (boxes) {
            curves.add(from + i, chunk.get(i), read.get(i), seen.get(i));
          } else {
            confusion.add(chunk.get(i), seen.get(i));
          }
        }
      }
    }
    return new Result(
        model.task().key(),
        model.id(),
        data,
        usable.size(),
        boxes ? curves.score() : null,
        boxes ? null : confusion.score(),
        null,
        tenths(speed(first)),
        latency(first));
  }

  private boolean isDetector() {
    return model.output().decoder() != OutputSpec.Decoder.SOFTMAX;
  }

  private ModelManifest sensitive() {
    OutputSpec own = model.output();
    float floor = Math.min(own.confidence(), LEAST_CONFIDENCE);
    return model.with(model.input(), own.withConfidence(floor));
  }

  static Picture read(LabelledPicture picture) {
    try {
      return PictureFile.read(picture.file());
    } catch (MediaFailure e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private List<List<Detection>> look(List<Picture> pictures, ModelPool<List<Detection>> pool)
      throws InterruptedException, ExecutionException {
    List<CompletableFuture<List<Detection>>> asked = new ArrayList<>();
    for (Picture picture : pictures) {
      asked.add(pool.submit(picture));
    }
    List<List<Detection>> seen = new ArrayList<>();
    for (CompletableFuture<List<Detection>> one : asked) {
      seen.add(one.get());
    }
    return seen;
  }

  /** Pictures a second, in batches on all cores, at the manifest's own confidence. */
  private double speed(List<Picture> pictures) throws InterruptedException, ExecutionException {
    List<Picture> many = new ArrayList<>();
    for (int i = 0; i < SPEED_PICTURES; i++) {
      many.add(pictures.get(i % pictures.size()));
    }
    try (ModelPools.Lease<List<Detection>> lease =
        ModelPools.lease(model, PoolOptions.forReplay())) {
      // Everything is loaded and warm before the clock counts.
      look(pictures, lease.pool());
      long begun = System.nanoTime();
      look(many, lease.pool());
      return many.size() / ((System.nanoTime() - begun) / 1e9);
    }
  }

  private Latency latency(List<Picture> pictures) throws InterruptedException, ExecutionException {
    List<Double> times = new ArrayList<>();
    try (ModelPools.Lease<List<Detection>> lease = ModelPools.lease(model, ONE_BY_ONE)) {
      lease.pool().submit(pictures.get(0)).get();
      for (int i = 0; i < LATENCY_PICTURES; i++) {
        long begun = System.nanoTime();
        lease.pool().submit(pictures.get(i % pictures.size())).get();
        times.add((System.nanoTime() - begun) / 1e6);
      }
    }
    Collections.sort(times);
    return new Latency(
        tenths(times.get(times.size() / 2)), tenths(times.get(times.size() * 95 / 100)));
  }

  /** The model's label for one of the data's; null when the model does not know such things. */
  private String known(String label) {
    String name = renamed.getOrDefault(label, label);
    return labels.contains(name) ? name : null;
  }

  /** Whether the data's label was renamed to nothing. */
  private boolean isLeftOut(String label) {
    return "".equals(renamed.get(label));
  }

  static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static double thousandths(double value) {
    return Double.isNaN(value) ? Double.NaN : Math.round(value * 1000) / 1000.0;
  }

  private final class Curves {
    private final Map<String, AveragePrecision> byClass = new TreeMap<>();
    private final AveragePrecision any = new AveragePrecision();

    Curves() {
      labels.forEach(label -> byClass.put(label, new AveragePrecision()));
    }

    void add(int number, LabelledPicture picture, Picture pixels, List<Detection> seen) {
      for (LabelledBox box : picture.boxes()) {
        String label = known(box.label());
        if (label != null) {
          Box place = box.inPixels(pixels.width(), pixels.height());
          byClass.get(label).there(number, place);
          any.there(number, place);
        }
      }
      for (Detection detection : seen) {
        byClass.get(detection.label()).found(number, detection.score(), detection.box());
        any.found(number, detection.score(), detection.box());
      }
    }

    Detector score() {
      Map<String, ClassScore> classes = new TreeMap<>();
      double sum50 = 0;
      double sum = 0;
      int counted = 0;
      for (Map.Entry<String, AveragePrecision> entry : byClass.entrySet()) {
        AveragePrecision curve = entry.getValue();
        if (curve.expected() == 0) {
          continue;
        }
        counted++;
        sum50 += curve.at(FOUND_IOU);
        sum += mean(curve);
        int[] hits = curve.hitsFrom(model.output().confidence(), FOUND_IOU);
        classes.put(
            entry.getKey(),
            new ClassScore(
                curve.expected(),
                thousandths(curve.at(FOUND_IOU)),
                thousandths((double) hits[0] / Math.max(1, hits[1])),
                thousandths((double) hits[0] / curve.expected())));
      }
      if (counted == 0) {
        throw new BadInput(
            "No label of the data is one of the model's ("
                + String.join(", ", labels)
                + "); say what they are with --label THEIRS=OURS.");
      }
      return new Detector(
          any.expected(),
          thousandths(sum50 / counted),
          thousandths(sum / counted),
          thousandths(any.at(FOUND_IOU)),
          classes);
    }

    private double mean(AveragePrecision curve) {
      double sum = 0;
      int steps = (int) Math.round((STRICTEST_IOU - FOUND_IOU) / IOU_STEP) + 1;
      for (int i = 0; i < steps; i++) {
        sum += curve.at(FOUND_IOU + i * IOU_STEP);
      }
      return sum / steps;
    }
  }

  private final class Confusion {
    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    void add(LabelledPicture picture, List<Detection> said) {
      String label = known(picture.label());
      if (isLeftOut(picture.label())) {
        return;
      }
      if (label == null) {
        throw new BadInput(
            "The label '"
                + picture.label()
                + "' of "
                + picture.file()
                + " is none of the model's ("
                + String.join(", ", labels)
                + "); say what it is with --label "
                + picture.label()
                + "=OURS.");
      }
      counts
          .computeIfAbsent(label, key -> new TreeMap<>())
          .merge(said.get(0).label(), 1, Integer::sum);
    }

    Classifier score() {
      int all = 0;
      int right = 0;
      for (Map.Entry<String, Map<String, Integer>> row : counts.entrySet()) {
        all += row.getValue().values().stream().mapToInt(Integer::intValue).sum();
        right += row.getValue().getOrDefault(row.getKey(), 0);
      }
      return new Classifier(Math.round(10_000.0 * right / all) / 10_000.0, counts);
    }
  }
}
