package io.sightline.renderer.carpark;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.renderer.Seeds;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.things.Vehicle;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Car parks over many days, without a picture: what a detector would see in each frame of their
 * cameras, with its small errors. Two cameras, gate and bays, watch one car park. Each record
 * depends on the seed and its index alone. Not for use by several threads.
 */
public final class SimulatedSite {
  public static final String SITE = "simulated";

  /** Changes with what the same seed makes up, so that no run is of two minds. */
  public static final String VERSION = "simulation 1";

  private static final long DAY_MILLIS = 86_400_000;
  private static final long FRAME_MILLIS = 1_000;
  private static final int CAMERAS_A_PARK = 2;
  private static final PinholeCamera GATE = CarPark.gateCamera();
  private static final PinholeCamera BAYS = CarPark.bayCamera();

  private static final double LEAST_SHARE = 0.3;
  private static final double LEAST_SIDE = 10;
  private static final double JITTER = 0.012;
  private static final double MISSED = 0.01;

  private final long seed;
  private final long startMillis;
  private final int cameras;
  private final int days;
  private final Site site;
  private final Map<Integer, SimulatedDay> newestDay = new HashMap<>();

  /**
   * @param first day, in UTC
   */
  public SimulatedSite(long seed, int cameras, LocalDate first, int days) {
    this.seed = seed;
    this.cameras = cameras;
    this.days = days;
    this.startMillis = first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    this.site =
        SiteFile.parse("the simulated site", Path.of(".").toAbsolutePath(), siteFile(cameras))
            .site();
  }

  public Site site() {
    return site;
  }

  /** All records of all cameras, each camera's end included. */
  public long records() {
    return cameras * (days * DAY_MILLIS / FRAME_MILLIS + 1);
  }

  /** Capture time of the first frames, event time. */
  public long startMillis() {
    return startMillis;
  }

  /** Visits that begin on a day. */
  public List<Visit> visits(int park, int day) {
    return new SimulatedDay(seed, park, day).visits();
  }

  /**
   * A record; indexes run through the cameras, frame by frame.
   *
   * @param index from 0, below {@link #records}
   */
  public Observations at(long index) {
    int camera = (int) (index % cameras);
    long number = index / cameras;
    long sinceStart = number * FRAME_MILLIS;
    boolean end = sinceStart == days * DAY_MILLIS;
    FrameHeader header =
        new FrameHeader(
            SITE,
            site.cameras().get(camera).id(),
            0,
            number,
            startMillis + sinceStart,
            end ? RecordKind.END : RecordKind.FRAME,
            null,
            false,
            site.layoutVersion(),
            null);
    if (end) {
      return Observations.nothing(header);
    }
    boolean gate = camera % CAMERAS_A_PARK == 0;
    SplittableRandom random = new SplittableRandom(Seeds.random(seed, camera, number).nextLong());
    List<Detection> seen = new ArrayList<>();
    double time = sinceStart % DAY_MILLIS / 1e3;
    SimulatedDay today = day(camera / CAMERAS_A_PARK, (int) (sinceStart / DAY_MILLIS));
    for (Visit visit : today.around(time)) {
      visit.pose(time).ifPresent(pose -> see(visit.vehicle(), pose, gate, random, seen));
    }
    seen.sort(Comparator.comparing(Detection::score).reversed());
    return Observations.seen(
        header,
        CarPark.WIDTH,
        CarPark.HEIGHT,
        List.copyOf(seen),
        List.of(new ModelUse(ModelRole.VEHICLES.key(), "simulated", "1", "0".repeat(64))));
  }

  private SimulatedDay day(int park, int day) {
    SimulatedDay known = newestDay.get(park);
    if (known == null || known.day() != day) {
      known = new SimulatedDay(seed, park, day);
      newestDay.put(park, known);
    }
    return known;
  }

  private static void see(
      Vehicle vehicle, Pose pose, boolean gate, SplittableRandom random, List<Detection> seen) {
    PinholeCamera camera = gate ? GATE : BAYS;
    Box whole = box(vehicle, pose, camera);
    if (whole == null || random.nextDouble() < MISSED) {
      return;
    }
    double dx = whole.width() * JITTER;
    double dy = whole.height() * JITTER;
    Box box =
        new Box(
            clip(whole.left() + normal(random) * dx, CarPark.WIDTH),
            clip(whole.top() + normal(random) * dy, CarPark.HEIGHT),
            clip(whole.right() + normal(random) * dx, CarPark.WIDTH),
            clip(whole.bottom() + normal(random) * dy, CarPark.HEIGHT));
    if (box.area() >= LEAST_SHARE * whole.area()
        && Math.min(box.width(), box.height()) >= LEAST_SIDE) {
      float score = (float) Math.max(0.3, Math.min(0.99, 0.88 + 0.05 * normal(random)));
      seen.add(new Detection(vehicle.kind().label(), score, box));
    }
  }

  /** Around a body a little narrower at its roof; null when it reaches behind the camera. */
  private static Box box(Vehicle vehicle, Pose pose, PinholeCamera camera) {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (int corner = 0; corner < 8; corner++) {
      boolean roof = corner >= 4;
      double along = (corner & 1) == 0 ? -0.5 : 0.5;
      double across = (corner & 2) == 0 ? -0.5 : 0.5;
      Vec place =
          pose.place(
              new Vec(
                  along * vehicle.length() * (roof ? 0.6 : 1),
                  across * vehicle.width() * (roof ? 0.8 : 1),
                  roof ? vehicle.height() : 0));
      if (camera.depth(place) < 0.5) {
        return null;
      }
      Point at = camera.project(place);
      left = Math.min(left, at.x());
      right = Math.max(right, at.x());
      top = Math.min(top, at.y());
      bottom = Math.max(bottom, at.y());
    }
    return new Box((float) left, (float) top, (float) right, (float) bottom);
  }

  private static float clip(double value, double most) {
    return (float) Math.max(0, Math.min(most, value));
  }

  /** Near enough to normally distributed. */
  private static double normal(SplittableRandom random) {
    return random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
  }

  private static String siteFile(int cameras) {
    StringBuilder yaml =
        new StringBuilder(
            """
            site: %s
            name: Simulated car parks
            time-zone: UTC
            plate-formats: []
            cameras:
            """
                .formatted(SITE));
    for (int camera = 0; camera < cameras; camera++) {
      int park = camera / CAMERAS_A_PARK + 1;
      boolean gate = camera % CAMERAS_A_PARK == 0;
      yaml.append(
          """
            - id: simulated-%s-%d
              uri: simulated.mp4
              start: 2026-01-01T00:00:00Z
              sample-fps: 1
          """
              .formatted(gate ? "gate" : "bays", park));
      if (gate) {
        yaml.append("    analyse: [vehicles]%n".formatted());
        yaml.append(
            "    gates: [{id: gate-%d, line: %s}]%n"
                .formatted(park, CarPark.points(CarPark.gateLine(GATE))));
      } else {
        yaml.append("    analyse: [vehicles, occupancy]%n    spots:%n".formatted());
        CarPark.spotPolygons()
            .forEach(
                (spot, corners) ->
                    yaml.append(
                        "      - {id: %s-%d, polygon: %s}%n"
                            .formatted(spot, park, CarPark.points(corners))));
      }
    }
    return yaml.toString();
  }
}
