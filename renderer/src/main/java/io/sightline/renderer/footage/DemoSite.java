package io.sightline.renderer.footage;

import io.sightline.renderer.carpark.CarPark;
import java.time.Instant;

/** The site file that fits the footage. */
final class DemoSite {
  static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  // Camera ids are unique in an installation, which may have a gate of its own.
  static final String GATE = "demo-gate";
  static final String BAYS = "demo-bays";
  static final String KIOSK = "demo-kiosk";
  static final String LINE = "main";

  private DemoSite() {}

  static String yaml() {
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
