package io.sightline.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks a model about labelled pictures and counts how right and how fast it is. */
public final class Evaluation {
  private static final int CHUNK = 64;
  private static final int LATENCY_PICTURES = 100;
  private static final int SPEED_PICTURES = 512;

  /** Below this, a detection says nothing; the curve needs the unsure ones, too. */
  private static final float LEAST_CONFIDENCE = 0.01f;

  private static final PoolOptions ONE_BY_ONE = PoolOptions.oneByOne();

  private final ModelManifest model;
  private final ModelLabels labels;

  /**
   * @param renamed labels of the data that mean one of the model's, by their own name; those that
   *     mean nothing are left out
   */
  public Evaluation(ModelManifest model, Map<String, String> renamed) {
    try (OnnxModel<List<Detection>> loaded = OnnxModel.detector(model)) {
      // With what the manifest leaves to the file.
      this.model = loaded.manifest();
    }
    this.labels = new ModelLabels(this.model, renamed);
  }

  /**
   * How good a detector is. {@code map50} is the mean of the classes' average precisions at an
   * overlap of 0.5, {@code map50_95} the mean over overlaps from 0.5 to 0.95; {@code ap50_any}
   * takes all classes as one. Precision and recall are of what is stored: of detections from the
   * manifest's confidence on, at an overlap of 0.5, over the classes that the data has.
   *
   * @param floor the manifest's confidence
   * @param precision null where nothing is found
   * @param unlabelled by class that the data has nothing of: how often it is found from the floor
   *     on, which no figure counts
   * @param leftOut by label of the data that the model does not know: how many objects have it
   */
  public record Detector(
      int objects,
      double map50,
      @JsonProperty("map50_95") double map50To95,
      @JsonProperty("ap50_any") double ap50Any,
      double floor,
      Double precision,
      double recall,
      Map<String, ClassScore> classes,
      Map<String, Integer> unlabelled,
      @JsonProperty("left_out") Map<String, Integer> leftOut) {}

  /**
   * One class of a detector, of which the data has objects.
   *
   * @param precision null where nothing is found
   */
  public record ClassScore(int objects, double ap50, Double precision, double recall) {}

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
   * @param picturesPerSecond in batches, on all cores, without reading the files; null where speed
   *     is not asked for
   * @param latency null where speed is not asked for
   */
  public record Result(
      String task,
      String model,
      String data,
      int pictures,
      Detector detector,
      Classifier classifier,
      PlateEvaluation.Reader reader,
      @JsonProperty("pictures_per_second") Double picturesPerSecond,
      @JsonProperty("latency_ms") Latency latency) {}

  /**
   * @param data what the pictures are called in the result
   * @param speed whether to measure that, too
   */
  public Result of(List<LabelledPicture> pictures, String data, boolean speed)
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
    DetectorCurves curves = new DetectorCurves(labels, model.output().confidence());
    Confusion confusion = new Confusion(labels);
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
        speed ? tenths(speed(first)) : null,
        speed ? latency(first) : null);
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

  static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
