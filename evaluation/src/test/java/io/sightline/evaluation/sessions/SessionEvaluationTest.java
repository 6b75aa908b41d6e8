package io.sightline.evaluation.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.renderer.traffic.BoxNoise;
import io.sightline.renderer.traffic.PlateNoise;
import io.sightline.renderer.traffic.SiteScene;
import io.sightline.renderer.traffic.SiteTraffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people have, in a folder. */
class SessionEvaluationTest {
  private static final String HEADER = "plate,entered_at,left_at\n";

  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A scene as people would have it of cameras and a reader of their own. */
  private void write(SiteTraffic traffic) throws IOException {
    long start = traffic.observations().get(0).frame().capturedAtMillis();
    StringBuilder site = new StringBuilder("site: yard\ntime-zone: America/Santiago\ncameras:\n");
    traffic
        .site()
        .cameras()
        .forEach(
            camera -> {
              long first =
                  traffic.observations().stream()
                      .filter(seen -> seen.frame().camera().equals(camera.id()))
                      .findFirst()
                      .orElseThrow()
                      .frame()
                      .capturedAtMillis();
              site.append(
                  "  - {id: %s, uri: none.mp4, start: '%s', analyse: [vehicles, plates], gates: [%s]}%n"
                      .formatted(
                          camera.id(),
                          Instant.ofEpochMilli(first),
                          camera.gates().stream()
                              .map(
                                  gate ->
                                      String.format(
                                          Locale.ROOT,
                                          "{id: %s, line: [[%.0f, %.0f], [%.0f, %.0f]]}",
                                          gate.id(),
                                          gate.line().from().x(),
                                          gate.line().from().y(),
                                          gate.line().to().x(),
                                          gate.line().to().y()))
                              .collect(Collectors.joining(", "))));
            });
    write("site.yaml", site + "plate-formats: [CL]\n");
    Map<String, StringBuilder> boxes = new HashMap<>();
    Map<String, StringBuilder> plates = new HashMap<>();
    for (Observations seen : traffic.observations()) {
      String camera = seen.frame().camera();
      if (seen.frame().kind() == RecordKind.END) {
        write(camera + "/seqinfo.ini", "frameRate=5\nseqLength=" + seen.frame().number() + "\n");
        continue;
      }
      long frame = seen.frame().number() + 1;
      for (Detection one : seen.vehicles()) {
        boxes
            .computeIfAbsent(camera, same -> new StringBuilder())
            .append(
                String.format(
                    Locale.ROOT,
                    "%d,-1,%f,%f,%f,%f,%f%n",
                    frame,
                    one.box().left(),
                    one.box().top(),
                    one.box().width(),
                    one.box().height(),
                    one.score()));
      }
      for (PlateSighting one : seen.plates()) {
        plates
            .computeIfAbsent(camera, same -> new StringBuilder())
            .append(
                String.format(
                    Locale.ROOT,
                    "%d,%f,%f,%f,%f,%f,%s%n",
                    frame,
                    one.box().left(),
                    one.box().top(),
                    one.box().width(),
                    one.box().height(),
                    one.score(),
                    one.isRead() ? one.text().text() + "," + one.text().score() : ""));
      }
    }
    for (String camera : boxes.keySet()) {
      write(camera + "/det/det.txt", boxes.get(camera).toString());
      write(camera + "/plates/plates.txt", plates.get(camera).toString());
    }
    StringBuilder truth = new StringBuilder("Plate;Entered_At;Left_At\n");
    traffic
        .stays()
        .forEach(
            stay ->
                truth.append(
                    "%s;%s;%s%n"
                        .formatted(
                            stay.plate() == null ? "" : stay.plate(),
                            seconds(stay.enteredAtMillis(), start),
                            seconds(stay.leftAtMillis(), start))));
    write("stays.csv", truth.toString());
  }

  private static String seconds(Long millis, long start) {
    return millis == null ? "" : String.format(Locale.ROOT, "%.3f", (millis - start) / 1e3);
  }

