package io.sightline.renderer.footage;

import io.sightline.renderer.carpark.CarPark;
import java.time.Duration;
import java.time.Instant;

/** The site file that fits the footage. */
final class DemoSite {
  static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  // Camera ids are unique in an installation, which may have a gate of its own.
  static final String GATE = "demo-gate";
  static final String BACK = "demo-back";
  static final String BAYS = "demo-bays";
  static final String KIOSK = "demo-kiosk";
  static final String LINE = "main";
  static final String BACK_LINE = "back";

  /** Of the cameras at the gates, by which stays are timed. */
  static final int GATE_FRAMES_PER_SECOND = 5;

  static final Duration OVERSTAY = Duration.ofSeconds(150);

  private DemoSite() {}

  /**
   * @param back when the first frame of the camera at the back is taken
   */
  static String yaml(Instant back) {
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
                sample-fps: %2$d
                analyse: [vehicles, plates]
                evidence: crops
                gates:
                  - {id: main, line: %3$s, direction: both}
              - id: demo-back
                uri: demo-back.mp4
                start: %4$s
                sample-fps: %2$d
                analyse: [vehicles, plates]
                evidence: crops
                gates:
                  - {id: back, line: %5$s, direction: exit}
              - id: demo-bays
                uri: demo-bays.mp4
                start: %1$s
                sample-fps: 5
                analyse: [vehicles, occupancy]
                occupancy: {confirm: 3s}
                spots:
            """
                .formatted(
                    START,
                    GATE_FRAMES_PER_SECOND,
                    CarPark.points(CarPark.gateLine(CarPark.plateCamera())),
                    back,
                    CarPark.points(CarPark.backGateLine())));
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
        sessions: {max-stay: 48h, overstay: %ds, grace: 5s}
        """
            .formatted(START, OVERSTAY.toSeconds()));
    return yaml.toString();
  }
}
