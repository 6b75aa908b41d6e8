package io.sightline.job.cameras;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.models.look.ViewMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A scene with a car in it, five frames a second, as its camera shows it when it is moved. */
public final class TexturedScene {
  public static final int WIDTH = 320;
  public static final int HEIGHT = 180;
  private static final int MARGIN = 64;
  private static final long EVERY = 200;

  private final String site;
  private final String camera;
  private final long startMillis;
  private final int[][] levels = new int[HEIGHT + 2 * MARGIN][WIDTH + 2 * MARGIN];
  private final Random noise = new Random(2);
  private final List<Observations> frames = new ArrayList<>();

  public TexturedScene(String site, String camera, long startMillis) {
    this.site = site;
    this.camera = camera;
    this.startMillis = startMillis;
    Random random = new Random(1);
    for (int i = 0; i < 900; i++) {
      int level = random.nextInt(200) + 20;
      int left = random.nextInt(WIDTH + 2 * MARGIN - 24);
      int top = random.nextInt(HEIGHT + 2 * MARGIN - 24);
      int width = 2 + random.nextInt(22);
      int height = 2 + random.nextInt(22);
      for (int y = top; y < top + height; y++) {
        for (int x = left; x < left + width; x++) {
          levels[y][x] = level;
        }
      }
    }
  }

  /**
   * So many seconds in which the camera looks so many pixels up and to the left of its usual view.
   */
  public TexturedScene shows(int seconds, int right, int down) {
    for (int i = 0; i < seconds * 1_000 / EVERY; i++) {
      byte[] bgr = new byte[WIDTH * HEIGHT * Picture.BYTES_PER_PIXEL];
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          int level = levels[y - down + MARGIN][x - right + MARGIN] + noise.nextInt(9);
          for (int c = 0; c < Picture.BYTES_PER_PIXEL; c++) {
            bgr[(y * WIDTH + x) * Picture.BYTES_PER_PIXEL + c] = (byte) level;
          }
        }
      }
      Box car = new Box(5 + right, 5 + down, 95 + right, 95 + down);
      frames.add(
          Observations.seen(
                  header(RecordKind.FRAME),
                  WIDTH,
                  HEIGHT,
                  List.of(new Detection("car", 0.9f, car)),
                  List.of(new ModelUse("vehicles", "m", "1", "sha")))
              .viewed(ViewMeter.of(new Picture(WIDTH, HEIGHT, bgr))));
    }
    return this;
  }

  public TexturedScene ends() {
    frames.add(Observations.nothing(header(RecordKind.END)));
    return this;
  }

  private FrameHeader header(RecordKind kind) {
    long number = frames.size();
    return new FrameHeader(
        site, camera, 0, number, startMillis + number * EVERY, kind, null, false, "layout", null);
  }

  public List<Observations> frames() {
    return List.copyOf(frames);
  }
}
