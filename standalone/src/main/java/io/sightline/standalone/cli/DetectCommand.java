package io.sightline.standalone.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.runtime.CloseLook;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.models.runtime.UnusablePictureException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "detect", description = "Says what the models see in one picture.")
final class DetectCommand implements Subcommand {
  private static final PoolOptions ONE_PICTURE = new PoolOptions(1, 1, Duration.ZERO, 1, false);
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
   * @param scores of all classes, where a classifier said it of the whole picture; otherwise null
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
    for (ModelManifest model : models()) {
      seen.addAll(ask(model, picture, ids.isEmpty()));
    }
    if (draw != null) {
      draw(picture, seen);
    }
    Result result = new Result(image.toString(), picture.width(), picture.height(), seen);
    System.out.println(common.json() ? Json.write(result) : text(result));
    return 0;
  }

  private List<ModelManifest> models() {
    ModelCatalog catalog = common.catalog();
    return ids.isEmpty()
        ? List.of(catalog.requireDefault(ModelTask.VEHICLE_DETECTION))
        : ids.stream().map(catalog::require).toList();
  }

  /**
   * @param closely as a replay looks at photographs, where no model was named
   */
  private static List<Seen> ask(ModelManifest model, Picture picture, boolean closely)
      throws InterruptedException, ExecutionException {
    try (ModelPools.Lease lease = ModelPools.lease(model, ONE_PICTURE)) {
      ModelPool pool = lease.pool();
      boolean classifier = model.output().decoder() == OutputSpec.Decoder.SOFTMAX;
      List<Detection> detections =
          (closely && !classifier ? CloseLook.at(picture, pool) : pool.submit(picture)).get();
      if (!classifier) {
        return detections.stream().map(detection -> seen(model, detection, null)).toList();
      }
      Map<String, Float> scores = new LinkedHashMap<>();
      detections.forEach(detection -> scores.put(detection.label(), detection.score()));
      return List.of(seen(model, detections.get(0), scores));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnusablePictureException unusable) {
        throw new BadInput(unusable.getMessage(), e);
      }
      throw e;
    }
  }

  private static Seen seen(ModelManifest model, Detection detection, Map<String, Float> scores) {
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
        scores);
  }

  private void draw(Picture picture, List<Seen> seen) {
    BufferedImage canvas =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
    System.arraycopy(
        picture.bgr(),
        0,
        ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData(),
        0,
        picture.width() * picture.height() * Picture.BYTES_PER_PIXEL);
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
          "%n%-12s %-12s %.2f at (%.0f, %.0f), %.0f x %.0f"
              .formatted(
                  one.model(),
                  one.label(),
                  one.score(),
                  one.x(),
                  one.y(),
                  one.width(),
                  one.height()));
    }
    return text.toString();
  }
}
