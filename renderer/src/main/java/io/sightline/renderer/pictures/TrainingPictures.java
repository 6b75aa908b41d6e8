package io.sightline.renderer.pictures;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.renderer.raster.Rasteriser;
import io.sightline.renderer.raster.Rendering;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.scenes.RandomScenes;
import io.sightline.renderer.scenes.Scene;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes pictures with their labels: {@code labels.csv} beside them. Picture number n depends on
 * the seed and n alone.
 */
public final class TrainingPictures {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 270;
  private static final int SAMPLES = 2;

  /** Less of a vehicle than this is not labelled. */
  private static final double LEAST_SHARE = 0.2;

  private static final double LEAST_SIDE = 7;

  /** A part of a vehicle that takes this share of the picture is labelled however small a part. */
  private static final double LARGE_SHARE = 0.03;

  /** A spot of which more than this is hidden behind what stands elsewhere is left out. */
  private static final double MOST_HIDDEN = 0.35;

  private static final double LEAST_SPOT_SIDE = 14;

  private final PictureFolder folder;

  public TrainingPictures(long seed, Path folder) {
    this.folder = new PictureFolder(seed, folder);
  }

  /** Pictures with the boxes of their vehicles: file, class, centre and size (shares), source. */
  public void vehicles(int count) throws IOException {
    folder.boxes(count, this::vehiclePicture);
  }

  /**
   * Crops of parking spots: file, label, source. A spot's crop is the box around its polygon, or,
   * every second one, the polygon made upright.
   */
  public void spots(int scenes) throws IOException {
    folder.labels(
        scenes,
        (number, random) -> spotCrops(number, random, RandomScenes.carPark(random, WIDTH, HEIGHT)));
  }

  /** As {@link #spots}, in the hard shadows of what stands about. */
  public void shadedSpots(int scenes) throws IOException {
    folder.labels(
        scenes,
        (number, random) ->
            spotCrops(number, random, RandomScenes.shadedCarPark(random, WIDTH, HEIGHT)));
  }

  private List<String> vehiclePicture(int number, Random random) throws IOException {
    Scene scene = RandomScenes.any(random, WIDTH, HEIGHT);
    Rendering rendering = rendering(scene);
    String file = "%06d.jpg".formatted(number);
    Jpeg.write(photograph(scene, rendering, random), quality(random), folder.file(file));
    List<String> rows = new ArrayList<>();
    scene
        .vehicles()
        .forEach(
            (id, kind) ->
                rendering
                    .of(id)
                    .filter(TrainingPictures::isPlain)
                    .ifPresent(
                        seen ->
                            rows.add(
                                PictureFolder.row(file, kind.label(), seen.box(), WIDTH, HEIGHT))));
    if (rows.isEmpty()) {
      rows.add(PictureFolder.emptyRow(file));
    }
    return rows;
  }

  private static Rendering rendering(Scene scene) {
    return new Rasteriser(SAMPLES).draw(scene.things(), scene.camera(), scene.lighting());
  }

  private static BufferedImage photograph(Scene scene, Rendering rendering, Random random) {
    return Lens.any(random, RandomScenes.isDark(scene.lighting())).develop(rendering, random);
  }

  private static double quality(Random random) {
    return 0.35 + 0.6 * random.nextDouble();
  }

  private static boolean isPlain(Rendering.Seen seen) {
    Box box = seen.box();
    boolean enough =
        seen.share() >= LEAST_SHARE
            || (seen.visible() >= LEAST_SHARE && box.area() >= LARGE_SHARE * WIDTH * HEIGHT);
    return enough && Math.min(box.width(), box.height()) >= LEAST_SIDE;
  }

  private List<String> spotCrops(int number, Random random, Scene scene) throws IOException {
    Rendering rendering = rendering(scene);
    BufferedImage photograph = photograph(scene, rendering, random);
    List<String> rows = new ArrayList<>();
    int index = 0;
    for (Scene.Bay bay : scene.bays()) {
      List<Point> corners = corners(bay, scene);
      if (corners == null || hidden(bay, scene, rendering) > MOST_HIDDEN) {
        continue;
      }
      BufferedImage crop =
          random.nextBoolean()
              ? upright(photograph, corners)
              : boxed(photograph, corners, 0.12 * random.nextDouble());
      if (crop != null) {
        String file = "%06d-%02d.jpg".formatted(number, index++);
        Jpeg.write(crop, 0.6 + 0.35 * random.nextDouble(), folder.file(file));
        rows.add(PictureFolder.row(file, bay.vehicle() > 0 ? "occupied" : "free"));
      }
    }
    return rows;
  }

