package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.models.manifest.Device;
import io.sightline.query.TestFacts;
import io.sightline.query.access.Reader;
import io.sightline.query.health.Health;
import io.sightline.query.health.ModelFound;
import io.sightline.query.observations.Minutes;
import io.sightline.query.web.Door;
import io.sightline.store.health.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationsControllerTest {
  private static final Box BOX = new Box(1, 2, 4, 8);

  private List<Observations> frames = List.of();
  private boolean ready = true;
  private Health.Grade grade = Health.Grade.FINE;

  private final class TestingMinutes extends Minutes {
    TestingMinutes() {
      super(null, null, null);
    }

    @Override
    public Minute find(Reader reader, String run, String camera, Instant at) {
      return new Minute(run, camera, at, frames);
    }
  }

  private final class TestingHealth extends Health {
    TestingHealth() {
      super(
          null,
          "Sightline",
          "1.2",
          List.of(new ModelFound("m", "t", "1", null)),
          List.of(),
          1,
          Device.CPU,
          null);
    }

    @Override
    public Condition now() {
      return new Condition(
          "Sightline",
          "1.2",
          database(),
          grade == Grade.FINE ? fine() : new Part(grade, "failed", "It has failed."),
          fine(),
          fine(),
          ready ? new Vitals.Cameras(2, 1, 0, 0, null, Duration.ZERO) : null,
          models(),
          fine(),
          fine(),
          gpu());
    }

    @Override
    public Part database() {
      return ready ? fine() : new Part(Grade.UNUSABLE, "down", "It is away.");
    }

    private static Part fine() {
      return new Part(Grade.FINE, "up", "It is there.");
    }
  }

  private final Door door =
      Door.of(
          new ObservationsController(new TestingMinutes()),
          new HealthController(new TestingHealth()));

  private Map<String, Object> minute() {
    return door.get("/api/v1/observations?camera=gate&at=2026-03-01T08:00:00Z").object();
  }

  @Test
  void whatWasSeenIsBoxesWithWordsOnThem() {
    FrameHeader header =
        new FrameHeader(
            "garage",
            "gate",
            0,
            1,
            TestFacts.EIGHT.toEpochMilli(),
            RecordKind.FRAME,
            null,
            false,
            "layout",
            new FrameAddress("/gate.mp4", 1));
    frames =
        List.of(
            new Observations(
                header,
                640,
                480,
                List.of(new Detection("car", 0.5f, BOX)),
                List.of(new PlateSighting(BOX, 0.5f, PlateSighting.NO_VEHICLE, null, null)),
                List.of(
                    new FaceSighting(BOX, 0.5f, List.of(new LabelScore("happy", 1))),
                    new FaceSighting(BOX, 0.5f, List.of())),
                List.of(),
                List.of(new ModelUse("vehicles", "m", "1", "abc")),
                List.of()));
    Map<String, Object> minute = minute();
    assertThat(minute)
        .containsEntry("run", "live")
        .containsEntry("camera", "gate")
        .containsEntry("width", 640)
        .containsEntry("height", 480);
    Map<?, ?> frame = (Map<?, ?>) ((List<?>) minute.get("frames")).get(0);
    assertThat(frame.get("at")).isEqualTo("2026-03-01T08:00:00Z");
    List<?> boxes = (List<?>) frame.get("boxes");
    assertThat(boxes.stream().<Object>map(box -> ((Map<?, ?>) box).get("label")))
        .containsExactly("car", "plate", "happy", "face");
    assertThat(boxes.get(0))
        .isEqualTo(
            Map.of("label", "car", "score", 0.5, "x", 1.0, "y", 2.0, "width", 3.0, "height", 6.0));
  }

  @Test
  void aMinuteAtWhichNobodyLookedHasNoSize() {
    assertThat(minute())
        .containsEntry("width", 0)
        .containsEntry("height", 0)
        .containsEntry("frames", List.of());
    assertThat(door.get("/api/v1/observations?camera=gate").status()).isEqualTo(400);
    assertThat(door.get("/api/v1/observations?at=2026-03-01T08:00:00Z").status()).isEqualTo(400);
  }

  @Test
  void theServiceSaysHowItIs() {
    Door.Answer healthy = door.get("/health");
    assertThat(healthy.status()).isEqualTo(200);
    assertThat(healthy.object())
        .containsEntry("status", "healthy")
        .containsEntry("service", "Sightline")
        .containsEntry("endpoints", Map.of("auth", "/auth/*", "api", "/api/*"))
        .containsEntry("version", "1.2")
        .containsEntry("database", "up");
    Map<?, ?> parts = (Map<?, ?>) healthy.object().get("parts");
    assertThat(parts.get("job")).isEqualTo(Map.of("state", "up", "says", "It is there."));
    assertThat(parts.get("cameras"))
        .isEqualTo(
            Map.of(
                "state",
                "up",
                "says",
                "It is there.",
                "up",
                2,
                "down",
                0,
                "refused",
                1,
                "never_seen",
                0));
    assertThat(door.get("/health/models").object().get("models"))
        .isEqualTo(List.of(Map.of("id", "m", "task", "t", "version", "1", "usable", true)));
    assertThat(door.get("/health/gpu").object()).containsEntry("state", "none");
    assertThat(door.get("/health/ready").object()).isEqualTo(Map.of("status", "up"));
  }

  @Test
  void whenItsJobHasFailedItIsDegradedAndAnswers() {
    grade = Health.Grade.DEGRADED;
    Door.Answer degraded = door.get("/health");
    assertThat(degraded.status()).isEqualTo(200);
    assertThat(degraded.object()).containsEntry("status", "degraded");
    assertThat(door.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  void withoutItsDatabaseItLivesAndIsNotReady() {
    ready = false;
    Door.Answer unhealthy = door.get("/health");
    assertThat(unhealthy.status()).isEqualTo(503);
    assertThat(unhealthy.object())
        .containsEntry("status", "unhealthy")
        .containsEntry("database", "down");
    assertThat(door.get("/health/ready").status()).isEqualTo(503);
    assertThat(door.get("/health/ready").object()).isEqualTo(Map.of("status", "down"));
    assertThat(door.get("/health/live").status()).isEqualTo(200);
    assertThat(door.get("/health/live").object()).isEqualTo(Map.of("status", "up"));
  }
}
