package io.sightline.renderer.footage;

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

  /** Of the camera that plates are read from: fewer frames, and better ones for the same bits. */
  private static final int GATE_FRAMES_PER_SECOND = 5;

  private static final int SAMPLES = 2;

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

  /**
   * @param minutes how long the footage is
   */
  public CarParkFootage(long seed, double minutes, Path folder) {
    this.seed = seed;
    this.folder = folder;
    double seconds = minutes * 60;
    int there = 4;
    int coming = (int) Math.min(Math.round(1.75 * minutes), CarPark.spotPolygons().size() - there);
    this.story = Story.of(seed, seconds, there, coming, Math.min(there, (int) minutes));
    Random random = new Random(seed + 1);
    this.carPark = new CarPark(random);
    this.kiosk = new Kiosk(random, seconds);
    for (double time = 6; time < seconds; time += 25 + 20 * random.nextDouble()) {
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
    List<Shot> shots =
        List.of(
            new Shot(
                DemoSite.GATE,
                CarPark.plateCamera(),
                Light.morning(),
                this::carPark,
                GATE_FRAMES_PER_SECOND,
                300_000),
            new Shot(
                DemoSite.BAYS,
                CarPark.bayCamera(),
                Light.morning(),
                this::carPark,
                FRAMES_PER_SECOND,
                90_000),
            new Shot(
                DemoSite.KIOSK,
                Kiosk.camera(),
                Light.indoors(),
                kiosk::things,
                FRAMES_PER_SECOND,
                55_000));
    List<CameraNotes> taken = shots.parallelStream().map(this::film).toList();
    List<String> lines =
        new ArrayList<>(List.of("camera,at_ms,thing,label,x,y,width,height,visible"));
    List<Truth.Appearance> appearances = new ArrayList<>();
    for (CameraNotes notes : taken) {
      lines.addAll(notes.boxes());
      appearances.addAll(notes.appearances());
    }
    Files.write(folder.resolve("boxes.csv"), lines);
    Files.writeString(
        folder.resolve("truth.json"),
        Json.write(new StoryTruth(story, kiosk).of(appearances)) + "\n");
    Files.writeString(folder.resolve("site.yaml"), DemoSite.yaml());
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
   * @param bitsPerSecond of the video, aimed at
   */
  private record Shot(
      String camera,
      PinholeCamera view,
      Lighting light,
      DoubleFunction<List<Instance>> things,
      double framesPerSecond,
      int bitsPerSecond) {}

  private CameraNotes film(Shot shot) {
    Random grain = new Random(seed + shot.camera().hashCode());
    CameraNotes notes = new CameraNotes(shot.camera(), story);
    int frames = (int) Math.round(story.seconds() * shot.framesPerSecond());
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
              shot.things().apply(n / shot.framesPerSecond()).stream()
                  .filter(thing -> shot.view().isAhead(thing))
                  .toList());
        }
        List<Optional<Rendering>> drawn = drawn(scenes, shot);
        for (int i = 0; i < drawn.size(); i++) {
          last = drawn.get(i).orElse(last);
          video.write(Lens.clean().develop(last, grain));
          notes.take(Math.round((first + i) / shot.framesPerSecond() * 1000), last);
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
