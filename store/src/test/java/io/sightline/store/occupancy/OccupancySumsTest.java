package io.sightline.store.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.TestDatabase;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.occupancy.OccupancySums.Span;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Twenty sites with a hundred days of hours, and forty spots each with a hundred days. */
class OccupancySumsTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-01-29T00:00:00Z");

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws Exception {
    database = TestDatabase.create();
    database
        .address()
        .with(
            jdbc -> {
              fill(jdbc, "site", 3_600_000, 100 * 24, 0);
              fill(jdbc, "spot", 86_400_000, 100, 39);
              jdbc.sql("analyze occupancy_windows").update();
              return null;
            });
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static void fill(JdbcClient jdbc, String scope, long length, int windows, int spots) {
    jdbc.sql(
            """
            insert into occupancy_windows (run, site, at, scope, scope_id, window_ms, starts_at, ends_at,
              occupied_ms, free_ms, unknown_ms, peak, mean, arrivals, departures, longest_ms, capacity,
              revision, final, retracted, model_sha256, layout_version, code_version)
            select 'live', 'site-' || s, t.at, :scope,
              case :scope when 'site' then 'site-' || s else 'spot-' || p end, :length, t.at,
              t.at + :length * interval '1 millisecond', :length / 4, :length / 4, :length / 2, 1, 0.5,
              2, 2, 1000, 1, 0, true, false, '', '', '1'
            from generate_series(1, 20) s, generate_series(0, :spots) p,
              lateral (select timestamptz '2026-01-01 00:00:00Z'
                + w * (:length * interval '1 millisecond') as at from generate_series(0, :windows - 1) w) t
            """)
        .param("scope", scope)
        .param("length", length)
        .param("windows", windows)
        .param("spots", spots)
        .update();
  }

  @Test
  void anHourOfTheWeekIsFoundByTheScopesIndex() {
    String plan =
        TestPlans.of(
            database.address(),
            OccupancySums.HOURS_OF_WEEK,
            Map.of(
                "run", "live",
                "site", "site-7",
                "scope", "site",
                "scope_id", "site-7",
                "from", FROM.atOffset(ZoneOffset.UTC),
                "to", TO.atOffset(ZoneOffset.UTC),
                "zone", "Europe/Berlin"));
    assertThat(plan).contains("run_scope_scope_id_window_").doesNotContain("Seq Scan on");
  }

  @Test
  void aTimeOfOnePlaceIsFoundByTheScopesIndex() {
    String plan =
        TestPlans.of(
            database.address(),
            OccupancySums.SUM,
            Map.of(
                "run", "live",
                "site", "site-7",
                "scope", "site",
                "scope_id", "site-7",
                "from", FROM.atOffset(ZoneOffset.UTC),
                "to", TO.atOffset(ZoneOffset.UTC)));
    assertThat(plan).contains("run_scope_scope_id_window_").doesNotContain("Seq Scan on");
  }

  @Test
  void theBusiestSpotsAreFoundByTheSitesIndex() {
    String plan =
        TestPlans.of(
            database.address(),
            OccupancySums.BUSIEST,
            Map.of(
                "run",
                "live",
                "site",
                "site-7",
                "from",
                FROM.atOffset(ZoneOffset.UTC),
                "to",
                TO.atOffset(ZoneOffset.UTC),
                "most",
                10));
    assertThat(plan).contains("run_site_scope_window_ms_at_idx").doesNotContain("Seq Scan on");
  }

  @Test
  void allThatIsThereIsSummedUp() throws Exception {
    try (Connection connection = database.address().connect()) {
      OccupancySums sums = new OccupancySums(new SingleConnectionDataSource(connection, true));
      Span hours = new Span("live", "site-7", "site", "site-7", FROM, TO);
      assertThat(sums.hoursOfWeek(hours, ZoneId.of("Asia/Kathmandu")))
          .hasSize(7 * 24)
          .allSatisfy(
              hour -> {
                assertThat(hour.windows()).isEqualTo(4);
                assertThat(hour.occupiedMillis()).isEqualTo(3_600_000);
                assertThat(hour.full()).isEqualTo(4);
              });
      Span days = new Span("live", "site-7", "spot", null, FROM, TO);
      assertThat(sums.busiest(days, 100))
          .hasSize(40)
          .allSatisfy(spot -> assertThat(spot.arrivals()).isEqualTo(56));
    }
  }
}
