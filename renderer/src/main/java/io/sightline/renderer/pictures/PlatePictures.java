package io.sightline.renderer.pictures;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Rasteriser;
import io.sightline.renderer.raster.Rendering;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.scenes.RandomScenes;
import io.sightline.renderer.scenes.Scene;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Writes vehicles, each cut out of its scene as a vehicle detector would, with the boxes of the
 * plates that can be seen: {@code labels.csv} beside them. Scene number n depends on the seed and n
 * alone.
 */
public final class PlatePictures {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 540;

  /** Smaller plates are no use to a reader, pixels. */
  private static final double LEAST_WIDTH = 10;

  private static final double LEAST_VEHICLE_SIDE = 40;

  /** A plate seen more from the side than this cannot be read: cosine of the angle to its front. */
  private static final double LEAST_FACING = 0.3;

  /** Of a grid of places on a plate, so many must not be hidden. */
  private static final double LEAST_VISIBLE = 0.85;

  private static final double LEAST_MARGIN = -0.02;
  private static final double MOST_MARGIN = 0.12;
  private static final double LEAST_SHARE = 0.35;

  /** One vehicle without a plate in so many is written, as a picture with nothing in it. */
  private static final int PLAIN_VEHICLES = 4;

  private final PictureFolder folder;

  public PlatePictures(long seed, Path folder) {
    this.folder = new PictureFolder(seed, folder);
  }

  /**
   * @param scenes each gives the pictures of its vehicles
   */
  public void write(int scenes) throws IOException {
    folder.boxes(scenes, this::scene);
  }

  private List<String> scene(int number, Random random) throws IOException {
    Scene scene = RandomScenes.any(random, WIDTH, HEIGHT);
    Rendering rendering = new Rasteriser(1).draw(scene.things(), scene.camera(), scene.lighting());
    BufferedImage photograph =
        Lens.any(random, RandomScenes.isDark(scene.lighting())).develop(rendering, random);
    List<String> rows = new ArrayList<>();
    int written = 0;
    for (Instance thing : scene.things()) {
      Optional<Rendering.Seen> seen =
          scene.vehicles().containsKey(thing.id()) ? rendering.of(thing.id()) : Optional.empty();
      if (seen.isEmpty() || !isLarge(seen.get())) {
        continue;
      }
      List<Box> plates = plates(thing, scene.camera(), rendering);
      if (plates.isEmpty() && random.nextInt(PLAIN_VEHICLES) > 0) {
        continue;
      }
      Box crop = Crops.widened(seen.get().box(), LEAST_MARGIN, MOST_MARGIN, scene.camera(), random);
      String file = "%06d-%02d.jpg".formatted(number, written++);
      Jpeg.write(Crops.cut(photograph, crop), 0.4 + 0.55 * random.nextDouble(), folder.file(file));
      rows.addAll(rows(file, crop, plates));
    }
    return rows;
  }

  private static boolean isLarge(Rendering.Seen seen) {
    Box box = seen.box();
    return seen.share() >= LEAST_SHARE && Math.min(box.width(), box.height()) >= LEAST_VEHICLE_SIDE;
  }

  /** The boxes around the plates of a vehicle that can be seen, in the picture's pixels. */
  static List<Box> plates(Instance vehicle, PinholeCamera camera, Rendering rendering) {
    List<Box> plates = new ArrayList<>();
    for (List<Vec> own : vehicle.mesh().pictured()) {
      List<Vec> corners = own.stream().map(vehicle.pose()::place).toList();
      if (faces(corners, camera) && visible(corners, vehicle.id(), camera, rendering)) {
        Box box = Crops.around(corners, camera);
        if (box.width() >= LEAST_WIDTH) {
          plates.add(box);
        }
      }
    }
    return plates;
  }

  private static boolean faces(List<Vec> corners, PinholeCamera camera) {
    Vec front =
        corners.get(1).minus(corners.get(0)).cross(corners.get(3).minus(corners.get(0))).unit();
    Vec middle = corners.get(0).plus(corners.get(2)).times(0.5);
    return camera.eye().minus(middle).unit().dot(front) >= LEAST_FACING;
  }

  private static boolean visible(
      List<Vec> corners, int id, PinholeCamera camera, Rendering rendering) {
    int columns = 9;
    int rows = 4;
    int seen = 0;
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < rows; j++) {
        double u = (i + 0.5) / columns;
        double v = (j + 0.5) / rows;
        Vec lower = corners.get(0).times(1 - u).plus(corners.get(1).times(u));
        Vec upper = corners.get(3).times(1 - u).plus(corners.get(2).times(u));
        Vec place = lower.times(1 - v).plus(upper.times(v));
        if (camera.depth(place) > 0.5) {
          Point at = camera.project(place);
          int x = (int) Math.floor(at.x());
          int y = (int) Math.floor(at.y());
          boolean inside = x >= 0 && y >= 0 && x < rendering.width() && y < rendering.height();
          seen += inside && rendering.ids()[y * rendering.width() + x] == id ? 1 : 0;
        }
      }
    }
    return seen >= LEAST_VISIBLE * columns * rows;
  }

  private static List<String> rows(String file, Box crop, List<Box> plates) {
    List<String> rows = new ArrayList<>();
    for (Box plate : plates) {
      double left = Math.max(0, plate.left() - crop.left());
      double top = Math.max(0, plate.top() - crop.top());
      double right = Math.min(crop.width(), plate.right() - crop.left());
      double bottom = Math.min(crop.height(), plate.bottom() - crop.top());
      if (right - left > 2 && bottom - top > 2) {
        Box own = new Box((float) left, (float) top, (float) right, (float) bottom);
        rows.add(PictureFolder.row(file, "plate", own, crop.width(), crop.height()));
      }
    }
    return rows.isEmpty() ? List.of(PictureFolder.emptyRow(file)) : rows;
  }
}
