package io.sightline.standalone.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.ModelRole;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureEncoder;
import io.sightline.media.PictureFile;
import io.sightline.models.look.PerceptionChain;
import io.sightline.models.look.PlateReading;
import io.sightline.models.look.Wanted;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.LoadedModels;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PinnedModel;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.models.runtime.UnusablePictureException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "detect", description = "Says what the models see in one picture.")
final class DetectCommand implements Subcommand {
  private static final PoolOptions ONE_PICTURE = PoolOptions.oneByOne();

  /** Longer than a model may take for all its attempts. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final List<ModelRole> CHAIN =
      List.of(ModelRole.PLATES, ModelRole.PLATE_TEXT, ModelRole.FACES, ModelRole.EMOTIONS);
  private static final int SCORES_SHOWN = 3;
  private static final Color[] COLOURS = {
    Color.YELLOW, Color.CYAN, Color.MAGENTA, Color.GREEN, Color.ORANGE
  };

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "IMAGE", description = "The picture.")
  private Path image;

  @Option(
      names = "--model",
      paramLabel = "ID",
      description = "A model to ask; may be given several times.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--draw", paramLabel = "FILE.png", description = "Draw what is seen.")
  private Path draw;

  /**
   * One detection, as it is printed.
   *
   * @param text what stands on a plate that was read; otherwise null
   * @param scores of all classes, where a classifier said it; otherwise null
   */
  record Seen(
      String model,
      String task,
      String label,
      float score,
      float x,
      float y,
      float width,
      float height,
      String text,
      Map<String, Float> scores) {}

  /** What is printed. */
  record Result(
      String image, int width, int height, @JsonProperty("detections") List<Seen> detections) {}

