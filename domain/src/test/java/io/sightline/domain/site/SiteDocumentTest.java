package io.sightline.domain.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiteDocumentTest {
  @Test
  void whatIsWrittenOutIsReadInAsTheSameSite() {
    Site site =
        SiteFile.parse(
                "site",
                Path.of("/"),
                """
                site: harbour-garage
                name: "Harbour: Garage #1"
                time-zone: America/Santiago
                plate-formats:
                  - CL
                  - {region: CO, formats: [{pattern: "[A-Z]{3}[0-9]{3}", lines: 2, example: ABC123}], confusions: {"0": O}}
                  - any
                location: {latitude: -33.4, longitude: -70.6, heading: 90}
                cameras:
                  - id: north-lot
                    uri: rtsp://10.0.0.7/stream1?x=1
                    sample-fps: 2.5
                    record: true
                    analyse: [vehicles, plates, occupancy]
                    models: {vehicles: yolov8n, plate-text: "123"}
                    spots: [{id: A1, polygon: [[10, 20.5], [60, 20], [60, 90]], level: L2, max-stay: 2h, for: [ev, disabled]}]
                    zones: [{id: drop-off, polygon: [[0, 0], [9, 0], [9, 9]], kind: forbidden, capacity: 3, max-stay: 20s}]
                    gates: [{id: main-in, line: [[100, 400], [500, 400]], direction: entry}]
                    occupancy: {confirm: 1500ms, max-gap: 400d}
                    evidence: crops
                    floors: {vehicle: 0.4, plate: 0.6}
                    level: L1
                  - {id: old, uri: old.mp4, start: 2026-03-01T08:00:00Z}
                sessions: {max-stay: 48h, overstay: 3h, grace: 5m}
                watchlist:
                  - {id: stolen-1, pattern: "AB?C12", cool-down: 5m, valid-from: 2026-03-01T00:00:00Z, notify: [{webhook: "https://example.org/x"}]}
                permits: [{for: ev, pattern: "*E", match: wildcard, valid-from: 2026-03-01T00:00:00Z}]
                privacy: {plates: pseudonym, keep: 30d, min-people: 5}
                alerts: {camera-down: never, full: true}
                """)
            .site();
    Site again = SiteDocument.read("again", SiteDocument.write(site));
    assertThat(again).isEqualTo(site);
    assertThat(again.layoutVersion()).isEqualTo(site.layoutVersion());
  }

  @Test
  void aSiteThatARunHasStoredIsTheSameSite() {
    String form = "{site: a, plate-formats: [%s], cameras: [{id: c, uri: x.mp4}]}";
    for (String format : List.of("CL", "{region: CO, formats: [{pattern: A, example: A}]}")) {
      Site site = SiteFile.parse("a", Path.of("/"), form.formatted(format)).site();
      Site stored = Json.read(Json.write(site), Site.class);
      assertThat(stored).isEqualTo(site);
      assertThat(stored.layoutVersion()).isEqualTo(site.layoutVersion());
      assertThat(SiteDocument.of(stored)).isEqualTo(SiteDocument.of(site));
    }
  }

  @Test
  void theVersionOfALayoutKnowsNoPasswords() {
    String form = "{site: a, cameras: [{id: c, uri: 'rtsp://%s10.0.0.7/x'}]}";
    Site bare = SiteFile.parse("a", Path.of("/"), form.formatted("")).site();
    Site secret = SiteFile.parse("a", Path.of("/"), form.formatted("u:canary@")).site();
    assertThat(secret.layoutVersion()).isEqualTo(bare.layoutVersion());
    assertThat(SiteDocument.write(secret.withoutCredentials())).doesNotContain("canary");
  }

  /** What was taken once is read for as long as it is kept. */
  @Test
  void aStoredSiteMayHaveAnOffsetForAZone() {
    String stored = "{\"site\": \"lot\", \"time-zone\": \"+05:30\", \"cameras\": []}";
    assertThat(SiteDocument.read("lot", stored).timeZone()).isEqualTo("+05:30");
  }
}
