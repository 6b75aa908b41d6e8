package io.sightline.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.ExportNames;
import io.sightline.media.store.MediaStore;
import io.sightline.runs.RunsFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
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

  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - id: gate
                  uri: a.mp4
                  analyse: [vehicles, plates]
                  evidence: pictures
                  gates: [{id: main, line: [[500, 700], [500, 0]]}]
              """)
          .site();

  private static String picture(int frame) {
    return EvidenceNames.ofFrame("gate", AT.toEpochMilli() + frame * 200L);
  }

  /** One car leaves the picture after six frames; its plate is read in one of them. */
  private static Observations frame(int number) {
    FrameHeader header =
        new FrameHeader(
            "garage",
            "gate",
            0,
            number,
            AT.toEpochMilli() + number * 200L,
            RecordKind.FRAME,
            null,
            false,
            "layout",
            null);
    Box leaving = new Box(100 + 10 * number, 300, 220 + 10 * number, 400);
    List<Detection> cars = new ArrayList<>();
    if (number < 6) {
      cars.add(new Detection("car", 0.9f, leaving));
    }
    cars.add(new Detection("car", 0.9f, new Box(800, 300, 920, 400)));
    Observations seen =
        Observations.seen(
                header, 1_280, 720, cars, List.of(new ModelUse("vehicles", "v", "1", "s")))
            .pictured(picture(number));
    return number == 3
        ? seen.withPlates(
            List.of(
                new PlateSighting(
                    new Box(150, 360, 200, 375),
                    0.9f,
                    0,
                    PlateText.of("ABCD12", List.of(0.9f)),
                    null)))
        : seen;
  }

  @Test
  void wholePicturesThatShowTheVehicleGoAlsoWhereItsPlateWasNotReadAndOthersStay()
      throws Exception {
    try (RunsFixture runs = new RunsFixture(folder)) {
      runs.update(
          "insert into runs (run, site, state, layout) values ('monday', 'garage', 'done', ?::jsonb)",
          Json.write(SITE));
      List<Observations> frames = IntStream.range(0, 10).mapToObj(PlateErasureTest::frame).toList();
      runs.update(
          """
          insert into observations (run, id, site, camera, at, revision, frames, detections,
            layout_version, code_version, payload)
          values ('monday', gen_random_uuid(), 'garage', 'gate', ?::timestamptz, 10, 10, 17, 'layout',
            '1', ?)
          """,
          AT.toString(),
          ObservationLog.encode(frames));
      try (MediaStore store = runs.media().open()) {
        for (int i = 0; i < 10; i++) {
          store.put(EvidenceNames.of("monday", picture(i)), new byte[] {1});
        }
      }
      for (int frame : new int[] {4, 5, 9}) {
        runs.update(
            """
            insert into passages (run, id, site, at, camera, gate, direction, track, label, picture,
              picture_vehicle, revision, final, model_sha256, layout_version, code_version)
            values ('monday', gen_random_uuid(), 'garage', ?::timestamptz, 'gate', 'main', 'entry',
              gen_random_uuid(), 'car', ?, 0, 0, true, '', '', '1')
            """,
            AT.plusMillis(frame * 200L).toString(),
            picture(frame));
      }
      runs.update(
          """
          insert into erased_tracks (run, track, site, camera, at, until_at)
          values ('monday', ?::uuid, 'garage', 'gate', ?::timestamptz, ?::timestamptz)
          """,
          DerivedIds.track("garage", "gate", AT.toEpochMilli(), 0),
          AT.toString(),
          AT.plusSeconds(1).toString());

      work(runs, new PlateErasure(runs.database(), runs.media(), null));

      try (MediaStore store = runs.media().open()) {
        assertThat(store.names("crops"))
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(6, 10)
                    .mapToObj(i -> EvidenceNames.of("monday", picture(i)))
                    .toList());
      }
      assertThat(runs.ask("select string_agg(picture, ' ') from passages")).isEqualTo(picture(9));
      List<Observations> left =
          runs.database()
              .with(
                  jdbc -> {
                    try {
                      return ObservationLog.decode(
                          jdbc.sql("select payload from observations")
                              .query(byte[].class)
                              .single());
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      for (int i = 0; i < 10; i++) {
        assertThat(left.get(i).picture())
            .isEqualTo(i < 6 ? Observations.ERASED_PICTURE : picture(i));
      }
    }
  }

  @Test
  void oneThatCannotGoOnDoesNotStandInTheWayOfTheNext() throws Exception {
    try (RunsFixture runs = new RunsFixture(folder)) {
      for (String site : new String[] {"yard", "garage"}) {
        runs.update(
            """
            insert into erasures (site, spellings, from_at, to_at, reason, made_at)
            values (?, array['ABCD12'], '2026-01-01', '2026-02-01', 'asked', now() - interval '1 minute')
            """,
            site);
      }
      UUID export = UUID.randomUUID();
      runs.update(
          """
          insert into exports (export_id, sites, made_at, expires_at)
          values (?, array['yard'], now() - interval '1 hour', now() + interval '1 hour')
          """,
          export);
      try (MediaStore store = runs.media().open()) {
        // Not a file that could be deleted.
        store.put(ExportNames.of(export) + "/inside", new byte[] {1});
      }
      PlateErasure work = new PlateErasure(runs.database(), runs.media(), null);
      assertThatThrownBy(() -> work(runs, work)).isInstanceOf(UncheckedIOException.class);
      assertThat(
              runs.ask(
                  """
                  select string_agg(site || ' ' || state || ' ' || (error is not null), ', ' order by id)
                  from erasures
                  """))
          .isEqualTo("yard running true, garage done false");
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