  @Override
  public Integer call() throws Exception {
    Picture picture;
    try {
      picture = PictureFile.read(image);
    } catch (MediaFailure e) {
      throw new BadInput(e.getMessage(), e);
    }
    List<Seen> seen = new ArrayList<>();
    try {
      ModelCatalog catalog = common.catalog();
      if (ids.isEmpty()) {
        seen.addAll(chain(catalog, picture));
      }
      for (String id : ids) {
        seen.addAll(ask(catalog.require(id), picture));
      }
      catalog.unusable().forEach(problem -> System.err.println(problem.getMessage()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnusablePictureException unusable) {
        throw new BadInput(unusable.getMessage(), e);
      }
      throw e;
    }
    if (draw != null) {
      draw(picture, seen);
    }
    Result result = new Result(image.toString(), picture.width(), picture.height(), seen);
    System.out.println(common.json() ? Json.write(result) : text(result));
    return 0;
  }

  /** As a replay looks at photographs, with the default model of each place that has one. */
  private static List<Seen> chain(ModelCatalog catalog, Picture picture)
      throws InterruptedException, ExecutionException {
    Map<ModelRole, ModelManifest> models = new EnumMap<>(ModelRole.class);
    models.put(ModelRole.VEHICLES, catalog.requireDefault(ModelTask.VEHICLE_DETECTION));
    for (ModelRole role : CHAIN) {
      if (catalog.models().stream().anyMatch(model -> model.task() == ModelTask.of(role))) {
        models.put(role, catalog.requireDefault(ModelTask.of(role)));
      }
    }
    Map<ModelRole, PinnedModel> pinned = new EnumMap<>(ModelRole.class);
    models.forEach((role, model) -> pinned.put(role, PinnedModel.now(role, model)));
    List<Seen> seen = new ArrayList<>();
    try (LoadedModels loaded = LoadedModels.once(ONE_PICTURE);
        PerceptionChain chain = new PerceptionChain(loaded, LIMIT)) {
      loaded.require(pinned.values());
      io.sightline.models.look.Seen found = chain.look(picture, Wanted.ofPhotograph(pinned)).get();
      if (!found.failures().isEmpty()) {
        throw new ExecutionException(found.failures().get(0).cause());
      }
      for (Detection vehicle : found.vehicles()) {
        seen.add(seen(models.get(ModelRole.VEHICLES), vehicle, null, null));
      }
      for (PlateSighting plate : found.plates()) {
        Detection detection = new Detection("plate", plate.score(), plate.box());
        String text = plate.isRead() ? plate.text().text() : null;
        seen.add(seen(models.get(ModelRole.PLATES), detection, text, null));
      }
      for (FaceSighting face : found.faces()) {
        Map<String, Float> scores = new LinkedHashMap<>();
        face.emotions().forEach(one -> scores.put(one.label(), one.score()));
        Detection detection = new Detection("face", face.score(), face.box());
        seen.add(
            seen(models.get(ModelRole.FACES), detection, null, scores.isEmpty() ? null : scores));
      }
    }
    return seen;
  }

  /** What a model says of the whole picture. */
  private static List<Seen> ask(ModelManifest model, Picture picture)
      throws InterruptedException, ExecutionException {
    if (model.task() == ModelTask.PLATE_RECOGNITION) {
      try (ModelPools.Lease<PlateText> lease = ModelPools.leaseReader(model, ONE_PICTURE)) {
        PlateText text = PlateReading.whole(picture, lease.pool()).get();
        Box all = new Box(0, 0, picture.width(), picture.height());
        return List.of(seen(model, new Detection("plate", text.score(), all), text.text(), null));
      }
    }
    try (ModelPools.Lease<List<Detection>> lease = ModelPools.lease(model, ONE_PICTURE)) {
      List<Detection> detections = lease.pool().submit(picture).get();
      if (!model.task().isClassification()) {
        return detections.stream().map(detection -> seen(model, detection, null, null)).toList();
      }
      Map<String, Float> scores = new LinkedHashMap<>();
      detections.forEach(detection -> scores.put(detection.label(), detection.score()));
      return List.of(seen(model, detections.get(0), null, scores));
    }
  }

  private static Seen seen(
      ModelManifest model, Detection detection, String text, Map<String, Float> scores) {
    Box box = detection.box();
    return new Seen(
        model.id(),
        model.task().key(),
        detection.label(),
        detection.score(),
        box.left(),
        box.top(),
        box.width(),
        box.height(),
        text,
        scores);
  }

  private void draw(Picture picture, List<Seen> seen) {
    BufferedImage canvas = PictureEncoder.image(picture);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setStroke(new BasicStroke(Math.max(2, picture.width() / 600f)));
    for (Seen one : seen) {
      graphics.setColor(COLOURS[Math.floorMod(one.label().hashCode(), COLOURS.length)]);
      graphics.draw(new Rectangle2D.Float(one.x(), one.y(), one.width(), one.height()));
    }
    graphics.dispose();
    try {
      // Through memory: ImageIO prints stack traces of its own for files it cannot open.
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(canvas, "png", png);
      Files.write(draw, png.toByteArray());
    } catch (NoSuchFileException e) {
      throw new BadInput(
          "The drawing " + draw + " has no folder to be in; make it or choose another --draw.", e);
    } catch (IOException e) {
      throw new BadInput(
          "The drawing "
              + draw
              + " cannot be written: "
              + e.getMessage()
              + "; choose another --draw.",
          e);
    }
  }

  private static String text(Result result) {
    StringBuilder text =
        new StringBuilder(
            result.image()
                + ": "
                + result.width()
                + " x "
                + result.height()
                + ", "
                + result.detections().size()
                + " detections");
    for (Seen one : result.detections()) {
      text.append(
          "%n%-12s %-12s %.2f at (%.0f, %.0f), %.0f x %.0f%s"
              .formatted(
                  one.model(),
                  one.label(),
                  one.score(),
                  one.x(),
                  one.y(),
                  one.width(),
                  one.height(),
                  remark(one)));
    }
    return text.toString();
  }

  private static String remark(Seen seen) {
    if (seen.text() != null) {
      return "  reads " + seen.text();
    }
    return seen.scores() == null
        ? ""
        : "  "
            + seen.scores().entrySet().stream()
                .limit(SCORES_SHOWN)
                .map(score -> "%s %.2f".formatted(score.getKey(), score.getValue()))
                .collect(Collectors.joining(", "));
  }
}
