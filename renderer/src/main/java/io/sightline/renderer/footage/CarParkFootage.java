package io.sightline.renderer.footage;

import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.json.Json;
import io.sightline.renderer.carpark.CarPark;
import io.sightline.renderer.carpark.Kiosk;
import io.sightline.renderer.carpark.Story;
import io.sightline.renderer.carpark.Visit;
import io.sightline.renderer.pictures.Lens;
import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.Lighting;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Rasteriser;
import io.sightline.renderer.raster.Rendering;
import io.sightline.renderer.scenes.Light;
import io.sightline.renderer.things.Person;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Films the car park and its kiosk: a video a camera, the truth, boxes once a second, and a site
 * file that fits.
 */
public final class CarParkFootage {
  private static final int FRAMES_PER_SECOND = 10;
  private static final int BAYS_FRAMES_PER_SECOND = 5;

  /** The camera at the back films for so long before and after somebody passes, seconds. */
  private static final double BACK_BEFORE = 7;

  private static final double BACK_AFTER = 8;

  private static final int SAMPLES = 2;

  /**
   * What moves farther outside the picture than this share of it is left out, so that frames in
   * which nothing else moves need not be drawn again.
   */
  private static final double MARGIN = 0.06;

  /** Frames that are drawn at the same time. */
  private static final int TOGETHER = 8;

  private final long seed;
  private final Path folder;
  private final Story story;
  private final CarPark carPark;
  private final Kiosk kiosk;
  private final List<Walker> walkers = new ArrayList<>();

  /** Somebody who walks past behind the spots. */
  private record Walker(Person person, double start, double y, double speed) {}

  public CarParkFootage(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
    this.story = Story.of(seed);
    Random random = new Random(seed + 1);
    this.carPark = new CarPark(random);
    this.kiosk = new Kiosk(random, Story.SECONDS);
    for (double time = 6; time < Story.SECONDS; time += 25 + 20 * random.nextDouble()) {
      walkers.add(
          new Walker(
              new Person(random),
              time,
              9.1 + 0.8 * random.nextDouble(),
              (random.nextBoolean() ? 1 : -1) * (1.1 + 0.5 * random.nextDouble())));
    }
  }

  public void write() throws IOException {
    Files.createDirectories(folder);
    double back = Math.floor(story.passesAtTheBack() - BACK_BEFORE);
    List<Shot> shots =
        List.of(
            new Shot(
                DemoSite.GATE,
                CarPark.plateCamera(),
                Light.morning(),
                this::carPark,
                DemoSite.GATE_FRAMES_PER_SECOND,
                0,
                Story.SECONDS,
                270_000,
                line(DemoSite.LINE, CarPark.gateLine(CarPark.plateCamera()))),
            new Shot(
                DemoSite.BACK,
                CarPark.backCamera(),
                Light.morning(),
                this::carPark,
                DemoSite.GATE_FRAMES_PER_SECOND,
                back,
                BACK_BEFORE + BACK_AFTER,
                200_000,
                line(DemoSite.BACK_LINE, CarPark.backGateLine())),
            new Shot(
                DemoSite.BAYS,
                CarPark.bayCamera(),
                Light.morning(),
                this::carPark,
                BAYS_FRAMES_PER_SECOND,
                0,
                Story.SECONDS,
                80_000,
                null),
            new Shot(
                DemoSite.KIOSK,
                Kiosk.camera(),
                Light.indoors(),
                kiosk::things,
                FRAMES_PER_SECOND,
                0,
                Story.SECONDS,
                55_000,
                null));
    List<CameraNotes> taken = shots.parallelStream().map(this::film).toList();
    List<String> lines =
        new ArrayList<>(List.of("camera,at_ms,thing,label,x,y,width,height,visible"));
    List<Truth.Appearance> appearances = new ArrayList<>();
    List<Truth.Passage> passages = new ArrayList<>();
    for (CameraNotes notes : taken) {
      lines.addAll(notes.boxes());
      appearances.addAll(notes.appearances());
      passages.addAll(notes.passages());
    }
    Files.write(folder.resolve("boxes.csv"), lines);
    Files.writeString(
        folder.resolve("truth.json"),
        Json.write(new StoryTruth(story, kiosk).of(appearances, passages)) + "\n");
    Files.writeString(
        folder.resolve("site.yaml"), DemoSite.yaml(DemoSite.START.plusSeconds(Math.round(back))));
  }