  /** The bay's corners in the picture; null when it is not wholly in it. */
  private static List<Point> corners(Scene.Bay bay, Scene scene) {
    List<Point> points = new ArrayList<>();
    for (Vec corner : bay.corners()) {
      if (scene.camera().depth(corner) < 1) {
        return null;
      }
      Point point = scene.camera().project(corner);
      if (point.x() < 0 || point.y() < 0 || point.x() >= WIDTH || point.y() >= HEIGHT) {
        return null;
      }
      points.add(point);
    }
    return points;
  }

  /** Share of the bay's ground in front of which something from elsewhere stands. */
  private static double hidden(Scene.Bay bay, Scene scene, Rendering rendering) {
    List<Vec> corners = bay.corners();
    int hidden = 0;
    int steps = 6;
    for (int i = 0; i < steps; i++) {
      for (int j = 0; j < steps; j++) {
        double u = (i + 0.5) / steps;
        double v = (j + 0.5) / steps;
        Vec front = corners.get(0).times(1 - u).plus(corners.get(1).times(u));
        Vec back = corners.get(3).times(1 - u).plus(corners.get(2).times(u));
        Point at = scene.camera().project(front.times(1 - v).plus(back.times(v)));
        int x = Math.min(WIDTH - 1, (int) at.x());
        int y = Math.min(HEIGHT - 1, (int) at.y());
        int id = rendering.ids()[y * WIDTH + x];
        hidden += id != bay.vehicle() && id != 0 ? 1 : 0;
      }
    }
    return (double) hidden / (steps * steps);
  }

  /**
   * @param margin added on each side, as a share
   */
  private static BufferedImage boxed(BufferedImage image, List<Point> corners, double margin) {
    double left = corners.stream().mapToDouble(Point::x).min().orElseThrow();
    double right = corners.stream().mapToDouble(Point::x).max().orElseThrow();
    double top = corners.stream().mapToDouble(Point::y).min().orElseThrow();
    double bottom = corners.stream().mapToDouble(Point::y).max().orElseThrow();
    double dx = (right - left) * margin;
    double dy = (bottom - top) * margin;
    int x = (int) Math.max(0, left - dx);
    int y = (int) Math.max(0, top - dy);
    int width = (int) Math.min(WIDTH, right + dx) - x;
    int height = (int) Math.min(HEIGHT, bottom + dy) - y;
    return Math.min(width, height) < LEAST_SPOT_SIDE
        ? null
        : copy(image.getSubimage(x, y, width, height));
  }

  /** The bay turned so that its long side stands upright. */
  private static BufferedImage upright(BufferedImage image, List<Point> corners) {
    Point front = middle(corners.get(0), corners.get(1));
    Point back = middle(corners.get(3), corners.get(2));
    Point left = middle(corners.get(0), corners.get(3));
    Point right = middle(corners.get(1), corners.get(2));
    int height = (int) Math.hypot(back.x() - front.x(), back.y() - front.y());
    int width = (int) Math.hypot(right.x() - left.x(), right.y() - left.y());
    if (Math.min(width, height) < LEAST_SPOT_SIDE) {
      return null;
    }
    Point centre = middle(front, back);
    AffineTransform turn = new AffineTransform();
    turn.translate(width / 2.0, height / 2.0);
    turn.rotate(-Math.PI / 2 - Math.atan2(back.y() - front.y(), back.x() - front.x()));
    turn.translate(-centre.x(), -centre.y());
    BufferedImage crop = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    return new AffineTransformOp(
            turn,
            new RenderingHints(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR))
        .filter(image, crop);
  }

  private static Point middle(Point a, Point b) {
    return new Point((a.x() + b.x()) / 2, (a.y() + b.y()) / 2);
  }

  private static BufferedImage copy(BufferedImage part) {
    BufferedImage copy =
        new BufferedImage(part.getWidth(), part.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    copy.createGraphics().drawImage(part, 0, 0, null);
    return copy;
  }
}
