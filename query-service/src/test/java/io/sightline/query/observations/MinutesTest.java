package io.sightline.query.observations;

import static io.sightline.query.TestFacts.EIGHT;
import static io.sightline.query.TestFacts.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.query.UseCases;
import io.sightline.query.failures.NotFound;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinutesTest {
  @TempDir static Path folder;
  private static UseCases service;
  private static Minutes minutes;

  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    minutes = service.get(Minutes.class);
    store("garage", "gate", EIGHT, ObservationLog.encode(List.of(seen(0), passedBy(1), seen(2))));
    store("harbour", "quay", EIGHT, ObservationLog.encode(List.of(seen(0))));
    store("garage", "deck", EIGHT, new byte[] {9, 9});
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static FrameHeader header(long second) {
    return new FrameHeader(
        "garage",
        "gate",
        0,
        second,
        EIGHT.toEpochMilli() + second * 1_000,
        RecordKind.FRAME,
        null,
        false,
        "layout",
        new FrameAddress("/gate.mp4", second));
  }

  private static Observations seen(long second) {
    return Observations.seen(
        header(second),
        640,
        480,
        List.of(new Detection("car", 0.5f, new Box(1, 2, 3, 4))),
        List.of(new ModelUse("vehicles", "m", "1", "abc")));
  }

  /** A frame at which nobody looked. */
  private static Observations passedBy(long second) {
    return Observations.nothing(header(second));
  }

  private static void store(String site, String camera, Instant minute, byte[] payload) {
    service
        .jdbc()
        .sql(
            "insert into observations (run, id, site, camera, at, revision, frames, detections,"
                + " layout_version, code_version, payload) values ('evening', ?, ?, ?, ?, 0, 1, 1,"
                + " '', '1', ?)")
        .params(id(camera), site, camera, minute.atOffset(ZoneOffset.UTC), payload)
        .update();
  }

  private static Minutes.Minute find(String username, String camera, Instant at) {
    return minutes.find(service.reader(username), "evening", camera, at);
  }

  @Test
  void aMinuteIsFoundByAnyTimeInIt() {
    for (Instant at : List.of(EIGHT, EIGHT.plusMillis(59_999))) {
      Minutes.Minute minute = find(UseCases.VIEWER, "gate", at);
      assertThat(minute.at()).isEqualTo(EIGHT);
      assertThat(minute.camera()).isEqualTo("gate");
      assertThat(minute.run()).isEqualTo("evening");
    }
    for (Instant at : List.of(EIGHT.minusMillis(1), EIGHT.plusSeconds(60))) {
      assertThatThrownBy(() -> find(UseCases.VIEWER, "gate", at)).isInstanceOf(NotFound.class);
    }
  }

  @Test
  void itHoldsTheFramesThatWereLookedAt() {
    assertThat(find(UseCases.VIEWER, "gate", EIGHT).frames())
        .extracting(frame -> frame.frame().number())
        .containsExactly(0L, 2L);
  }

  @Test
  void aMinuteOfAnotherSiteOrRunIsNotThere() {
    assertThat(find(UseCases.OTHER, "quay", EIGHT).frames()).hasSize(1);
    assertThatThrownBy(() -> find(UseCases.VIEWER, "quay", EIGHT))
        .isInstanceOf(NotFound.class)
        .hasMessage(
            "A minute 2026-03-01T08:00:00Z of this camera in this run is not here; check its"
                + " name.");
    assertThatThrownBy(() -> minutes.find(service.reader(UseCases.ADMIN), "live", "gate", EIGHT))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aTimeThatTheDatabaseDoesNotKnowIsRefused() {
    for (Instant at : List.of(Instant.MAX, Instant.MIN)) {
      assertThatThrownBy(() -> find(UseCases.VIEWER, "gate", at)).isInstanceOf(BadInput.class);
    }
  }

  @Test
  void whatCannotBeReadIsNoEmptyMinute() {
    assertThatThrownBy(() -> find(UseCases.VIEWER, "deck", EIGHT))
        .isInstanceOf(UncheckedIOException.class);
  }
}
