package io.sightline.benchmarks;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.Partitions;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.runs.RunDeletion;
import io.sightline.store.runs.RunIdentity;
import io.sightline.store.runs.RunRows;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A finished run with hours of made-up observations: parked cars, and one that drives through the
 * gate each minute.
 */
record StoredRun(String run, Site site) {
  private static final String NAME = "bench-source";
  private static final int MINUTES = 240;
  private static final int FRAMES_A_SECOND = 5;
  private static final long START = Instant.parse("2026-01-05T06:00:00Z").toEpochMilli();
  private static final int SPOTS = 10;

  static StoredRun create(Database database) {
    Site site = layout();
    database
        .address()
        .with(
            jdbc -> {
              RunRows runs = new RunRows(jdbc);
              RunDeletion.delete(jdbc, FactKinds.PRODUCT, NAME);
              runs.create(
                  NAME,
                  site,
                  new RunIdentity(site.layoutVersion(), Map.of(), Map.of(), null, "bench"));
              Partitions.ensure(
                  jdbc,
                  List.of(Instant.ofEpochMilli(START).atOffset(ZoneOffset.UTC).toLocalDate()));
              write(jdbc, site);
              runs.finish(NAME, "{}");
              return null;
            });
    return new StoredRun(NAME, site);
  }

  private static Site layout() {
    StringBuilder spots = new StringBuilder();
    for (int i = 0; i < SPOTS; i++) {
      int x = 20 + i * 120;
      spots
          .append(i == 0 ? "" : ", ")
          .append(
              "{id: S%d, polygon: [[%d, 100], [%d, 100], [%d, 180], [%d, 180]]}"
                  .formatted(i, x, x + 100, x + 100, x));
    }
    String yaml =
        "site: bench\ncameras:\n  - id: lot\n    uri: none\n    spots: ["
            + spots
            + "]\n"
            + "    gates: [{id: gate, line: [[640, 300], [640, 700]]}]\n";
    return SiteFile.parse("bench", Path.of("."), yaml).site();
  }

  private static void write(JdbcClient jdbc, Site site) {
    long number = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      List<Observations> records = new ArrayList<>();
      for (int i = 0; i < 60 * FRAMES_A_SECOND; i++) {
        records.add(frame(site, number++, RecordKind.FRAME));
      }
      int frames = records.size();
      if (minute == MINUTES - 1) {
        records.add(frame(site, number++, RecordKind.END));
      }
      jdbc.sql(
              "insert into observations (run, code_version, id, site, camera, at, revision, frames,"
                  + " detections, layout_version, payload)"
                  + " values (?, 'bench', ?, ?, 'lot', ?, ?, ?, 0, '', ?)")
          .params(
              NAME,
              new UUID(1, minute),
              site.id(),
              Instant.ofEpochMilli(START + minute * ObservationMinute.MILLIS)
                  .atOffset(ZoneOffset.UTC),
              records.size(),
              frames,
              ObservationLog.encode(records))
          .update();
    }
  }

  private static Observations frame(Site site, long number, RecordKind kind) {
    long millis = START + number * 1_000 / FRAMES_A_SECOND - (kind == RecordKind.END ? 1 : 0);
    FrameHeader header =
        new FrameHeader(
            site.id(),
            "lot",
            0,
            number,
            millis,
            kind,
            null,
            false,
            "",
            new FrameAddress("/bench.mp4", number * 200_000));
    if (kind == RecordKind.END) {
      return Observations.nothing(header);
    }
    List<Detection> vehicles = new ArrayList<>();
    for (int i = 0; i < SPOTS; i++) {
      // Each spot changes every so many minutes, none with another.
      if (number / (60 * FRAMES_A_SECOND) % (i + 2) != 0) {
        float x = 25 + i * 120 + number % 3;
        vehicles.add(new Detection("car", 0.9f, new Box(x, 105, x + 90, 175)));
      }
    }
    float x = (number * 5) % 1_500;
    vehicles.add(new Detection("car", 0.8f, new Box(x, 400, x + 150, 500)));
    return Observations.seen(
        header, 1_700, 720, vehicles, List.of(new ModelUse("vehicles", "bench", "1", "bench")));
  }
}
