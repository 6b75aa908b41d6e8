package io.sightline.evaluation.sessions;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.evaluation.tracking.MotSequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the cameras of a site have seen, in a folder: {@code site.yaml}, and for each camera a
 * sequence in MOT's form that is called like it.
 *
 * @param observations in the order of their times; each camera's with its end
 * @param startMillis event time of the first frame of any camera
 * @param frameMillis the longest time from frame to frame of any camera
 */
record SeenSite(Site site, List<Observations> observations, long startMillis, long frameMillis) {
  static final String SITE = "site.yaml";

  private static final List<ModelUse> MODELS =
      List.of(used(ModelRole.VEHICLES), used(ModelRole.PLATES), used(ModelRole.PLATE_TEXT));

  private static ModelUse used(ModelRole role) {
    return new ModelUse(role.key(), "given", "1", "");
  }

  /**
   * @throws BadInput naming file and line, when something is missing or cannot be meant
   */
  static SeenSite read(Path folder) {
    Site site = SiteFile.read(folder.resolve(SITE)).site();
    List<Observations> all = new ArrayList<>();
    long start = Long.MAX_VALUE;
    double slowest = Double.MAX_VALUE;
    for (Camera camera : site.cameras()) {
      Path seen = folder.resolve(camera.id());
      if (!Files.isDirectory(seen)) {
        if (camera.gates().isEmpty()) {
          continue;
        }
        throw new BadInput(
            "There is no folder "
                + seen
                + " with what the camera '"
                + camera.id()
                + "' has seen, as MOT has it; without it nobody knows what passes its gates.");
      }
      long first = camera.start() == null ? 0 : camera.start().toEpochMilli();
      MotSequence sequence = MotSequence.seen(seen);
      all.addAll(observations(site, camera, sequence, sequence.plates(seen), first));
      start = Math.min(start, first);
      slowest = Math.min(slowest, sequence.fps());
    }
    if (all.isEmpty()) {
      throw new BadInput(folder.resolve(SITE) + " has no camera with a gate; nobody passes one.");
    }
    // The sort is stable: each camera's records stay in their order.
    all.sort(Comparator.comparingLong(one -> one.frame().capturedAtMillis()));
    return new SeenSite(site, all, start, (long) Math.ceil(1_000 / slowest));
  }

  private static List<Observations> observations(
      Site site,
      Camera camera,
      MotSequence sequence,
      List<List<PlateSighting>> plates,
      long startMillis) {
    List<Observations> all = new ArrayList<>();
    long last = startMillis;
    for (int frame = 0; frame < plates.size(); frame++) {
      last = startMillis + (long) (frame * 1_000 / sequence.fps());
      List<Detection> vehicles = new ArrayList<>(sequence.detections().get(frame));
      vehicles.sort(Comparator.comparingDouble(Detection::score).reversed());
      List<PlateSighting> onVehicles = new ArrayList<>();
      for (PlateSighting plate : plates.get(frame)) {
        onVehicles.add(
            new PlateSighting(
                plate.box(), plate.score(), vehicle(plate.box(), vehicles), plate.text(), null));
      }
      onVehicles.sort(Comparator.comparingDouble(PlateSighting::score).reversed());
      FrameHeader header = header(site, camera, frame, last, RecordKind.FRAME);
      all.add(Observations.seen(header, 0, 0, vehicles, MODELS).withPlates(onVehicles));
    }
    all.add(Observations.nothing(header(site, camera, plates.size(), last + 1, RecordKind.END)));
    return all;
  }

  /** The smallest vehicle in whose box a plate is. */
  private static int vehicle(Box plate, List<Detection> vehicles) {
    Point middle =
        new Point((plate.left() + plate.right()) / 2, (plate.top() + plate.bottom()) / 2);
    int smallest = PlateSighting.NO_VEHICLE;
    for (int i = 0; i < vehicles.size(); i++) {
      Box box = vehicles.get(i).box();
      if (box.contains(middle)
          && (smallest == PlateSighting.NO_VEHICLE
              || box.area() < vehicles.get(smallest).box().area())) {
        smallest = i;
      }
    }
    return smallest;
  }

  private static FrameHeader header(
      Site site, Camera camera, long number, long millis, RecordKind kind) {
    return new FrameHeader(
        site.id(),
        camera.id(),
        0,
        number,
        millis,
        kind,
        null,
        false,
        site.layoutVersion(),
        kind == RecordKind.FRAME ? new FrameAddress(camera.id(), number) : null);
  }
}
