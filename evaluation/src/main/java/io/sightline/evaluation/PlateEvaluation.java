package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.models.look.PlateReading;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** How well a model reads plates: pictures of plates, or true boxes in pictures of vehicles. */
public final class PlateEvaluation {
  private static final int MOST_EXAMPLES = 20;
  private static final int SPEED_PLATES = 300;
  private static final int LATENCY_PLATES = 50;
  private static final PoolOptions ONE_BY_ONE = PoolOptions.oneByOne();

  private final ModelManifest model;
  private final PlateFormats formats;

  /**
   * @param formats of the plates that are expected; reads and labels are compared in their spelling
   */
  public PlateEvaluation(ModelManifest model, PlateFormats formats) {
    this.model = model;
    this.formats = formats;
  }

  /**
   * How good a reader is.
   *
   * @param exact share of the plates that are read without an error
   * @param characters share of the labels' characters that are right: one less the edit distance
   *     over their number
   * @param examples of plates that are not read right
   */
  public record Reader(int plates, double exact, double characters, List<Misread> examples) {}

  /** A plate that is not read right. */
  public record Misread(String picture, String label, String read) {}

  private record Plate(String picture, Picture pixels, PlateSighting place, String label) {}

  /**
   * @param data what the pictures are called in the result
   * @param speed whether to measure that, too
   */
  public Evaluation.Result of(List<LabelledPicture> pictures, String data, boolean speed)
      throws InterruptedException, ExecutionException {
    int plates = 0;
    int exact = 0;
    long letters = 0;
    long errors = 0;
    List<Misread> examples = new ArrayList<>();
    List<Plate> first = new ArrayList<>();
    try (ModelPools.Lease<PlateText> lease =
        ModelPools.leaseReader(model, PoolOptions.forReplay())) {
      for (LabelledPicture picture : pictures) {
        for (Plate plate : plates(picture)) {
          if (first.size() < LATENCY_PLATES) {
            first.add(plate);
          }
          String label = spelt(plate.label());
          String read = spelt(read(plate, lease.pool()).get().get(0).text().text());
          plates++;
          letters += label.length();
          errors += LevenshteinDistance.getDefaultInstance().apply(label, read);
          if (label.equals(read)) {
            exact++;
          } else if (examples.size() < MOST_EXAMPLES) {
            examples.add(new Misread(plate.picture(), label, read));
          }
        }
      }
    }
    if (plates == 0) {
      throw new BadInput(
          "The labels of "
              + data
              + " have no texts; plates need a labels.csv with file and label, OpenALPR's .txt files"
              + " beside the pictures, or pictures of plates named by their texts.");
    }
    Reader reader =
        new Reader(
            plates,
            Math.round(10_000.0 * exact / plates) / 10_000.0,
            Math.round(10_000.0 * (letters - errors) / Math.max(1, letters)) / 10_000.0,
            examples);
    return new Evaluation.Result(
        model.task().key(),
        model.id(),
        data,
        pictures.size(),
        null,
        null,
        reader,
        speed ? Evaluation.tenths(speed(first)) : null,
        speed ? latency(first) : null);
  }

  private String spelt(String text) {
    return formats.spell(text).orElse(text);
  }

  private static List<Plate> plates(LabelledPicture picture) {
    String name = picture.file().getFileName().toString();
    Picture pixels = Evaluation.read(picture);
    if (picture.label() != null) {
      Box all = new Box(0, 0, pixels.width(), pixels.height());
      return List.of(new Plate(name, pixels, sighting(all), picture.label()));
    }
    return picture.boxes().stream()
        .filter(box -> box.text() != null)
        .map(
            box ->
                new Plate(
                    name,
                    pixels,
                    sighting(box.inPixels(pixels.width(), pixels.height())),
                    box.text()))
        .toList();
  }

  private static PlateSighting sighting(Box box) {
    return new PlateSighting(box, 1, PlateSighting.NO_VEHICLE, null, null);
  }

  private CompletableFuture<List<PlateSighting>> read(Plate plate, ModelPool<PlateText> pool) {
    return PlateReading.of(plate.pixels(), List.of(plate.place()), pool, formats);
  }

  /** Plates a second, in batches on all cores. */
  private double speed(List<Plate> plates) throws InterruptedException, ExecutionException {
    try (ModelPools.Lease<PlateText> lease =
        ModelPools.leaseReader(model, PoolOptions.forReplay())) {
      // Everything is loaded and warm before the clock counts.
      readAll(plates, plates.size(), lease.pool());
      long begun = System.nanoTime();
      readAll(plates, SPEED_PLATES, lease.pool());
      return SPEED_PLATES / ((System.nanoTime() - begun) / 1e9);
    }
  }

  private void readAll(List<Plate> plates, int count, ModelPool<PlateText> pool)
      throws InterruptedException, ExecutionException {
    List<CompletableFuture<List<PlateSighting>>> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(read(plates.get(i % plates.size()), pool));
    }
    for (CompletableFuture<List<PlateSighting>> one : asked) {
      one.get();
    }
  }

  private Evaluation.Latency latency(List<Plate> plates)
      throws InterruptedException, ExecutionException {
    List<Double> times = new ArrayList<>();
    try (ModelPools.Lease<PlateText> lease = ModelPools.leaseReader(model, ONE_BY_ONE)) {
      read(plates.get(0), lease.pool()).get();
      for (int i = 0; i < LATENCY_PLATES; i++) {
        long begun = System.nanoTime();
        read(plates.get(i % plates.size()), lease.pool()).get();
        times.add((System.nanoTime() - begun) / 1e6);
      }
    }
    Collections.sort(times);
    return new Evaluation.Latency(
        Evaluation.tenths(times.get(times.size() / 2)),
        Evaluation.tenths(times.get(times.size() * 95 / 100)));
  }
}
