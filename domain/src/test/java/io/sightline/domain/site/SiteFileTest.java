package io.sightline.domain.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.watchlist.WatchlistEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteFileTest {
  private static final String SITE =
      """
      site: harbour-garage
      name: Harbour Garage
      location: {latitude: -33.4, longitude: -70.6, heading: 90}
      time-zone: America/Santiago
      plate-formats: [CL]
      cameras:
        - id: north-lot
          uri: footage/north.mp4
          start: 2026-03-01T08:00:00Z
          sample-fps: 2
          record: true
          level: L2
          analyse: [vehicles, plates, occupancy, emotions]
          models: {vehicles: yolov8n, plate-text: crnn}
          occupancy: {confirm: 2s, max-gap: 1m}
          evidence: crops
          spots: [{id: A1, polygon: [[10, 20], [60, 20], [60, 90], [10, 90]], for: ["permit:staff", ev]}]
          zones: [{id: drop-off, kind: waiting, capacity: 3, polygon: [[0, 0], [9, 0], [9, 9]]}]
          gates: [{id: main-in, line: [[100, 400], [500, 400]], direction: entry}]
      sessions: {max-stay: 48h, overstay: 3h, grace: 5m}
      watchlist: [{id: stolen-1, pattern: "AB?C12", notify: [{webhook: "https://example.org/hook"}]}]
      permits: [{for: "permit:staff", pattern: AB1234, valid-to: 2027-01-01T00:00:00Z}]
      privacy: {plates: pseudonym, keep: 30d, min-people: 5}
      """;

  private static SiteFile parse(String yaml) {
    return SiteFile.parse("site.yaml", Path.of("/sites"), yaml);
  }

  private static final String COLOMBIA =
      "{region: CO, formats: [{pattern: '[A-Z]{3}[0-9]{3}', example: ABC123}]}";

  private static String expecting(String formats) {
    return "{site: a, plate-formats: [" + formats + "], cameras: [{id: c, uri: x.mp4}]}";
  }

  @Test
  void aFormatInAFileBecomesPartOfTheSite(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("formats"));
    Files.writeString(folder.resolve("formats/co.yaml"), COLOMBIA);
    Path file = Files.writeString(folder.resolve("site.yaml"), expecting("formats/co.yaml, CL"));
    Site site = SiteFile.read(file).site();
    assertThat(site.plateFormats()).containsExactly("CO", "CL");
    assertThat(site.plates().spell("abc-123")).contains("ABC123");
    assertThat(site).isEqualTo(parse(expecting(COLOMBIA + ", CL")).site());
    Files.writeString(
        folder.resolve("formats/co.yaml"), COLOMBIA.replace("[0-9]{3}", "[0-9]{3,4}"));
    assertThat(SiteFile.read(file).site().layoutVersion()).isNotEqualTo(site.layoutVersion());
  }

  @Test
  void aSiteThatCameAsATextReadsNoFileOfThisMachine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("co.yaml"), COLOMBIA);
    assertThatThrownBy(() -> parse(expecting("'" + file + "'")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("site.yaml, line 1, plate-formats[0]: '" + file + "' is a file");
  }

  @Test
  void aFormatThatCannotBeUsedIsRefusedByFileLineAndKey(@TempDir Path folder) throws IOException {
    Path format = folder.resolve("co.yaml");
    Path file = Files.writeString(folder.resolve("site.yaml"), expecting("co.yaml"));
    assertThatThrownBy(() -> SiteFile.read(file))
        .hasMessageContaining("There is no file " + format);
    Files.writeString(format, "region: CO\nformats:\n  - {pattern: '(A+)+', example: AAA}\n");
    assertThatThrownBy(() -> SiteFile.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(format + ", line 3, formats[0].pattern");
    assertThatThrownBy(() -> parse(expecting(COLOMBIA.replace("CO", "CL"))))
        .hasMessageContaining("'CL' is a bundled one");
    assertThatThrownBy(() -> parse(expecting(COLOMBIA + ", " + COLOMBIA)))
        .hasMessageContaining("plate-formats[1]: the region 'CO' stands here twice");
    assertThatThrownBy(() -> parse(expecting("XX")))
        .hasMessageContaining("'XX' is no region of plates; known are any, BR");
  }

  @Test
  void floorsThatAreNotSaidAreTheUsualOnes() {
    Site site = parse("{site: a, cameras: [{id: c, uri: x, floors: {face: 0.6}}]}").site();
    assertThat(site.camera("c").orElseThrow().least()).isEqualTo(new Floors(0.5, 40, 0.5, 0.6));
    Site usual = parse("{site: a, cameras: [{id: c, uri: x}]}").site();
    assertThat(usual.camera("c").orElseThrow().least()).isEqualTo(Floors.USUAL);
    assertThatThrownBy(() -> parse("{site: a, cameras: [{id: c, uri: x, floors: {face: 2}}]}"))
        .hasMessageContaining("cameras[0].floors.face: should be from 0 to 1");
  }

  @Test
  void everyKeyIsRead() {
    SiteFile file = parse(SITE);
    Site site = file.site();
    Camera camera = site.cameras().get(0);
    assertThat(site.zone().getId()).isEqualTo("America/Santiago");
    assertThat(camera.start()).isEqualTo(Instant.parse("2026-03-01T08:00:00Z"));
    assertThat(camera.analyse()).containsExactly(Analysis.values());
    assertThat(camera.models())
        .containsEntry("vehicles", "yolov8n")
        .containsEntry("plate-text", "crnn");
    assertThat(camera.occupancy())
        .isEqualTo(new OccupancyRules(Duration.ofSeconds(2), Duration.ofMinutes(1)));
    assertThat(camera.gates().get(0).direction()).isEqualTo(Gate.Direction.ENTRY);
    assertThat(camera.zones().get(0).kind()).isEqualTo(Zone.Kind.WAITING);
    assertThat(site.sessions().overstay()).isEqualTo(Duration.ofHours(3));
    assertThat(site.watchlist().get(0).webhooks()).containsExactly("https://example.org/hook");
    assertThat(camera.spots().get(0).designations()).containsExactly("ev", "permit:staff");
    assertThat(site.permits())
        .containsExactly(
            new Permit(
                "permit:staff",
                "AB1234",
                WatchlistEntry.Match.SIMILAR,
                null,
                Instant.parse("2027-01-01T00:00:00Z")));
    assertThat(site.privacy().keep()).isEqualTo(Duration.ofDays(30));
    assertThat(file.footage(camera)).isEqualTo(Path.of("/sites/footage/north.mp4"));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    Camera camera = parse("site: a\ncameras: [{id: b, uri: c.mp4}]").site().cameras().get(0);
    assertThat(camera.sampleFps()).isEqualTo(5);
    assertThat(camera.analyse()).isEqualTo(List.of(Analysis.VEHICLES, Analysis.OCCUPANCY));
    assertThat(camera.occupancy().maxGap()).isEqualTo(Duration.ofSeconds(30));
    assertThat(camera.evidence()).isEqualTo(Camera.Evidence.NONE);
    assertThat(OccupancyRules.defaultMaxGap(0.05)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theLayoutVersionIsThatOfTheContent() {
    assertThat(parse(SITE).site().layoutVersion())
        .isEqualTo(parse("# a comment\n" + SITE).site().layoutVersion())
        .isNotEqualTo(parse(SITE.replace("[60, 90]", "[61, 90]")).site().layoutVersion());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sample-fps: 2 | sampel-fps: 2 | line 10, cameras[0].sampel-fps: unknown key",
        "id: north-lot | id: North Lot | line 7, cameras[0].id: 'North Lot' is no id",
        "[[10, 20], [60, 20], [60, 90], [10, 90]] | [[0, 0], [50, 50], [50, 0], [0, 60]] | line 17, cameras[0].spots[0].polygon: crosses itself near (2",
        "[[10, 20], [60, 20], [60, 90], [10, 90]] | [[0, 0], [10, 10], [20, 20]] | covers no area",
        "[[10, 20], [60, 20], [60, 90], [10, 90]] | [[0, 0], [.nan, 10], [20, 20]] | polygon[1][0]: should be a finite number",
        "[[10, 20], [60, 20], [60, 90], [10, 90]] | [[0, 0], [1e308, 10], [20, 20]] | which is no pixel of a picture",
        "[[10, 20], [60, 20], [60, 90], [10, 90]] | [[0, 0], [1, 0]] | needs at least 3 corners",
        "time-zone: America/Santiago | time-zone: Mars/Olympus | line 4, time-zone: 'Mars/Olympus' is no time zone",
        "time-zone: America/Santiago | time-zone: UTC+05:30 | line 4, time-zone: 'UTC+05:30' is an offset; use the IANA name",
        "time-zone: America/Santiago | time-zone: '-03:00' | line 4, time-zone: '-03:00' is an offset; use the IANA name",
        "time-zone: America/Santiago | time-zone: Z | line 4, time-zone: 'Z' is an offset; use the IANA name",
        "direction: entry | direction: inwards | 'inwards' is not one of entry, exit, both",
        "confirm: 2s | confirm: 2 | cameras[0].occupancy.confirm: should be a duration",
        "sample-fps: 2 | name-format: 'dd-MM-yyyy_hh-mm' | line 10, cameras[0].name-format: 'dd-MM-yyyy_hh-mm' does not say how names carry times",
        "sample-fps: 2 | name-format: 'yyyy-mm-dd_HH-mm' | it does not tell year, month, day and hour",
        "sample-fps: 2 | name-format: 'YYYY-MM-dd_HH-mm' | it does not tell year, month, day and hour",
        "sample-fps: 2 | name-format: 'date_yyyy' | Unknown pattern letter: t",
        "https://example.org/hook | ftp://example.org/hook | watchlist[0].notify[0].webhook: This is no receiver's address",
        "https://example.org/hook | 'mailto:a@b.c?cc=d@e.f' | watchlist[0].notify[0].webhook: This is no mail address",
        "[\"permit:staff\", ev] | [electric] | cameras[0].spots[0].for[0]: should be ev, disabled or permit:NAME, not 'electric'",
        "{for: \"permit:staff\" | {for: ev | cameras[0].spots[0].for[0]: 'permit:staff' is held by nobody; list the plates under 'permits'",
        "pattern: AB1234 | pattern: '--' | permits[0].pattern: '--' has no letter or digit",
        "site: harbour-garage | sites: harbour-garage | has no 'site'; add it",
        "[[100, 400], [500, 400]] | [[100, 400], [100, 400]] | needs two different points",
      })
  void whatIsWrongIsNamedWithItsLineAndKey(String good, String bad, String message) {
    assertThat(SITE).contains(good);
    assertThatThrownBy(() -> parse(SITE.replaceFirst(java.util.regex.Pattern.quote(good), bad)))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("site.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void aPolygonOfAHundredThousandCornersIsRefusedAtOnce() {
    StringBuilder corners = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      corners.append(i == 0 ? "" : ",").append('[').append(i).append(",0]");
    }
    String yaml = SITE.replace("[10, 20], [60, 20], [60, 90], [10, 90]", corners);
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("has 100000 corners");
  }

  @Test
  void whatLiesOutsideThePictureIsRefusedOnceItsSizeIsKnown() {
    SiteFile file = parse(SITE);
    Camera camera = file.site().cameras().get(0);
    file.requireInside(camera, 500, 400);
    assertThatThrownBy(() -> file.requireInside(camera, 500, 399))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(
            "line 19, cameras[0].gates[0].line: the point (100.0, 400.0) lies outside");
  }

  @Test
  void oneIdTwiceUnderOneCameraIsAnErrorAndUnderTwoCamerasTheSameThing() {
    String spot = "{id: A1, polygon: [[0, 0], [9, 0], [9, 9]]}";
    assertThatThrownBy(
            () -> parse("site: a\ncameras: [{id: b, uri: c, spots: [" + spot + ", " + spot + "]}]"))
        .hasMessageContaining("the id 'A1' stands here twice");
    assertThat(
            parse(
                    "site: a\ncameras: [{id: b, uri: c, spots: ["
                        + spot
                        + "]}, {id: d, uri: e, spots: ["
                        + spot
                        + "]}]")
                .site()
                .cameras())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a: [",
        "- 1",
        "site: a\nsite: b\ncameras: []",
        "a: &a [*a]",
        "\0",
        "{{{{",
        "? [1]: 2"
      })
  void whatIsNoSiteAtAllIsRefusedWithASentence(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("site.yaml");
  }
}
