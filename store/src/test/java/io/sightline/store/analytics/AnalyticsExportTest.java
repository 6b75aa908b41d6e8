package io.sightline.store.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.store.TestDatabase;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What analysts take away is what they would have found in SQL. */
class AnalyticsExportTest {
  private static final long DAY = 86_400_000L;
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final String SUMS =
      "select count(*), sum(occupied_ms), sum(mean), max(starts_at)::varchar, count(distinct site),"
          + " sum(case when final then 1 else 0 end) from ";

  private static TestDatabase database;
  @TempDir private Path folder;

  @BeforeAll
  static void fill() {
    database = TestDatabase.create();
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into runs (run, site, state, layout) values ('live', '', 'running', '{}')")
                    .update());
    try (FactWriter writer = new FactWriter(database.address())) {
      for (int i = 0; i < 500; i++) {
        long at = START.toEpochMilli() + i * 3_600_000L / 4;
        String site = i % 3 == 0 ? "harbour/east" : "garage";
        FactHead head =
            new FactHead(FactWriter.id(i), site, at, at, i % 5 != 0, i % 50 == 7, "", "l");
        writer.write(
            FactKinds.OCCUPANCY_WINDOWS,
            "live",
            new OccupancyWindow(
                head,
                OccupancyWindow.Scope.SITE,
                site,
                900_000,
                at,
                at + 900_000,
                600_000 + i,
                300_000 - i,
                0,
                3,
                i / 7.0,
                2,
                1,
                500,
                10));
      }
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private AnalyticsExport.Written write(AnalyticsExport.Format format, Instant from, Instant to)
      throws IOException {
    return AnalyticsExport.write(
        database.address(),
        FactKinds.PRODUCT,
        new AnalyticsExport.Part("live", null, from, to),
        format,
        folder);
  }

  private static List<Object> row(ResultSet rows) throws Exception {
    rows.next();
    return List.of(
        rows.getLong(1),
        rows.getLong(2),
        Math.round(rows.getDouble(3) * 1e6),
        rows.getString(4).substring(0, 19),
        rows.getLong(5),
        rows.getLong(6));
  }

  private static List<Object> inSql(String where) throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
      return row(statement.executeQuery(SUMS + "analytics.occupancy_windows where " + where));
    }
  }

  private List<Object> inDuckDb(String from) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("set TimeZone = 'UTC'");
      return row(statement.executeQuery(SUMS + from));
    }
  }

  private String files(String extension) {
    return "'" + folder + "/occupancy_windows/*/*/*." + extension + "', hive_partitioning = true";
  }

  @Test
  void sqlCsvAndParquetGiveTheSameSums() throws Exception {
    List<Object> sql = inSql("true");
    assertThat(sql.get(0)).as("without those taken back").isEqualTo(490L);
    AnalyticsExport.Written csv = write(AnalyticsExport.Format.CSV, null, null);
    AnalyticsExport.Written parquet = write(AnalyticsExport.Format.PARQUET, null, null);
    assertThat(csv).isEqualTo(parquet);
    assertThat(csv.rows()).isEqualTo(490);
    assertThat(inDuckDb("read_csv(" + files("csv") + ")")).isEqualTo(sql);
    assertThat(inDuckDb("read_parquet(" + files("parquet") + ")")).isEqualTo(sql);
    try (Stream<Path> days = Files.list(folder.resolve("occupancy_windows/site=harbour%2Feast"))) {
      assertThat(days.map(day -> day.getFileName().toString()))
          .contains("day=2026-03-01", "day=2026-03-06");
    }
  }

  @Test
  void filesAreTheSameInEveryTimeZone() throws Exception {
    write(AnalyticsExport.Format.CSV, null, null);
    TimeZone here = TimeZone.getDefault();
    Path file;
    String utc;
    try (Stream<Path> days = Files.walk(folder)) {
      file = days.filter(one -> one.endsWith("facts.csv")).sorted().findFirst().orElseThrow();
    }
    utc = Files.readString(file);
    assertThat(utc).contains("+00");
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    try {
      write(AnalyticsExport.Format.CSV, null, null);
    } finally {
      TimeZone.setDefault(here);
    }
    assertThat(Files.readString(file)).isEqualTo(utc);
  }

  @Test
  void whatHasNotEndedIsNoWholeRun() {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into runs (run, site, state, identity, layout) values ('week', '', 'failed', '{}', '{}')")
                    .update());
    assertThatThrownBy(
            () ->
                AnalyticsExport.write(
                    database.address(),
                    FactKinds.PRODUCT,
                    new AnalyticsExport.Part("week", null, null, null),
                    AnalyticsExport.Format.CSV,
                    folder))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("week");
  }

  @Test
  void aPartByTimeIsThatPart() throws Exception {
    Instant from = START.plusMillis(DAY / 2);
    Instant to = START.plusMillis(2 * DAY + DAY / 3);
    write(AnalyticsExport.Format.PARQUET, from, to);
    assertThat(inDuckDb("read_parquet(" + files("parquet") + ")"))
        .isEqualTo(inSql("at >= '" + from + "' and at < '" + to + "'"));
  }

  @Test
  void aPartWithoutFactsIsAnEmptyFolder() throws Exception {
    Path out = folder.resolve("none");
    AnalyticsExport.Written written =
        AnalyticsExport.write(
            database.address(),
            FactKinds.PRODUCT,
            new AnalyticsExport.Part("live", null, START.minusSeconds(60), START),
            AnalyticsExport.Format.CSV,
            out);
    assertThat(written.files()).isZero();
    assertThat(out).isEmptyDirectory();
  }
}
