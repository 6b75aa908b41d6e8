package io.sightline.renderer.traffic;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.renderer.Seeds;
import io.sightline.renderer.traffic.PictureDrive.Waypoint;
import io.sightline.renderer.traffic.PlateReader.Look;
import io.sightline.renderer.traffic.SiteTraffic.TrueStay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What happens at a site's gates, and how cameras see it. */
final class SiteScript {
  private static final long START = 1_772_352_000_000L;

  /** Cameras do not look at the same instants. */
  private static final long CAMERA_OFFSET_MILLIS = 70;

  private static final long SAME_EXIT_MILLIS = 20_000;

  private static final Box PICTURE = new Box(0, 0, PictureDrive.WIDTH, PictureDrive.HEIGHT);
  private static final List<ModelUse> MODELS =
      List.of(
          new ModelUse("vehicles", "scene", "1", "scene"),
          new ModelUse("plates", "scene", "1", "scene"),
          new ModelUse("plate-text", "scene", "1", "scene"));

  private final Map<String, View> views = new LinkedHashMap<>();
  private final List<Car> cars = new ArrayList<>();
  private final Random plates;

  /**
   * A vehicle with its plate.
   *
   * @param look by camera; clean where nothing is said
   */
  record Car(int number, String label, String plate, Map<String, Look> look) {
    Car looks(String camera, Look how) {
      look.put(camera, how);
      return this;
    }
  }

  private record Drive(Car car, PictureDrive way) {}

  /** What one camera sees. */
  private static final class View {
    private final String gates;
    private final Script script = new Script();
    private final List<Drive> drives = new ArrayList<>();
    private final List<Box> pillars = new ArrayList<>();
    private double end;

    View(String gates) {
      this.gates = gates;
    }
  }

  private record Crossing(int car, long millis, boolean entering) {}

  SiteScript(Random plates) {
    this.plates = plates;
  }

  /**
   * @param gates in the site file's form
   */
  void camera(String id, String gates) {
    views.put(id, new View(gates));
  }

  Script script(String camera) {
    return views.get(camera).script;
  }

  void hide(String camera, Box pillar) {
    View view = views.get(camera);
    view.script.hide(pillar);
    view.pillars.add(pillar);
  }

