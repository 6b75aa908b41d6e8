package io.sightline.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.runs.RunsFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PlateErasureTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  /** More than one look takes on. */
  private static final int MANY = 120;

  @TempDir Path folder;

  @Test
  void tracksThatCannotBeFollowedAreSaidOnceAndDoNotStandInTheWay() throws Exception {
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    Logger logger = (Logger) LoggerFactory.getLogger(PlateErasure.class);
    logger.setLevel(Level.WARN);
    logger.addAppender(said);
    try (RunsFixture runs = new RunsFixture(folder)) {
      runs.observe("live", "broken", AT, 1);
      runs.update("update observations set payload = ?", ofUnknownLayout());
      note(runs, "broken", MANY);
      // The last to be known, with nothing in the log.
      note(runs, "gate", 1);
      PlateErasure work = new PlateErasure(runs.database(), runs.media(), null);
      int rounds = 3;

      for (int i = 0; i < rounds * (1 + MANY / 100); i++) {
        work(runs, work);
      }

      assertThat(runs.ask("select string_agg(camera, ' ') from erased_tracks where done"))
          .isEqualTo("gate");
      assertThat(said.list).hasSize(1);
      assertThat(said.list.get(0).getFormattedMessage())
          .contains("Reads of " + MANY + " tracks stay in the log", "layout unknown");
    } finally {
      logger.detachAppender(said);
      logger.setLevel(null);
    }
  }

  private static void work(RunsFixture runs, PlateErasure work) {
    runs.database()
        .with(
            jdbc -> {
              try {
                work.work(jdbc);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return null;
            });
  }

  private static byte[] ofUnknownLayout() {
    FrameHeader frame =
        new FrameHeader(
            "garage",
            "broken",
            0,
            0,
            AT.toEpochMilli(),
            RecordKind.FRAME,
            null,
            false,
            "unknown",
            null);
    return ObservationLog.encode(List.of(Observations.nothing(frame)));
  }

  private static void note(RunsFixture runs, String camera, int tracks) {
    runs.update(
        """
        insert into erased_tracks (run, track, site, camera, at, until_at)
        select 'live', gen_random_uuid(), 'garage', ?, ?::timestamptz, ?::timestamptz
        from generate_series(1, ?)
        """,
        camera,
        AT.toString(),
        AT.toString(),
        tracks);
  }
}
