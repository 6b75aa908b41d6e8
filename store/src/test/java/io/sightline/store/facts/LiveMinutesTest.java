package io.sightline.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.store.TestDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveMinutesTest {
  private static final long MINUTE = 1_767_225_600_000L;
  private static final List<Observations> RECORDS =
      List.of(
          Observations.nothing(
              new FrameHeader(
                  "yard", "a", 0, 0, MINUTE + 7, RecordKind.END, null, false, "layout", null)));

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static void store(String run, String camera, byte[] payload) {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into observations (run, id, site, camera, at, revision, frames, detections,"
                            + " layout_version, code_version, payload) values"
                            + " (?, ?, 'yard', ?, ?, 1, 0, 0, 'layout', '1', ?)")
                    .params(
                        run,
                        UUID.randomUUID(),
                        camera,
                        Instant.ofEpochMilli(MINUTE).atOffset(ZoneOffset.UTC),
                        payload)
                    .update());
  }

  @Test
  void aMinuteOfTheLiveRunIsReadAndWhatIsDamagedIsNothing() {
    store("live", "a", ObservationLog.encode(RECORDS));
    store("other", "b", ObservationLog.encode(RECORDS));
    store("live", "damaged", new byte[] {ObservationLog.VERSION, 1, 2, 3});
    LiveMinutes minutes = new LiveMinutes(database.address());
    assertThat(minutes.read("a", MINUTE)).isEqualTo(RECORDS);
    assertThat(minutes.read("a", MINUTE + 60_000)).isEmpty();
    assertThat(minutes.read("b", MINUTE)).as("of another run").isEmpty();
    assertThat(minutes.read("damaged", MINUTE)).isEmpty();
  }
}