  private List<Instance> carPark(double time) {
    List<Instance> things = new ArrayList<>(carPark.things());
    for (Visit visit : story.visits()) {
      visit
          .pose(time)
          .ifPresent(pose -> things.add(new Instance(visit.id(), visit.vehicle().mesh(), pose)));
    }
    for (Walker walker : walkers) {
      double x = -walker.speed() * 14 + walker.speed() * (time - walker.start());
      if (Math.abs(x) < 20 && time >= walker.start()) {
        things.add(
            new Instance(
                0,
                walker.person().mesh(5 * time),
                Pose.at(x, walker.y(), walker.speed() > 0 ? 0 : Math.PI)));
      }
    }
    return things;
  }

  /**
   * What one camera films.
   *
   * @param from when its first frame is taken, seconds
   * @param seconds how long it films
   * @param bitsPerSecond of the video, aimed at
   * @param line null where there is no gate
   */
  private record Shot(
      String camera,
      PinholeCamera view,
      Lighting light,
      DoubleFunction<List<Instance>> things,
      double framesPerSecond,
      double from,
      double seconds,
      int bitsPerSecond,
      CameraNotes.Line line) {

    /** When a frame is taken, seconds. */
    double at(int frame) {
      return from + frame / framesPerSecond;
    }
  }

  private static CameraNotes.Line line(String gate, List<Point> ends) {
    return new CameraNotes.Line(gate, new DirectedLine(ends.get(0), ends.get(1)));
  }

  private CameraNotes film(Shot shot) {
    Random grain = new Random(seed + shot.camera().hashCode());
    CameraNotes notes = new CameraNotes(shot.camera(), story, shot.line());
    int frames = (int) Math.round(shot.seconds() * shot.framesPerSecond());
    List<Instance> before = null;
    Rendering last = null;
    try (VideoWriter video =
        new VideoWriter(
            folder.resolve(shot.camera() + ".mp4"),
            shot.view().width(),
            shot.view().height(),
            shot.framesPerSecond(),
            shot.bitsPerSecond())) {
      for (int first = 0; first < frames; first += TOGETHER) {
        List<List<Instance>> scenes = new ArrayList<>();
        scenes.add(before);
        for (int n = first; n < Math.min(frames, first + TOGETHER); n++) {
          scenes.add(
              shot.things().apply(shot.at(n)).stream()
                  .filter(thing -> shot.view().isAhead(thing))
                  .filter(thing -> thing.id() == 0 || shot.view().isNear(thing, MARGIN))
                  .toList());
        }
        List<Optional<Rendering>> drawn = drawn(scenes, shot);
        for (int i = 0; i < drawn.size(); i++) {
          last = drawn.get(i).orElse(last);
          video.write(Lens.clean().develop(last, grain));
          notes.take(Math.round(shot.at(first + i) * 1000), last);
        }
        before = scenes.get(scenes.size() - 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    notes.end();
    return notes;
  }

  /** Each scene but the first, side by side; nothing for those that are as the one before. */
  private static List<Optional<Rendering>> drawn(List<List<Instance>> scenes, Shot shot) {
    return IntStream.range(1, scenes.size())
        .parallel()
        .mapToObj(
            i ->
                // Where nothing moves, the light does not change either.
                scenes.get(i).equals(scenes.get(i - 1))
                    ? Optional.<Rendering>empty()
                    : Optional.of(
                        new Rasteriser(SAMPLES).draw(scenes.get(i), shot.view(), shot.light())))
        .toList();
  }
}
