package io.sightline.standalone;

import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.TestFootage;
import io.sightline.models.TestModels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A drawn car park: white squares are cars. In each round of 30 s one drives in through the gate,
 * one parks on spot P1 for some seconds, and another leaves P2.
 */
public final class TestSite {
  /** What emotions are judged for in tests. */
  static final EmotionUse EMOTIONS = new EmotionUse("to test the program", "a drawn park");

  private static final int SIDE = 256;
  private static final int CAR = 48;
  private static final int ROUND = 300;

  private TestSite() {}

  /**
   * Draws footage and writes the site file beside it.
   *
   * @param frames at 10 a second
   */
  public static Path create(Path folder, int frames) {
    TestModels.install(folder.resolve("models"));
    draw(folder.resolve("north.mp4"), frames, 0);
    draw(folder.resolve("south.mp4"), frames, 70);
    // All that its reader says of white squares.
    write(
        folder.resolve("formats/drawn.yaml"),
        "{region: drawn, formats: [{pattern: 'A{1,2}', example: AA}]}");
    return write(
        folder.resolve("site.yaml"),
        """
        site: drawn-park
        time-zone: America/Santiago
        plate-formats: [formats/drawn.yaml]
        cameras:
          - id: north
            uri: north.mp4
            start: 2026-03-01T11:59:40Z
            sample-fps: 0
            analyse: [vehicles, occupancy, plates, emotions]
            models: {vehicles: blob-any, plates: blob-plates, plate-text: blob-text, faces: blob-faces, emotions: blob-emotions}
            evidence: crops
            occupancy: {confirm: 2s}
            spots:
              - {id: P1, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}
              - {id: P2, max-stay: 10s, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}
            zones: [{id: west, max-stay: 5s, polygon: [[0, 0], [120, 0], [120, 120], [0, 120]]}]
            gates: [{id: gate, line: [[128, 256], [128, 120]]}]
          - id: south
            uri: south.mp4
            start: 2026-03-01T11:59:40.020Z
            sample-fps: 5
            models: {vehicles: blob-one}
            occupancy: {confirm: 2s}
            spots: [{id: P2, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}]
            gates: [{id: gate, line: [[128, 256], [128, 120]]}]
        sessions: {max-stay: 40s, overstay: 15s}
        watchlist: [{id: wanted, pattern: A*}]
        alerts: {full: true}
        """);
  }

  private static void draw(Path file, int frames, int shift) {
    TestFootage.write(
        file, SIDE, SIDE, 10, frames, 40, (graphics, frame) -> paint(graphics, frame + shift));
  }

  static void paint(Graphics2D graphics, int frame) {
    int phase = Math.floorMod(frame, ROUND);
    graphics.setColor(Color.WHITE);
    if (phase < 80) {
      graphics.fillRect(phase * 4 - 60, 170, CAR, CAR);
    }
    if (phase >= 100 && phase < 220) {
      graphics.fillRect(20, 20, CAR, CAR);
    }
    if (phase < 150) {
      graphics.fillRect(180, 20, CAR, CAR);
    }
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException("Could not write " + file, e);
    }
  }

  static SiteFile read(Path file) {
    return SiteFile.read(file);
  }

  /** A program folder whose Flink configuration is ours with some text replaced. */
  static Path home(Path folder, String replaced, String by) throws IOException {
    for (String file : new String[] {"embedded.yaml", "live.yaml"}) {
      write(
          folder.resolve("flink-conf").resolve(file),
          Files.readString(root().resolve("flink-conf").resolve(file)));
    }
    String config = Files.readString(root().resolve("flink-conf/base.yaml"));
    if (!config.contains(replaced)) {
      throw new IllegalStateException("The configuration has no '" + replaced + "'.");
    }
    write(folder.resolve("flink-conf/base.yaml"), config.replace(replaced, by));
    return folder;
  }

  static Path root() {
    return Path.of(System.getProperty("sightline.root", "..")).toAbsolutePath().normalize();
  }
}
