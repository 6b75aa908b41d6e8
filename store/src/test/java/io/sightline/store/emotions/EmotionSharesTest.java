package io.sightline.store.emotions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.store.TestDatabase;
import io.sightline.store.emotions.EmotionShares.Span;
import io.sightline.store.emotions.EmotionShares.Sum;
import io.sightline.store.facts.TestPlans;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class EmotionSharesTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private static TestDatabase database;

  /**
   * A hundred days of hours of four cameras at each of twenty sites: two faces that are happy and
   * sad in turns, or six of which a third is happy; in each third hour too few.
   */
  @BeforeAll
  static void fill() {
    database = TestDatabase.create();
    database
        .address()
        .with(
            jdbc -> {
              jdbc.sql(
                      """
                      insert into emotion_windows (run, site, at, camera, scope, scope_id, window_ms, starts_at,
                        faces, people, distribution, revision, final, retracted, model_sha256,
                        layout_version, code_version)
                      select 'live', 'site-' || s, t.at,
                        'camera-' || s || '-' || c, p.scope,
                        case p.scope when 'zone' then 'door' else 'camera-' || s || '-' || c end, 3600000,
                        t.at, case when h % 3 = 1 then 2 else 6 end, 1,
                        case h % 3 when 0 then '{}' when 1 then '{"happy": 1}'
                          else '{"happy": 0.25, "sad": 0.75}' end::jsonb,
                        0, true, false, '', '', '1'
                      from generate_series(1, 20) s, generate_series(1, 4) c,
                        (values ('camera'), ('zone')) p (scope),
                        lateral (select h, timestamptz '2026-01-01 00:00:00Z' + h * interval '1 hour' as at
                          from generate_series(0, 2399) h) t
                      """)
                  .update();
              jdbc.sql("analyze emotion_windows").update();
              return null;
            });
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static Span span(String camera, int hours) {
    return span(camera, null, hours);
  }

  private static Span span(String camera, String zone, int hours) {
    return new Span("live", "site-7", camera, zone, FROM, FROM.plus(Duration.ofHours(hours)), HOUR);
  }

  private static List<Sum> byHour(Span span, String zone) throws Exception {
    try (Connection connection = database.address().connect()) {
      return new EmotionShares(new SingleConnectionDataSource(connection, true))
          .byHour(span, ZoneId.of(zone));
    }
  }

  @Test
  void facesWeighAndHoursOfTooFewAreCountedAndNotTold() throws Exception {
    try (Connection connection = database.address().connect()) {
      EmotionShares shares = new EmotionShares(new SingleConnectionDataSource(connection, true));
      Sum all = shares.together(span("camera-7-2", 30));
      assertThat(all.windows()).isEqualTo(30);
      assertThat(all.hidden()).isEqualTo(10);
      assertThat(all.faces()).isEqualTo(10 * 2 + 10 * 6);
      assertThat(all.people()).isEqualTo(20);
      assertThat(all.weights().get("happy")).isCloseTo(10 * 2 + 10 * 6 * 0.25, within(1e-9));
      assertThat(all.weights().get("sad")).isCloseTo(10 * 6 * 0.75, within(1e-9));
      assertThat(shares.together(span(null, 30)).faces()).as("all cameras").isEqualTo(4 * 80);
      assertThat(shares.together(span("gone", 30)).windows()).isZero();
      assertThat(shares.together(span("camera-7-2", "door", 30)).faces()).isEqualTo(80);
      assertThat(shares.together(span(null, "door", 30)).faces()).isEqualTo(4 * 80);
      assertThat(shares.together(span(null, "window", 30)).windows()).isZero();
      assertThat(shares.newest("live", "site-7")).contains(FROM.plus(Duration.ofHours(2_400)));
      assertThat(shares.newest("live", "nowhere")).isEmpty();
    }
  }

  @Test
  void hoursAreThoseOfTheSitesClock() throws Exception {
    List<Sum> there = byHour(span("camera-7-2", 3), "Asia/Tokyo");
    assertThat(there).extracting(Sum::hour).containsExactly(9, 10, 11);
    assertThat(there.get(0).weights()).isEmpty();
    assertThat(there.get(1).weights()).containsExactly(Map.entry("happy", 2.0));
    assertThat(there.get(2).weights()).containsOnlyKeys("happy", "sad");
  }

  @Test
  void oneCameraAndAWholeSiteAreFoundByAnIndex() {
    for (String sql : List.of(EmotionShares.BY_HOUR, EmotionShares.EMOTIONS_BY_HOUR)) {
      assertThat(plan(sql, "camera-7-2")).contains("Index").doesNotContain("Seq Scan on");
      assertThat(plan(sql, null)).contains("Index").doesNotContain("Seq Scan on");
    }
  }

  private static String plan(String sql, String camera) {
    Map<String, Object> parameters = new java.util.HashMap<>();
    parameters.put("run", "live");
    parameters.put("site", "site-7");
    parameters.put("camera", camera);
    parameters.put("place", null);
    parameters.put("window", HOUR);
    parameters.put("from", FROM.plus(Duration.ofDays(40)).atOffset(ZoneOffset.UTC));
    parameters.put("to", FROM.plus(Duration.ofDays(68)).atOffset(ZoneOffset.UTC));
    parameters.put("zone", "Europe/Berlin");
    return TestPlans.of(database.address(), sql, parameters);
  }
}
