package io.sightline.job;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two cameras of one site: cars drive through gates, park and leave, one of them stays; plates and
 * faces; a gap, a frame that cannot be read, a restart, an end. A third camera sees plates only.
 */
public final class TestStories {
  public static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              time-zone: America/Santiago
              cameras:
                - id: a
                  uri: a.mp4
                  occupancy: {confirm: 2s, max-gap: 5s}
                  spots: [{id: S1, max-stay: 3s, for: [ev], polygon: [[10, 10], [90, 10], [90, 90], [10, 90]]}, {id: S2, polygon: [[110, 10], [190, 10], [190, 90], [110, 90]]}]
                  zones: [{id: Z, max-stay: 2s, polygon: [[0, 0], [100, 0], [100, 100], [0, 100]]}]
                  gates: [{id: in, line: [[300, 400], [300, 0]]}, {id: back, line: [[400, 0], [400, 400]]}]
                  analyse: [vehicles, occupancy, plates, emotions]
                - id: b
                  uri: b.mp4
                  occupancy: {confirm: 2s, max-gap: 5s}
                  spots: [{id: S2, polygon: [[10, 10], [90, 10], [90, 90], [10, 90]]}]
                  gates: [{id: out, line: [[300, 0], [300, 400]]}]
                - {id: barrier, uri: c.mp4, analyse: [plates]}
              plate-formats: [CL]
              sessions: {max-stay: 20s, overstay: 5s}
              watchlist: [{id: wanted, pattern: "BBCD*"}]
              permits: [{for: ev, pattern: "*9E", match: wildcard}]
              alerts: {full: true}
              """)
          .site();

  public static final Layouts LAYOUTS = Layouts.always(SITE);

  private static final long START = 1_767_225_590_000L;

  private TestStories() {}

  /** The records of one camera in order, its end the last. */
  public static List<Observations> of(String camera) {
    List<Observations> story = new ArrayList<>();
    int shift = camera.equals("a") ? 0 : 37;
    for (int i = 0; i < 150; i++) {
      long millis = START + i * 200L + shift + (i >= 100 ? 9_000 : 0);
      FrameHeader frame = frame(camera, i, millis, RecordKind.FRAME);
      if (i == 60) {
        story.add(Observations.poison(frame, ModelRole.VEHICLES, "broken"));
        continue;
      }
      List<Detection> vehicles = new ArrayList<>();
      int phase = i % 50;
      boolean stays = i / 50 == 1 && phase > 32;
      float x = phase * 12 - 40 + shift;
      if (!stays) {
        vehicles.add(car(x, 150 + i % 2));
      }
      if (i / 20 % 2 == 0) {
        vehicles.add(car(5, 15));
      }
      if (i / 30 % 2 == 1) {
        vehicles.add(car(105, 15));
      }
      Observations seen =
          Observations.seen(
              frame, 640, 480, vehicles, List.of(new ModelUse("vehicles", "m", "1", "sha")));
      if (camera.equals("a")) {
        List<PlateSighting> plates = new ArrayList<>();
        if (!stays && phase % 3 == 0) {
          plates.add(plate(x + 30, 0, "BBCD1" + i / 50));
        }
        if (i > 83 && i < 96 && i % 3 == 1) {
          // Of the one that stands on the first spot, which is for others.
          plates.add(plate(30, 0, "FFGG34"));
        }
        seen = withPlates(seen.withFaces(List.of(face(i / 40 % 2 == 0 ? "happy" : "sad"))), plates);
      }
      story.add(seen);
    }
    story.add(Observations.nothing(frame(camera, 150, START + 40_000 + shift, RecordKind.END)));
    return story;
  }

  /** What the camera sees that looks for plates only: three vehicles, one after the other. */
  public static List<Observations> ofBarrier() {
    List<Observations> story = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int phase = i % 20;
      FrameHeader frame = frame("barrier", i, START + i * 200L, RecordKind.FRAME);
      List<PlateSighting> plates =
          phase > 12
              ? List.of()
              : List.of(plate(phase * 30, PlateSighting.NO_VEHICLE, "BBCD2" + i / 20));
      story.add(withPlates(Observations.nothing(frame).sized(640, 480), plates));
    }
    story.add(Observations.nothing(frame("barrier", 60, START + 20_000, RecordKind.END)));
    return story;
  }

  /** Both cameras, and after half of their records the word that their readers were restarted. */
  public static List<Observations> restarted() {
    List<Observations> story = new ArrayList<>(both());
    int middle = story.size() / 2;
    long millis = story.get(middle - 1).frame().capturedAtMillis();
    for (String camera : List.of("a", "b")) {
      story.add(
          middle,
          Observations.nothing(
              new FrameHeader(
                  "garage",
                  camera,
                  0,
                  middle,
                  millis,
                  RecordKind.SILENCE,
                  Silence.RESTARTED.key(),
                  false,
                  "layout",
                  null)));
    }
    return story;
  }

  private static Observations withPlates(Observations seen, List<PlateSighting> plates) {
    return seen.withPlates(plates)
        .by(new ModelUse("plates", "p", "1", "p-sha"))
        .by(new ModelUse("plate-text", "t", "1", "t-sha"))
        .by(new ModelUse("faces", "f", "1", "f-sha"))
        .by(new ModelUse("emotions", "e", "1", "e-sha"));
  }

  private static PlateSighting plate(float x, int vehicle, String text) {
    return new PlateSighting(
        new Box(x, 200, x + 50, 215),
        0.8f,
        vehicle,
        PlateText.of(text, List.of(0.6f)),
        "crop-" + text + "-" + x);
  }

  private static FaceSighting face(String emotion) {
    return new FaceSighting(
        new Box(0, 0, 50, 50),
        0.9f,
        List.of(new LabelScore(emotion, 0.6f), new LabelScore("fear", 0.4f)));
  }

  /** Both cameras, merged by time. */
  public static List<Observations> both() {
    List<Observations> all = new ArrayList<>(of("a"));
    all.addAll(of("b"));
    all.sort(
        java.util.Comparator.comparingLong(
            observations -> observations.frame().capturedAtMillis()));
    return all;
  }

  private static FrameHeader frame(String camera, long number, long millis, RecordKind kind) {
    return new FrameHeader(
        "garage",
        camera,
        0,
        number,
        millis,
        kind,
        null,
        false,
        "layout",
        new FrameAddress("/" + camera + ".mp4", stampMicros(number, millis)));
  }

  /** Of recordings joined in the middle. */
  private static long stampMicros(long number, long millis) {
    return (millis - START) * 1_000 - (number >= 80 ? 16_000_000 : 0);
  }

  private static Detection car(float x, float y) {
    return new Detection("car", 0.9f, new Box(x, y, x + 90, y + 70));
  }
}
