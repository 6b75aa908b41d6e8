package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  private static final LocalDate LAST_OF_MAY = LocalDate.of(2031, 5, 30);

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void ensure(LocalDate... days) {
    database
        .address()
        .with(
            jdbc -> {
              Partitions.ensure(jdbc, List.of(days));
              return null;
            });
  }

  /** Parts of a table but the default one, sorted. */
  private List<String> parts(String table) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "select inhrelid::regclass::text from pg_inherits"
                            + " where inhparent = ?::regclass and inhrelid::regclass::text not like '%default'"
                            + " order by 1")
                    .param(table)
                    .query(String.class)
                    .list());
  }

  private void observe(String at) {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        insert into observations (run, id, site, camera, at, revision, frames, detections,
                          layout_version, code_version, payload)
                        values ('live', gen_random_uuid(), 'garage', 'gate', ?::timestamptz, 0, 1, 1, '', '1', '')
                        """)
                    .param(at)
                    .update());
  }

  private List<String> where(String at) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "select tableoid::regclass::text from observations where at = ?::timestamptz")
                    .param(at)
                    .query(String.class)
                    .list());
  }

  @Test
  void todayAndTheTwoDaysBehindItArePreparedAndTheirMonths() {
    database
        .address()
        .with(
            jdbc -> {
              Partitions.ensureAhead(jdbc, LAST_OF_MAY);
              Partitions.ensureAhead(jdbc, LAST_OF_MAY);
              return null;
            });
    assertThat(parts("observations"))
        .containsExactly(
            "observations_2031_05_30", "observations_2031_05_31", "observations_2031_06_01");
    assertThat(parts("passages")).containsExactly("passages_2031_05", "passages_2031_06");
    assertThat(parts("camera_gaps")).containsExactly("camera_gaps_2031_05", "camera_gaps_2031_06");
  }

  @Test
  void aPartHoldsItsDayInUtc() {
    ensure(LAST_OF_MAY);
    for (String within : List.of("2031-05-30 00:00:00Z", "2031-05-30 23:59:59.999Z")) {
      observe(within);
      assertThat(where(within)).as(within).containsExactly("observations_2031_05_30");
    }
    for (String beside : List.of("2031-05-29 23:59:59.999Z", "2031-05-31 00:00:00Z")) {
      observe(beside);
      assertThat(where(beside)).as(beside).containsExactly("observations_default");
    }
  }

  @Test
  void aDayOfWhichThereAreRowsAlreadyStaysInTheDefaultPartAndHoldsNothingUp() {
    observe("2031-05-30 12:00:00Z");
    ensure(LAST_OF_MAY, LAST_OF_MAY.plusDays(1));
    assertThat(parts("observations")).containsExactly("observations_2031_05_31");
    observe("2031-05-30 12:01:00Z");
    assertThat(where("2031-05-30 12:01:00Z")).containsExactly("observations_default");
    assertThat(parts("passages"))
        .as("other tables have their part")
        .containsExactly("passages_2031_05");
  }

  @Test
  void soManyDaysAndNoMoreArePrepared() {
    LocalDate[] days = LAST_OF_MAY.datesUntil(LAST_OF_MAY.plusDays(410)).toArray(LocalDate[]::new);
    ensure(days);
    assertThat(parts("observations")).hasSize(400).doesNotContain("observations_2032_07_04");
  }
}
