package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.store.observations.ObservationRows;
import java.sql.Connection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class PartitionsAtOnceTest {
  private static final LocalDate DAY = LocalDate.of(2031, 3, 30);

  private static void ensure(JdbcClient jdbc) {
    Partitions.ensure(jdbc, List.of(DAY));
  }

  @Test
  void twoProcessesThatNeedTheSamePartsWaitForEachOther() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection first = database.address().connect()) {
      first.setAutoCommit(false);
      ensure(JdbcClient.create(new SingleConnectionDataSource(first, true)));
      // Made, and not to be seen yet.
      CompletableFuture<Void> second =
          CompletableFuture.runAsync(
              () ->
                  database
                      .address()
                      .with(
                          jdbc -> {
                            ensure(jdbc);
                            return null;
                          }));
      await().atMost(Duration.ofSeconds(20)).until(() -> waiting(database) == 1);
      first.commit();
      second.get(20, TimeUnit.SECONDS);
      assertThat(second).isCompleted();
    }
  }

  @Test
  void whoReadsWhileRowsMoveIntoTheirPartMissesNone() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection moving = database.address().connect()) {
      database
          .address()
          .with(
              jdbc ->
                  jdbc.sql(
                          """
                          insert into observations (run, id, site, camera, at, revision, frames,
                            detections, layout_version, code_version, payload)
                          values ('sunday', gen_random_uuid(), 'garage', 'gate',
                            '2031-03-30 12:00:00Z', 0, 1, 0, '', '1', '')
                          """)
                      .update());
      moving.setAutoCommit(false);
      ensure(JdbcClient.create(new SingleConnectionDataSource(moving, true)));
      CompletableFuture<List<String>> read =
          CompletableFuture.supplyAsync(
              () -> database.address().with(jdbc -> new ObservationRows(jdbc).cameras("sunday")));
      await().atMost(Duration.ofSeconds(20)).until(() -> waiting(database) == 1);
      moving.commit();
      assertThat(read.get(20, TimeUnit.SECONDS)).containsExactly("gate");
    }
  }

  private static long waiting(TestDatabase database) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database()")
                    .query(Long.class)
                    .single());
  }
}