  Car car(String label) {
    StringBuilder plate = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      plate.append(
          i < 4
              ? "BCDFGHJKLPRSTVWXYZ".charAt(plates.nextInt(18))
              : (char) ('0' + plates.nextInt(10)));
    }
    return car(label, plate.toString());
  }

  Car car(String label, String plate) {
    Car car = new Car(cars.size(), label, plate, new TreeMap<>());
    cars.add(car);
    return car;
  }

  void drive(String camera, Car car, double size, List<Waypoint> way) {
    View view = views.get(camera);
    view.script.drive(car.label(), size, way);
    view.drives.add(
        new Drive(car, new PictureDrive(view.drives.size() + 1, car.label(), size, way)));
    view.end = Math.max(view.end, way.get(way.size() - 1).time());
  }

  private Site site() {
    StringBuilder yaml = new StringBuilder("site: scene\ncameras:\n");
    views.forEach(
        (id, view) ->
            yaml.append(
                "  - {id: %s, uri: %s.mp4, analyse: [vehicles, plates], gates: %s}%n"
                    .formatted(id, id, view.gates)));
    yaml.append("plate-formats: [CL]\nsessions: {max-stay: 12h, overstay: 6h, grace: 1m}\n");
    return SiteFile.parse("scene", Path.of("/"), yaml.toString()).site();
  }

  SiteTraffic play(BoxNoise boxes, PlateNoise texts, double fps, long seed, long scene) {
    Site site = site();
    List<Observations> all = new ArrayList<>();
    List<Crossing> crossings = new ArrayList<>();
    long rank = 0;
    for (Map.Entry<String, View> one : views.entrySet()) {
      long start = START + rank * CAMERA_OFFSET_MILLIS;
      Random random = Seeds.random(seed, scene, 2, rank);
      all.addAll(
          observations(
              site,
              one.getKey(),
              one.getValue(),
              start,
              one.getValue().script.play(boxes, fps, random),
              new PlateReader(texts, Seeds.random(seed, scene, 3, rank))));
      crossings.addAll(
          crossings(site.camera(one.getKey()).orElseThrow().gates(), one.getValue(), start, fps));
      rank++;
    }
    all.sort(
        Comparator.<Observations>comparingLong(seen -> seen.frame().capturedAtMillis())
            .thenComparing(seen -> seen.frame().camera())
            .thenComparing(seen -> seen.frame().number()));
    return new SiteTraffic(site, all, stays(crossings), fps);
  }

  private static List<Observations> observations(
      Site site,
      String camera,
      View view,
      long start,
      List<TrafficFrame> frames,
      PlateReader reader) {
    List<Observations> all = new ArrayList<>();
    long number = 0;
    long last = start;
    for (TrafficFrame frame : frames) {
      double time = frame.millis() / 1e3;
      List<Detection> seen = new ArrayList<>(frame.seen());
      seen.sort(Comparator.comparingDouble(Detection::score).reversed());
      last = start + frame.millis();
      FrameHeader header = header(site, camera, number++, last, RecordKind.FRAME);
      all.add(
          Observations.seen(header, PictureDrive.WIDTH, PictureDrive.HEIGHT, seen, MODELS)
              .withPlates(reader.read(shown(view, camera, time), view.pillars, seen, PICTURE)));
    }
    all.add(Observations.nothing(header(site, camera, number, last + 1, RecordKind.END)));
    return all;
  }

  private static FrameHeader header(
      Site site, String camera, long number, long millis, RecordKind kind) {
    return new FrameHeader(
        site.id(),
        camera,
        0,
        number,
        millis,
        kind,
        null,
        false,
        site.layoutVersion(),
        kind == RecordKind.FRAME ? new FrameAddress("/scene.mp4", number * 200_000) : null);
  }

  private static List<PlateReader.Shown> shown(View view, String camera, double time) {
    List<PlateReader.Shown> shown = new ArrayList<>();
    for (Drive drive : view.drives) {
      drive
          .way()
          .box(time)
          .ifPresent(
              box ->
                  shown.add(
                      new PlateReader.Shown(
                          drive.car().plate(),
                          drive.car().look().getOrDefault(camera, Look.CLEAN),
                          box)));
    }
    shown.sort(Comparator.comparingDouble(one -> -one.box().bottom()));
    return shown;
  }

  /** The first frame in which each vehicle is on the other side of a gate. */
  private static List<Crossing> crossings(
      List<Gate> gates, View view, long startMillis, double fps) {
    List<Crossing> crossings = new ArrayList<>();
    for (Drive drive : view.drives) {
      for (Gate gate : gates) {
        Point before = null;
        for (int frame = 0; frame / fps <= view.end; frame++) {
          double time = frame / fps;
          Optional<Box> box = drive.way().box(time);
          Point foot = box.map(Box::foot).orElse(null);
          if (before != null && foot != null) {
            boolean wasRight = gate.line().distanceToTheRight(before) > 0;
            boolean isRight = gate.line().distanceToTheRight(foot) > 0;
            if (wasRight != isRight && gate.line().isCrossedBy(before, foot)) {
              long at = startMillis + Math.round(time * 1_000);
              crossings.add(new Crossing(drive.car().number(), at, isRight));
            }
          }
          before = foot;
        }
      }
    }
    return crossings;
  }

  private List<TrueStay> stays(List<Crossing> crossings) {
    List<Crossing> inTime = new ArrayList<>(crossings);
    inTime.sort(Comparator.comparingLong(Crossing::millis));
    List<TrueStay> stays = new ArrayList<>();
    Map<Integer, Integer> inside = new TreeMap<>();
    Map<Integer, Long> left = new TreeMap<>();
    for (Crossing crossing : inTime) {
      Car car = cars.get(crossing.car());
      boolean isDirty =
          !car.look().isEmpty() && car.look().values().stream().allMatch(Look.DIRTY::equals);
      String plate = isDirty ? null : car.plate();
      Integer open = inside.get(crossing.car());
      if (crossing.entering()) {
        // Another camera may have seen the same a moment before.
        if (open == null) {
          inside.put(crossing.car(), stays.size());
          stays.add(new TrueStay(plate, crossing.millis(), null));
        }
      } else if (open != null) {
        stays.set(open, new TrueStay(plate, stays.get(open).enteredAtMillis(), crossing.millis()));
        inside.remove(crossing.car());
        left.put(crossing.car(), crossing.millis());
      } else if (crossing.millis() - left.getOrDefault(crossing.car(), 0L) > SAME_EXIT_MILLIS) {
        stays.add(new TrueStay(plate, null, crossing.millis()));
      }
    }
    return Collections.unmodifiableList(stays);
  }
}
