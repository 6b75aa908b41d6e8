package io.sightline.renderer.footage;

import io.sightline.domain.geometry.Box;
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
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.scenes.Light;
import io.sightline.renderer.things.Person;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Films the car park and its kiosk: a video a camera, the truth, boxes once a second, and a site
 * file that fits.
 */
public final class CarParkFootage {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final int FRAMES_PER_SECOND = 10;

  /** Of the camera that plates are read from: fewer frames, and better ones for the same bits. */
  private static final int GATE_FRAMES_PER_SECOND = 5;

  private static final int SAMPLES = 2;

  /** Frames that are drawn at the same time. */
  private static final int TOGETHER = 8;

  // Camera ids are unique in an installation, which may have a gate of its own.
  private static final String GATE = "demo-gate";
  private static final String BAYS = "demo-bays";
  private static final String KIOSK = "demo-kiosk";
  private static final String LINE = "main";

  /** A vehicle counts as seen when so much of it is, in a box whose sides are at least so long. */
  private static final double LEAST_SHARE = 0.2;

  private static final double LEAST_SIDE = 12;

  /** Not seen for so long, it is gone, and comes again when it does. */
  private static final long GONE_MILLIS = 3_000;

  private final long seed;
  private final Path folder;
  private final Story story;
  private final CarPark carPark;
  private final Kiosk kiosk;
  private final List<Walker> walkers = new ArrayList<>();
  private final List<Truth.Appearance> appearances = new ArrayList<>();

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
                GATE,
                CarPark.plateCamera(),
                Light.morning(),
                this::carPark,
                GATE_FRAMES_PER_SECOND,
                300_000),
            new Shot(
                BAYS,
                CarPark.bayCamera(),
                Light.morning(),
                this::carPark,
                FRAMES_PER_SECOND,
                90_000),
            new Shot(
                KIOSK, Kiosk.camera(), Light.indoors(), kiosk::things, FRAMES_PER_SECOND, 55_000));
    List<Notes> taken = shots.parallelStream().map(this::film).toList();
    List<String> lines =
        new ArrayList<>(List.of("camera,at_ms,thing,label,x,y,width,height,visible"));
    for (Notes notes : taken) {
      lines.addAll(notes.boxes);
      appearances.addAll(notes.appearances);
    }
    Files.write(folder.resolve("boxes.csv"), lines);
    Files.writeString(folder.resolve("truth.json"), Json.write(truth()) + "\n");
    Files.writeString(folder.resolve("site.yaml"), siteFile());
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

  private Notes film(Shot shot) {
    Random grain = new Random(seed + shot.camera().hashCode());
    Notes notes = new Notes(shot.camera());
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

  /** What is true of one camera's footage. */
  private final class Notes {
    private final String camera;
    private final Map<Integer, long[]> spans = new TreeMap<>();
    private final List<Truth.Appearance> appearances = new ArrayList<>();
    private final List<String> boxes = new ArrayList<>();

    Notes(String camera) {
      this.camera = camera;
    }

    void take(long millis, Rendering rendering) {
      rendering
          .seen()
          .forEach(
              (id, seen) -> {
                Box box = seen.box();
                if (seen.share() >= LEAST_SHARE
                    && Math.min(box.width(), box.height()) >= LEAST_SIDE) {
                  take(millis, id, seen);
                }
              });
    }

    private void take(long millis, int id, Rendering.Seen seen) {
      long[] span = spans.get(id);
      if (span == null || millis - span[1] > GONE_MILLIS) {
        appear(id, span);
        span = new long[] {millis, millis};
        spans.put(id, span);
      }
      span[1] = millis;
      if (millis % 1_000 == 0) {
        Box box = seen.box();
        boxes.add(
            String.format(
                Locale.ROOT,
                "%s,%d,%d,%s,%.1f,%.1f,%.1f,%.1f,%.2f",
                camera,
                millis,
                id,
                camera.equals(KIOSK) ? "face" : visit(id).vehicle().kind().label(),
                box.left(),
                box.top(),
                box.width(),
                box.height(),
                seen.visible()));
      }
    }

    void end() {
      spans.forEach(this::appear);
    }

    private void appear(int id, long[] span) {
      if (span != null && !camera.equals(KIOSK)) {
        Visit visit = visit(id);
        appearances.add(
            new Truth.Appearance(
                camera,
                id,
                visit.vehicle().plate(),
                visit.vehicle().kind().label(),
                span[0],
                span[1]));
      }
    }
  }

  private Visit visit(int id) {
    return story.visits().get(id - 1);
  }

  private Truth truth() {
    List<Truth.Expression> emotions =
        kiosk.moods().stream()
            .map(
                mood ->
                    new Truth.Expression(
                        KIOSK,
                        mood.person(),
                        mood.emotion().label(),
                        Math.round(mood.from() * 1000),
                        Math.round(mood.to() * 1000)))
            .toList();
    return new Truth(
        START, Math.round(story.seconds() * 1000), appearances, passages(), spots(), emotions);
  }

  private List<Truth.Passage> passages() {
    List<Truth.Passage> passages = new ArrayList<>();
    long end = Math.round(story.seconds() * 1000);
    for (Visit visit : story.visits()) {
      Double before = null;
      for (long millis = 0; millis < end; millis += 20) {
        Double x = visit.pose(millis / 1000.0).map(Pose::x).orElse(null);
        if (x != null && before != null && before < CarPark.GATE_X != x < CarPark.GATE_X) {
          passages.add(
              new Truth.Passage(
                  LINE,
                  x > before ? "entry" : "exit",
                  visit.id(),
                  visit.vehicle().plate(),
                  millis));
        }
        before = x;
      }
    }
    passages.sort(Comparator.comparingLong(Truth.Passage::atMillis));
    return passages;
  }

  private List<Truth.SpotTime> spots() {
    List<Truth.SpotTime> spots = new ArrayList<>();
    long end = Math.round(story.seconds() * 1000);
    for (String spot : CarPark.spotPolygons().keySet()) {
      List<Truth.Occupied> times = new ArrayList<>();
      for (Visit visit : story.visits()) {
        long since = -1;
        for (long millis = 0; millis <= end; millis += 20) {
          boolean over = millis < end && isOver(visit, millis / 1000.0, CarPark.centre(spot));
          if (over && since < 0) {
            since = millis;
          } else if (!over && since >= 0) {
            times.add(new Truth.Occupied(visit.id(), since, millis));
            since = -1;
          }
        }
      }
      times.sort(Comparator.comparingLong(Truth.Occupied::fromMillis));
      long sum = times.stream().mapToLong(time -> time.toMillis() - time.fromMillis()).sum();
      spots.add(new Truth.SpotTime(spot, sum, times));
    }
    return spots;
  }

  private static boolean isOver(Visit visit, double time, Vec place) {
    return visit
        .pose(time)
        .map(
            pose -> {
              double dx = place.x() - pose.x();
              double dy = place.y() - pose.y();
              double along = dx * Math.cos(pose.heading()) + dy * Math.sin(pose.heading());
              double across = -dx * Math.sin(pose.heading()) + dy * Math.cos(pose.heading());
              return Math.abs(along) <= visit.vehicle().length() / 2
                  && Math.abs(across) <= visit.vehicle().width() / 2;
            })
        .orElse(false);
  }

  static String siteFile() {
    StringBuilder yaml =
        new StringBuilder(
            """
            site: demo
            name: Rendered car park
            time-zone: America/Santiago
            plate-formats: [CL]
            cameras:
              - id: demo-gate
                uri: demo-gate.mp4
                start: %1$s
                sample-fps: 5
                analyse: [vehicles, plates]
                evidence: crops
                gates:
                  - {id: main, line: %2$s, direction: both}
              - id: demo-bays
                uri: demo-bays.mp4
                start: %1$s
                sample-fps: 5
                analyse: [vehicles, occupancy]
                occupancy: {confirm: 3s}
                spots:
            """
                .formatted(START, CarPark.points(CarPark.gateLine(CarPark.plateCamera()))));
    CarPark.spotPolygons()
        .forEach(
            (spot, corners) ->
                yaml.append(
                    "      - {id: %s, polygon: %s}%n".formatted(spot, CarPark.points(corners))));
    yaml.append(
        """
          - id: demo-kiosk
            uri: demo-kiosk.mp4
            start: %s
            sample-fps: 5
            analyse: [emotions]
        sessions: {max-stay: 48h, overstay: 3h, grace: 5m}
        """
            .formatted(START));
    return yaml.toString();
  }
}
