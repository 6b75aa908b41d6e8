package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Q3: more queries at once than there are connections, and none of them ends. */
class QueryStormTest {
  private static final int REQUESTS = 200;

  /** Of those who ask. */
  private static final int CONNECTIONS = 12;

  /** What one person may ask at once. */
  private static final int AT_ONCE = 24;

  @TempDir Path folder;

  @Test
  void q3EverybodyIsAnsweredSoonOrTheirQueryIsCancelled() throws Exception {
    ExecutorService crowd = Executors.newFixedThreadPool(REQUESTS);
    try (RunningService service =
            RunningService.start(
                folder,
                Map.of(
                    "SIGHTLINE_LIMITS_REQUESTS", "100000",
                    "SIGHTLINE_LIMITS_REQUESTS_AT_ONCE", "100000"));
        Connection holding = service.database().address().connect()) {
      String token = service.token();
      List<String> people = people(service, token);
      holding.setAutoCommit(false);
      try (Statement statement = holding.createStatement()) {
        statement.execute("lock table sites");
      }
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        String one = people.get(i % people.size());
        answers.add(
            crowd.submit(() -> service.ask("127.0.0.1", one, "GET", "/api/v1/sites", null)));
      }
      // The house asks, too.
      await().until(() -> waitingForALock(service) >= CONNECTIONS);
      for (int i = 0; i < 20; i++) {
        Answer ready = service.get("/health/ready");
        assertThat(ready.status()).as("ready while others wait").isEqualTo(200);
        assertThat(ready.millis()).isLessThan(RunningService.scaled(1_000));
      }
      int slow = 0;
      long slowest = 0;
      long soon = 0;
      for (Future<Answer> answer : answers) {
        Answer one = answer.get(30, TimeUnit.SECONDS);
        assertThat(one.status()).as(one.toString()).isIn(429, 503);
        assertThat(one.type()).startsWith("application/problem+json");
        if (one.body().contains("ask for a shorter time")) {
          slow++;
          slowest = Math.max(slowest, one.millis());
        } else {
          soon = Math.max(soon, one.millis());
        }
      }
      System.out.printf(
          "storm: %d cancelled after at most %d ms; the others refused within %d ms%n",
          slow, slowest, soon);
      assertThat(slow).as("those that had a connection").isBetween(1, CONNECTIONS);
      assertThat(slowest).as("statement_timeout").isLessThan(RunningService.scaled(6_000));
      assertThat(soon).as("those that had none").isLessThanOrEqualTo(RunningService.scaled(1_000));
      holding.rollback();
      assertThat(service.ask("127.0.0.1", token, "GET", "/api/v1/sites", null).status())
          .isEqualTo(200);
    } finally {
      crowd.shutdownNow();
    }
  }

  /** Tokens of so many that they can have all connections, whatever the share of one is. */
  private static List<String> people(RunningService service, String token) throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      String name = "storm-" + i;
      String person =
          "{\"username\": \"%s\", \"password\": \"%s\", \"role\": \"admin\"}"
              .formatted(name, service.password());
      assertThat(service.ask("127.0.0.1", token, "POST", "/api/v1/users", person).status())
          .isEqualTo(201);
      tokens.add(
          service
              .signIn("127.0.0.1", name, service.password())
              .json()
              .get("access_token")
              .toString());
    }
    return tokens;
  }

  @Test
  void a6OnesLargeQuestionsLeaveConnectionsToASecondPerson() throws Exception {
    ExecutorService crowd = Executors.newFixedThreadPool(AT_ONCE);
    try (RunningService service =
            RunningService.start(folder, Map.of("SIGHTLINE_LIMITS_REQUESTS", "100000"));
        Connection holding = service.database().address().connect()) {
      String greedy = service.token();
      String second = people(service, greedy).get(0);
      holding.setAutoCommit(false);
      try (Statement statement = holding.createStatement()) {
        // As long as it takes, and whatever is asked for: what is large has no end here.
        statement.execute("lock table vehicle_tracks");
      }
      List<Future<Answer>> large = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        large.add(
            crowd.submit(() -> service.ask("127.0.0.1", greedy, "GET", "/api/v1/tracks", null)));
      }
      await().until(() -> waitingForALock(service) > 0);
      List<Long> millis = new ArrayList<>();
      while (large.stream().anyMatch(one -> !one.isDone())) {
        Answer answer = service.ask("127.0.0.1", second, "GET", "/api/v1/passages", null);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        millis.add(answer.millis());
      }
      for (Future<Answer> one : large) {
        assertThat(one.get().status()).as(one.get().toString()).isIn(429, 503);
      }
      millis.sort(null);
      long p99 = millis.get(millis.size() * 99 / 100);
      System.out.printf(
          "a second person: %d answers, p50 %d ms, p99 %d ms%n",
          millis.size(), millis.get(millis.size() / 2), p99);
      assertThat(p99).isLessThan(RunningService.scaled(500));
    } finally {
      crowd.shutdownNow();
    }
  }

  private static int waitingForALock(RunningService service) {
    return service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database()")
                    .query(Integer.class)
                    .single());
  }

  @Test
  void onePersonDoesNotTakeEverythingFromTheOthers() throws Exception {
    ExecutorService crowd = Executors.newFixedThreadPool(10);
    try (RunningService service =
            RunningService.start(folder, Map.of("SIGHTLINE_LIMITS_REQUESTS_AT_ONCE", "3"));
        Connection holding = service.database().address().connect()) {
      String token = service.token();
      holding.setAutoCommit(false);
      try (Statement statement = holding.createStatement()) {
        statement.execute("lock table sites");
      }
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(
            crowd.submit(() -> service.ask("127.0.0.1", token, "GET", "/api/v1/sites", null)));
      }
      long refused = 0;
      for (Future<Answer> answer : answers) {
        Answer one = answer.get(30, TimeUnit.SECONDS);
        if (one.status() == 429) {
          refused++;
          assertThat(one.headers()).containsKey("retry-after");
        }
      }
      assertThat(refused).isEqualTo(7);
    } finally {
      crowd.shutdownNow();
    }
  }
}
