package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import io.sightline.store.facts.LargeHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What dashboards ask, over the history of some sites. With {@code
 * JAVA_TOOL_OPTIONS=-Dsightline.sites=20 -Dsightline.days=95} over 30 million windows and 10
 * million transitions.
 */
class TenQuestionsTest {
  private static final int SITES = Integer.getInteger("sightline.sites", 2);
  private static final int DAYS = Integer.getInteger("sightline.days", 3);
  private static final boolean IS_LARGE = Integer.getInteger("sightline.days") != null;
  private static final int TIMES = IS_LARGE ? 200 : 20;
  private static final long MOST_MILLIS = 50;

  @TempDir static Path folder;
  private static RunningService service;
  private static String token;

  @BeforeAll
  static void fill() throws IOException {
    service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_LIMITS_REQUESTS", "100000", "SIGHTLINE_AVAILABILITY_SITES", "site-0"));
    token = service.token();
    for (int i = 0; i < SITES; i++) {
      service.add(LargeHistory.site(i));
    }
    service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into runs (run, site, state, layout) values ('live', '', 'running', '{}')")
                    .update());
    long begun = System.nanoTime();
    long windows =
        new LargeHistory(service.database().address(), List.of("live"), SITES).fill(DAYS);
    System.out.printf(
        "ten questions: %d windows of %d sites and %d days in %d s%n",
        windows, SITES, DAYS, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Map<String, String> questions() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Instant lately = now.minus(Duration.ofDays(2));
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("occupancy now", "/api/v1/occupancy/now?site=site-%1$d");
    questions.put(
        "by hour of the week, and when it is full",
        "/api/v1/occupancy/hours-of-week?site=site-%1$d");
    questions.put(
        "a zone by hour of the week",
        "/api/v1/occupancy/hours-of-week?site=site-%1$d&zone=zone-%1$d-2");
    questions.put("busiest spots", "/api/v1/occupancy/spots?site=site-%1$d");
    questions.put(
        "how long people stay",
        "/api/v1/dwell?site=site-%1$d&from=" + now.minus(Duration.ofDays(28)));
    questions.put("emotions by hour", "/api/v1/emotions/hours-of-day?site=site-%1$d");
    questions.put(
        "emotions around an event",
        "/api/v1/emotions/around?site=site-%1$d&minutes=120&at=" + lately);
    questions.put(
        "two weeks compared",
        "/api/v1/occupancy/compare?site=site-%1$d&from="
            + now.minus(Duration.ofDays(8))
            + "&to="
            + now.minus(Duration.ofDays(1)));
    questions.put(
        "a day by the minute",
        "/api/v1/occupancy?window=1m&site=site-%1$d&zone=zone-%1$d-1&limit=1000&from=" + lately);
    questions.put(
        "what a spot did",
        "/api/v1/spots/spot-%1$d-7/transitions?site=site-%1$d&limit=1000&from=" + lately);
    questions.put("how many are free, for signs", "/availability?site=site-0");
    return questions;
  }

  @Test
  void dashboardsAreAnsweredSoon() throws Exception {
    List<String> slow = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    for (Map.Entry<String, String> question : questions().entrySet()) {
      List<Long> millis = new ArrayList<>();
      for (int i = -5; i < TIMES; i++) {
        String path = question.getValue().formatted(Math.floorMod(i, SITES));
        Answer answer = service.ask("127.0.0.1", token, "GET", path, null);
        assertThat(answer.status()).as(path + answer).isEqualTo(200);
        assertThat(answer.body()).as(path).doesNotContain("\"items\":[]");
        if (i >= 0) {
          millis.add(answer.millis());
        }
      }
      millis.sort(null);
      all.addAll(millis);
      long p50 = millis.get(TIMES / 2);
      long p99 = millis.get(TIMES * 99 / 100);
      System.out.printf("ten questions: %s: p50 %d ms, p99 %d ms%n", question.getKey(), p50, p99);
      if ((IS_LARGE ? p99 : p50) > RunningService.scaled(MOST_MILLIS)) {
        slow.add(question.getKey() + " " + millis);
      }
    }
    all.sort(null);
    System.out.printf(
        "ten questions: all: p50 %d ms, p99 %d ms%n",
        all.get(all.size() / 2), all.get(all.size() * 99 / 100));
    assertThat(slow).isEmpty();
  }
}
