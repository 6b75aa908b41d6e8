package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.Connection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

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
  void rowsThatCameBeforeTheirPartMoveIntoItAndOthersStay() {
    observe("2031-05-30 12:00:00Z");
    observe("2031-05-30 12:01:00Z");
    observe("2031-06-09 12:00:00Z");
    ensure(LAST_OF_MAY, LAST_OF_MAY.plusDays(1));
    assertThat(parts("observations"))
        .containsExactly("observations_2031_05_30", "observations_2031_05_31");
    assertThat(where("2031-05-30 12:00:00Z")).containsExactly("observations_2031_05_30");
    assertThat(where("2031-05-30 12:01:00Z")).containsExactly("observations_2031_05_30");
    assertThat(where("2031-06-09 12:00:00Z")).containsExactly("observations_default");
    assertThat(parts("passages"))
        .as("other tables have their part")
        .containsExactly("passages_2031_05");
    assertThat(indexes("observations_2031_05_30")).isEqualTo(indexes("observations_2031_05_31"));
    assertThatThrownBy(() -> observe("2031-05-30 12:00:00Z"))
        .as("the key counts in a part that rows moved into")
        .isInstanceOf(DuplicateKeyException.class);
  }

  private int indexes(String part) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql("select count(*) from pg_indexes where tablename = ?")
                    .param(part)
                    .query(Integer.class)
                    .single());
  }

  @Test
  void daysThatPassedWhileNobodyMadePartsAreFound() {
    LocalDate woken = LAST_OF_MAY.plusDays(7);
    observe("2031-05-30 12:00:00Z");
    observe("2031-06-03 12:00:00Z");
    observe("2029-01-01 12:00:00Z");
    observe("2099-01-01 12:00:00Z");
    database
        .address()
        .with(
            jdbc -> {
              assertThat(Partitions.isAhead(jdbc, woken)).isFalse();
              assertThat(Partitions.strayDays(jdbc, woken))
                  .as("no days of clocks that are wrong")
                  .containsExactly(LAST_OF_MAY, LocalDate.of(2031, 6, 3));
              Partitions.ensureAhead(jdbc, woken);
              Partitions.ensure(jdbc, Partitions.strayDays(jdbc, woken));
              assertThat(Partitions.strayDays(jdbc, woken)).isEmpty();
              assertThat(Partitions.isAhead(jdbc, woken)).isTrue();
              return null;
            });
    assertThat(where("2031-06-03 12:00:00Z")).containsExactly("observations_2031_06_03");
  }

  @Test
  void aReaderOfAWholeTableIsWaitedForOnlyShortlyAndThePartIsMadeAnotherTime() throws Exception {
    observe("2031-05-30 12:00:00Z");
    try (Connection reading = database.address().connect()) {
      reading.setAutoCommit(false);
      reading.createStatement().execute("lock table observations in access share mode");
      assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ensure(LAST_OF_MAY));
      reading.rollback();
    }
    assertThat(parts("observations")).isEmpty();
    assertThat(where("2031-05-30 12:00:00Z")).containsExactly("observations_default");
    ensure(LAST_OF_MAY);
    assertThat(where("2031-05-30 12:00:00Z")).containsExactly("observations_2031_05_30");
  }

  @Test
  void soManyDaysAndNoMoreArePrepared() {
    LocalDate[] days = LAST_OF_MAY.datesUntil(LAST_OF_MAY.plusDays(410)).toArray(LocalDate[]::new);
    ensure(days);
    assertThat(parts("observations")).hasSize(400).doesNotContain("observations_2032_07_04");
  }
}
