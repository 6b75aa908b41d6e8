package io.sightline.standalone;

import io.sightline.domain.json.Json;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.ledger.LedgerExport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Where a plate is found: in tables, in the observation log, in exports, in files.
 *
 * @param scratch a folder for exports
 * @param plate in its normal form
 */
record Traces(Database database, Installation installation, Path scratch, String plate) {
  /** The places, by table or folder; none when it is nowhere. */
  List<String> places() throws IOException {
    List<String> places = new ArrayList<>();
    database.address().with(jdbc -> places.addAll(tables(jdbc)));
    for (String run :
        database
            .address()
            .with(jdbc -> jdbc.sql("select run from runs").query(String.class).list())) {
      Path out = Files.createTempDirectory(scratch, "export");
      LedgerExport.write(database.address(), FactKinds.PRODUCT, run, out, true, true);
      if (isIn(out) && !places.contains("export")) {
        places.add("export");
      }
    }
    for (String part : List.of("media", "temp", "runs")) {
      if (isIn(installation.data().resolve(part))) {
        places.add(part);
      }
    }
    for (Path log : logs()) {
      if (isIn(log)) {
        places.add(log.getFileName().toString());
      }
    }
    return places;
  }

  /**
   * Whether a run has the ledger of the first one, but for stays of erased vehicles: who was
   * matched by a plate that nobody may know any more is not matched again.
   */
  boolean isAsFirst(String run) throws Exception {
    LedgerDiff diff = LedgerDiff.between(database.address(), FactKinds.PRODUCT, "first", run);
    boolean differs =
        diff.tables().entrySet().stream()
            .filter(table -> !table.getKey().equals(FactKinds.VEHICLE_SESSIONS.name()))
            .filter(table -> !table.getKey().equals(FactKinds.ALERTS.name()))
            .map(Map.Entry::getValue)
            .anyMatch(found -> found.added() + found.removed() + found.changed() > 0);
    return !differs
        && staysOfOthers("first").equals(staysOfOthers(run))
        && alertsOfOthers("first").equals(alertsOfOthers(run));
  }

  /** All but those that a stay is too long which only the plate could match. */
  private List<String> alertsOfOthers(String run) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        select concat_ws('|', a.id, a.at, a.kind, a.entry, a.track, a.session)
                        from alerts a
                        where a.run = ? and a.final and not a.retracted and not exists (
                          select from vehicle_sessions s join passages p
                            on p.run = 'first' and p.erased_at is not null
                              and p.id in (s.entry_passage, s.exit_passage)
                          where s.run = a.run and s.id = a.session)
                        order by 1
                        """)
                    .param(run)
                    .query(String.class)
                    .list());
  }

  private List<String> staysOfOthers(String run) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        select concat_ws('|', s.id, s.at, s.outcome, s.entered_at, s.left_at, s.match)
                        from vehicle_sessions s
                        where s.run = ? and s.final and not s.retracted and not exists (
                          select from passages p where p.run = 'first' and p.erased_at is not null
                            and p.id in (s.entry_passage, s.exit_passage))
                        order by 1
                        """)
                    .param(run)
                    .query(String.class)
                    .list());
  }

  /** What the product and its database wrote down for those who run them, wherever it lies. */
  List<Path> logs() throws IOException {
    List<Path> logs = new ArrayList<>();
    for (Path file : files(installation.data())) {
      if (file.getFileName().toString().matches(".*\\.log(\\.\\d+)?") && Files.size(file) > 0) {
        logs.add(file);
      }
    }
    return logs;
  }

  private List<String> tables(JdbcClient jdbc) {
    List<String> places = new ArrayList<>();
    for (String table :
        jdbc.sql(
                """
                select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
                  and c.relkind in ('r', 'p') and not c.relispartition order by 1
                """)
            .query(String.class)
            .list()) {
      long rows =
          jdbc.sql(
                  """
                  select count(*) from %s t where strpos(to_jsonb(t)::text, :hex) > 0
                    or strpos(regexp_replace(upper(to_jsonb(t)::text), '[^A-Z0-9]', '', 'g'), :plate) > 0
                  """
                      .formatted(table))
              .param("hex", HexFormat.of().formatHex(plate.getBytes(StandardCharsets.UTF_8)))
              .param("plate", plate)
              .query(Long.class)
              .single();
      if (rows > 0) {
        places.add(table);
      }
    }
    List<byte[]> payloads = jdbc.sql("select payload from observations").query(byte[].class).list();
    if (payloads.stream().anyMatch(this::isIn)) {
      places.add("observations.payload");
    }
    return places;
  }

  private boolean isIn(byte[] payload) {
    try {
      return Json.write(ObservationLog.decode(payload)).contains(plate);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isIn(Path part) throws IOException {
    for (Path file : files(part)) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (text.contains(plate) || NormalPlate.of(text).contains(plate)) {
        return true;
      }
    }
    return false;
  }

  /** Pictures of plates that are kept. */
  List<Path> pictures() throws IOException {
    return files(installation.mediaFolder().resolve("crops"));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
