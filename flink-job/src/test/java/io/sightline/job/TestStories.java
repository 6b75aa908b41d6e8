package io.sightline.job;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two cameras of one site: cars drive through a gate, park and leave; a gap, a frame that cannot be
 * read, an end.
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
                  spots: [{id: S1, polygon: [[10, 10], [90, 10], [90, 90], [10, 90]]}, {id: S2, polygon: [[110, 10], [190, 10], [190, 90], [110, 90]]}]
                  zones: [{id: Z, polygon: [[0, 0], [100, 0], [100, 100], [0, 100]]}]
                  gates: [{id: in, line: [[300, 0], [300, 400]]}]
                - id: b
                  uri: b.mp4
                  occupancy: {confirm: 2s, max-gap: 5s}
                  spots: [{id: S2, polygon: [[10, 10], [90, 10], [90, 90], [10, 90]]}]
                  gates: [{id: out, line: [[300, 0], [300, 400]]}]
              sessions: {max-stay: 20s}
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
      vehicles.add(car(phase * 12 - 40 + shift, 150 + i % 2));
      if (i / 20 % 2 == 0) {
        vehicles.add(car(5, 15));
      }
      if (i / 30 % 2 == 1) {
        vehicles.add(car(105, 15));
      }
      story.add(
          Observations.seen(
              frame, 640, 480, vehicles, List.of(new ModelUse("vehicles", "m", "1", "sha"))));
    }
    story.add(Observations.nothing(frame(camera, 150, START + 40_000 + shift, RecordKind.END)));
    return story;
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
        new FrameAddress("/" + camera + ".mp4", millis));
  }

  private static Detection car(float x, float y) {
    return new Detection("car", 0.9f, new Box(x, y, x + 90, y + 70));
  }
}
