package io.sightline.benchmarks.analytics;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Made-up observations of many sites, frame by frame over all their cameras: through each camera's
 * picture drives one vehicle after the other, past a gate and with its plate to be read in some
 * frames. Every other camera is an exit, by which those leave who came in by the one before it.
 */
final class GateStory implements Timeline<Observations> {
  static final String SPLIT = "story";

  private static final long START = 1_772_352_000_000L;
  static final long FRAME_MILLIS = 200;

  /** Frames from one vehicle to the next; in the last of them there is none. */
  private static final int PASSING = 40;

  private static final int FIRST_EMPTY = 36;
  private static final List<ModelUse> MODELS =
      List.of(
          new ModelUse("vehicles", "bench", "1", "bench"),
          new ModelUse("plates", "bench", "1", "bench"),
          new ModelUse("plate-text", "bench", "1", "bench"));

  /**
   * How much there is.
   *
   * @param cameras of each site
   */
  record Size(int sites, int cameras, long records) implements Serializable {
    int keys() {
      return sites * cameras;
    }

    Layouts layouts() {
      // Every operator asks by itself; a site is made once for all of them.
      return (site, version) -> SITES.computeIfAbsent(site + "/" + cameras, key -> site(site));
    }

    private Site site(String id) {
      StringBuilder yaml = new StringBuilder("site: " + id + "\ncameras:\n");
      for (int camera = 0; camera < cameras; camera++) {
        yaml.append(
            "  - {id: %s-c%d, uri: none.mp4, analyse: [vehicles, plates], gates: [{id: g%d, line: %s}]}%n"
                .formatted(
                    id,
                    camera,
                    camera,
                    camera % 2 == 0 ? "[[0, 400], [1280, 400]]" : "[[1280, 400], [0, 400]]"));
      }
      return SiteFile.parse("bench", Path.of("/"), yaml.toString()).site();
    }
  }

  private static final Map<String, Site> SITES = new ConcurrentHashMap<>();

  /** So many vehicles come in before one of them leaves. */
  private static final int INSIDE = 3;

  private final Size size;
  private final List<List<Detection>> seen = new ArrayList<>();
  private long next;

  GateStory(Size size) {
    this.size = size;
    for (int frame = 0; frame < PASSING; frame++) {
      float y = 120 + frame * 16;
      seen.add(
          frame < FIRST_EMPTY
              ? List.of(
                  new Detection(
                      "car",
                      0.7f + frame % 7 * 0.03f,
                      new Box(500, y - 110, 650, y + frame % 3),
                      frame % 3 == 0 ? "2060780000000000070000" : "20587e0000000000090000"))
              : List.of());
    }
  }

  @Override
  public Entry<Observations> next() {
    if (next == size.records()) {
      return null;
    }
    int key = (int) (next % size.keys());
    long frame = next / size.keys();
    long millis = START + frame * FRAME_MILLIS;
    next++;
    return entry(observations(key, frame, millis), next);
  }

  /**
   * @param next number of the record that follows
   */
  static Entry<Observations> entry(Observations one, long next) {
    long millis = one.frame().capturedAtMillis();
    return new Entry<>(one, millis, CameraSplit.stored(SPLIT, 0, next, millis));
  }

  private Observations observations(int key, long frame, long millis) {
    String site = "s" + key / size.cameras();
    int camera = key % size.cameras();
    FrameHeader header =
        new FrameHeader(
            site,
            site + "-c" + camera,
            0,
            frame,
            millis,
            RecordKind.FRAME,
            null,
            false,
            "bench",
            new FrameAddress("/bench.mp4", frame * 200_000));
    int at = (int) ((frame + key) % PASSING);
    List<Detection> vehicles = seen.get(at);
    Observations all = Observations.seen(header, 1_280, 720, vehicles, MODELS);
    boolean isReadable = at >= 20 && at < 26;
    long vehicle = (frame + key) / PASSING - (camera % 2 == 0 ? 0 : INSIDE);
    return isReadable
        ? all.withPlates(List.of(plate(key / 2, vehicle, vehicles.get(0).box())))
        : all;
  }

  /** Who came in by an entry leaves by the exit beside it, a few vehicles later. */
  private static PlateSighting plate(int pair, long vehicle, Box box) {
    String text =
        "P" + Long.toString(46_656 + Math.floorMod(pair * 7_919L + vehicle, 1_632_959L), 36);
    return new PlateSighting(
        new Box(box.left() + 40, box.bottom() - 40, box.left() + 110, box.bottom() - 20),
        0.8f,
        0,
        PlateText.of(text.toUpperCase(Locale.ROOT), List.of(0.9f, 0.9f, 0.9f, 0.9f, 0.9f)),
        null);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
