package io.sightline.query.web.v1;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.query.access.Reader;
import io.sightline.query.observations.Minutes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was seen, frame by frame, before anything was made of it. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "observations", description = "What was seen, frame by frame")
class ObservationsController {
  private final Minutes minutes;

  ObservationsController(Minutes minutes) {
    this.minutes = minutes;
  }

  /** A box in pixels of the camera's picture. */
  record Seen(String label, float score, float x, float y, float width, float height) {
    static Seen of(String label, float score, Box box) {
      return new Seen(label, score, box.left(), box.top(), box.width(), box.height());
    }

    static Seen of(PlateSighting plate) {
      return of(plate.isRead() ? plate.text().text() : "plate", plate.score(), plate.box());
    }

    static Seen of(FaceSighting face) {
      String label = face.emotions().isEmpty() ? "face" : face.emotions().get(0).label();
      return of(label, face.score(), face.box());
    }
  }

  /** One frame that was looked at. */
  record FrameSeen(Instant at, List<Seen> boxes) {
    static FrameSeen of(Observations frame) {
      List<Seen> boxes = new ArrayList<>();
      frame.vehicles().forEach(one -> boxes.add(Seen.of(one.label(), one.score(), one.box())));
      frame.plates().forEach(plate -> boxes.add(Seen.of(plate)));
      frame.faces().forEach(face -> boxes.add(Seen.of(face)));
      return new FrameSeen(Instant.ofEpochMilli(frame.frame().capturedAtMillis()), boxes);
    }
  }

  /**
   * A camera's minute.
   *
   * @param width of its picture, pixels; 0 when no frame was looked at
   * @param height of its picture, pixels; 0 when no frame was looked at
   */
  record Minute(
      String run, String camera, Instant at, int width, int height, List<FrameSeen> frames) {
    static Minute of(Minutes.Minute minute) {
      List<Observations> frames = minute.frames();
      return new Minute(
          minute.run(),
          minute.camera(),
          minute.at(),
          frames.isEmpty() ? 0 : frames.get(0).width(),
          frames.isEmpty() ? 0 : frames.get(0).height(),
          frames.stream().map(FrameSeen::of).toList());
    }
  }

  @GetMapping("/observations")
  @Operation(
      operationId = "getMinute",
      summary =
          "What a camera's frames showed in the minute in which `at` lies; without frames, nothing"
              + " was looked at")
  Minute minute(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String camera,
      @RequestParam Instant at,
      Reader reader) {
    return Minute.of(minutes.find(reader, run, camera, at));
  }
}
