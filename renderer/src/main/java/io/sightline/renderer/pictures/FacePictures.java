package io.sightline.renderer.pictures;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.renderer.raster.Rasteriser;
import io.sightline.renderer.raster.Rendering;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.scenes.PeopleScenes;
import io.sightline.renderer.scenes.RandomScenes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Writes people with the boxes of their faces, or faces by themselves with their expressions: a
 * {@code labels.csv} beside them. Scene number n depends on the seed and n alone.
 */
public final class FacePictures {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 300;

  // Along each side of a pixel: faces far away need more of them than one that gets shrunk.
  private static final int GROUP_SAMPLES = 2;
  private static final int PORTRAIT_SAMPLES = 1;

  /** Of the places on a face that is turned to the camera, so many must be seen. */
  private static final double LEAST_VISIBLE = 0.55;

  /** A face turned further away than this is none: cosine of the angle to the camera. */
  private static final double LEAST_FACING = 0.15;

  private static final double LEAST_SIDE = 8;

  /** Expressions in smaller faces cannot be told, pixels. */
  private static final double LEAST_PORTRAIT = 36;

  private static final double LEAST_MARGIN = -0.04;
  private static final double MOST_MARGIN = 0.22;

  private final PictureFolder folder;

  public FacePictures(long seed, Path folder) {
    this.folder = new PictureFolder(seed, folder);
  }

  /** Pictures with the boxes of their faces. */
  public void boxes(int scenes) throws IOException {
    folder.boxes(scenes, this::group);
  }

  /** Faces cut out, labelled with their expressions. */
  public void expressions(int scenes) throws IOException {
    folder.labels(scenes, this::portrait);
  }

  /** Rooms in which nobody is. */
  public void rooms(int scenes) throws IOException {
    folder.boxes(scenes, this::room);
  }

  private List<String> room(int number, Random random) throws IOException {
    PeopleScenes.Scene scene = PeopleScenes.emptyRoom(random, WIDTH, HEIGHT);
    Rendering rendering = draw(scene, GROUP_SAMPLES);
    String file = "%06d.jpg".formatted(number);
    Jpeg.write(photograph(scene, rendering, random), quality(random), folder.file(file));
    return List.of(PictureFolder.emptyRow(file));
  }

  private List<String> group(int number, Random random) throws IOException {
    PeopleScenes.Scene scene = PeopleScenes.group(random, WIDTH, HEIGHT);
    Rendering rendering = draw(scene, GROUP_SAMPLES);
    String file = "%06d.jpg".formatted(number);
    Jpeg.write(photograph(scene, rendering, random), quality(random), folder.file(file));
    List<String> rows = new ArrayList<>();
    for (PeopleScenes.Face face : scene.faces()) {
      face(face, scene, rendering)
          .filter(box -> Math.min(box.width(), box.height()) >= LEAST_SIDE)
          .ifPresent(box -> rows.add(PictureFolder.row(file, "face", box, WIDTH, HEIGHT)));
    }
    return rows.isEmpty() ? List.of(PictureFolder.emptyRow(file)) : rows;
  }

  private List<String> portrait(int number, Random random) throws IOException {
    PeopleScenes.Scene scene = PeopleScenes.portrait(random, WIDTH, HEIGHT);
    Rendering rendering = draw(scene, PORTRAIT_SAMPLES);
    PeopleScenes.Face face = scene.faces().get(0);
    Optional<Box> box = face(face, scene, rendering);
    if (box.isEmpty() || Math.min(box.get().width(), box.get().height()) < LEAST_PORTRAIT) {
      return List.of();
    }
    String file = "%06d.jpg".formatted(number);
    BufferedImage crop =
        Crops.cut(
            photograph(scene, rendering, random),
            Crops.widened(box.get(), LEAST_MARGIN, MOST_MARGIN, scene.camera(), random));
    Jpeg.write(crop, quality(random), folder.file(file));
    return List.of(PictureFolder.row(file, face.emotion().label()));
  }

  private static Rendering draw(PeopleScenes.Scene scene, int samples) {
    return new Rasteriser(samples).draw(scene.things(), scene.camera(), scene.lighting());
  }

  private static BufferedImage photograph(
      PeopleScenes.Scene scene, Rendering rendering, Random random) {
    return Lens.any(random, RandomScenes.isDark(scene.lighting())).develop(rendering, random);
  }

  private static double quality(Random random) {
    return 0.4 + 0.55 * random.nextDouble();
  }

  /** The part of a face's box that lies in the picture, when enough of the face can be seen. */
  private static Optional<Box> face(
      PeopleScenes.Face face, PeopleScenes.Scene scene, Rendering rendering) {
    Vec toCamera = scene.camera().eye().minus(face.outline().get(0));
    boolean before = face.outline().stream().allMatch(place -> scene.camera().depth(place) > 0.2);
    if (!before || toCamera.unit().dot(face.front()) < LEAST_FACING) {
      return Optional.empty();
    }
    int seen = 0;
    for (Vec place : face.outline()) {
      Point at = scene.camera().project(place);
      int x = (int) Math.floor(at.x());
      int y = (int) Math.floor(at.y());
      boolean inside = x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;
      seen += inside && rendering.ids()[y * WIDTH + x] == face.head() ? 1 : 0;
    }
    Box box = Crops.around(face.outline(), scene.camera());
    return seen < LEAST_VISIBLE * face.outline().size()
        ? Optional.empty()
        : Optional.of(
            new Box(
                Math.max(0, box.left()),
                Math.max(0, box.top()),
                Math.min(WIDTH, box.right()),
                Math.min(HEIGHT, box.bottom())));
  }
}
