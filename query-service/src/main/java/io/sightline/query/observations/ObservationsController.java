package io.sightline.query.observations;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.query.access.Access;
import io.sightline.query.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was seen, frame by frame, before anything was made of it. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "observations", description = "What was seen, frame by frame")
class ObservationsController {
  /** Some nine thousand years away; the database knows few later times. */
  private static final long LATEST_SECOND = 253_000_000_000L;

  private final JdbcClient jdbc;
  private final Access access;

  ObservationsController(JdbcClient jdbc, Access access) {
    this.jdbc = jdbc;
    this.access = access;
  }

  /** A box in pixels of the camera's picture. */
  record Seen(String label, float score, float x, float y, float width, float height) {}

  /** One frame that was looked at. */
  record FrameSeen(Instant at, List<Seen> boxes) {}

  /**
   * A camera's minute.
   *
   * @param width of its picture, pixels; 0 when no frame was looked at
   * @param height of its picture, pixels; 0 when no frame was looked at
   */
  record Minute(
      String run, String camera, Instant at, int width, int height, List<FrameSeen> frames) {}

  private record Row(String site, byte[] payload) {}

  @GetMapping("/observations")
  @Operation(
      summary =
          "What a camera's frames showed in the minute in which `at` lies; without frames, nothing"
              + " was looked at")
  Minute minute(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String camera,
      @RequestParam Instant at) {
    if (Math.abs(at.getEpochSecond()) > LATEST_SECOND) {
      throw Problem.badRequest("`at` is no time that a camera could have seen.");
    }
    Instant minute = Instant.ofEpochMilli(ObservationMinute.minuteOf(at.toEpochMilli()));
    Set<String> sites = access.sites();
    List<Observations> records =
        jdbc.sql("select site, payload from observations where run = ? and camera = ? and at = ?")
            .param(run)
            .param(camera)
            .param(minute.atOffset(ZoneOffset.UTC))
            .query((row, number) -> new Row(row.getString(1), row.getBytes(2)))
            .optional()
            .filter(row -> sites == null || sites.contains(row.site()))
            .map(ObservationsController::decoded)
            .orElseThrow(
                () -> Problem.notFound("A minute " + minute + " of this camera in this run"));
    List<Observations> seen = records.stream().filter(one -> !one.models().isEmpty()).toList();
    return new Minute(
        run,
        camera,
        minute,
        seen.isEmpty() ? 0 : seen.get(0).width(),
        seen.isEmpty() ? 0 : seen.get(0).height(),
        seen.stream().map(ObservationsController::shown).toList());
  }

  private static List<Observations> decoded(Row row) {
    try {
      return ObservationLog.decode(row.payload());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FrameSeen shown(Observations frame) {
    List<Seen> boxes = new ArrayList<>();
    frame.vehicles().forEach(one -> boxes.add(shown(one.label(), one.score(), one.box())));
    frame.plates().forEach(plate -> boxes.add(shown(label(plate), plate.score(), plate.box())));
    frame.faces().forEach(face -> boxes.add(shown(label(face), face.score(), face.box())));
    return new FrameSeen(Instant.ofEpochMilli(frame.frame().capturedAtMillis()), boxes);
  }

  private static String label(PlateSighting plate) {
    return plate.isRead() ? plate.text().text() : "plate";
  }

  private static String label(FaceSighting face) {
    return face.emotions().isEmpty() ? "face" : face.emotions().get(0).label();
  }

  private static Seen shown(String label, float score, Box box) {
    return new Seen(label, score, box.left(), box.top(), box.width(), box.height());
  }
}