  @Test
  void whatCamerasHaveSeenIsHeldAgainstWhatIsKnown() throws IOException {
    SiteTraffic traffic = SiteScene.AGAIN.play(1, BoxNoise.NONE, PlateNoise.NONE);
    write(traffic);
    SessionEvaluation.Result result = SessionEvaluation.of(folder, null, null);
    assertThat(result.wrong()).isEmpty();
    assertThat(result.stays().stays()).isEqualTo(traffic.stays().size()).isGreaterThan(10);
    assertThat(result.stays().exactShare()).isEqualTo(1);
    assertThat(result.withinMillis()).isEqualTo(200);
    assertThat(result.plates().tracks()).isGreaterThan(20);
    assertThat(result.plates().wrongVoted()).isZero();
  }

  @Test
  void aRunsExportIsHeldAgainstWhatIsKnown() throws IOException {
    write(
        "vehicle_sessions.csv",
        "id,site,at,plate,label,entered_at,left_at,stay_ms\n"
            + "1,yard,2026-03-01T11:00:00.000Z,ABCD12,car,2026-03-01T11:00:00.000Z,,\n"
            + "2,yard,2026-03-01T11:05:00.400Z,EFGH34,car,2026-03-01T11:05:00.400Z,"
            + "2026-03-01T12:00:00.000Z,1\n");
    write(
        "stays.csv",
        "plate\tentered_at\tleft_at\n"
            + "efgh 34\t2026-03-01 08:05:00\t2026-03-01T12:00:00Z\n"
            + "ABCD-12\t2026-03-01 08:00:00\t2026-03-01 09:00:00\n");
    SessionEvaluation.Result result =
        SessionEvaluation.of(folder, ZoneId.of("America/Santiago"), null);
    assertThat(result.stays().exact()).isEqualTo(1);
    assertThat(result.stays().exits().missed()).isEqualTo(1);
    assertThat(result.plates()).isNull();
    assertThat(result.wrong())
        .singleElement()
        .satisfies(
            wrong -> {
              assertThat(wrong.truth().leftAt()).isEqualTo("2026-03-01T12:00:00Z");
              assertThat(wrong.said().leftAt()).isNull();
            });
    assertThat(
            SessionEvaluation.of(folder, ZoneId.of("America/Santiago"), Duration.ofMillis(399))
                .stays()
                .exact())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "AB,,| needs `entered_at` or `left_at`",
        "AB,9:30,| `entered_at` should be a time",
        "AB,17,| `entered_at` should be a time",
        "AB,2026-03-01T09:00:00Z,2026-03-01T08:00:00Z| `left_at` is before `entered_at`",
        "AB,2026-03-01T09:00:00Z,99999-03-01T08:00:00Z| `left_at` should be a time",
      })
  void aLineThatCannotBeMeantIsNamed(String line, String said) throws IOException {
    write("vehicle_sessions.csv", HEADER);
    write("stays.csv", HEADER + line + "\n");
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("stays.csv, record 1")
        .hasMessageContaining(said.strip());
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no")
        .hasMessageContaining("stays.csv");
    write("stays.csv", HEADER);
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("has neither a run's vehicle_sessions.csv nor site.yaml");
    write("site.yaml", "site: s\ncameras:\n  - {id: in, uri: a.mp4}\n");
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no camera with a gate");
    write(
        "site.yaml",
        "site: s\ncameras:\n  - {id: in, uri: a.mp4, gates: [{id: g, line: [[0, 0], [9, 9]]}]}\n");
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("what the camera 'in' has seen");
    write("in/seqinfo.ini", "frameRate=5\nseqLength=2\n");
    write("in/det/det.txt", "1,-1,1,1,9,9,0.9\n");
    assertThat(SessionEvaluation.of(folder, null, null).stays().exactShare()).isEqualTo(1);
    write("in/plates/plates.txt", "1,1,1,9,9,0.9\n");
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("plates.txt, line 1 has 6 columns")
        .hasMessageContaining("frame,left,top,width,height,score,text");
    write("in/plates/plates.txt", "1,1,1,9,9,0.9,AB,7\n");
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("the score must be 0 to 1");
    write("in/plates/plates.txt", "");
    write("vehicle_sessions.csv", HEADER);
    assertThatThrownBy(() -> SessionEvaluation.of(folder, null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("has both");
  }
}
