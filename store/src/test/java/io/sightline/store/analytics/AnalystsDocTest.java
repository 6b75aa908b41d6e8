package io.sightline.store.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written for analysts can be asked by them. */
class AnalystsDocTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    database
        .address()
        .with(
            jdbc -> {
              jdbc.sql(
                      """
                      insert into sites (site, name, time_zone) values ('kiosk', 'The kiosk', 'Europe/Berlin');
                      insert into emotion_windows (run, site, at, camera, scope, scope_id, window_ms, starts_at,
                        faces, people, distribution, revision, final, retracted, model_sha256,
                        layout_version, code_version)
                      values
                        ('live', 'kiosk', '2026-03-01 11:58Z', 'k', 'camera', 'k', 60000, '2026-03-01 11:58Z', 100, 3,
                          '{"happy": 1}', 0, true, false, '', '', ''),
                        ('live', 'kiosk', '2026-03-01 11:59Z', 'k', 'camera', 'k', 60000, '2026-03-01 11:59Z', 300, 3,
                          '{"neutral": 1}', 0, true, false, '', '', ''),
                        ('live', 'kiosk', '2026-03-01 11:59Z', 'k', 'zone', 'till', 60000, '2026-03-01 11:59Z', 300, 3,
                          '{"neutral": 1}', 0, true, false, '', '', '');
                      insert into occupancy_windows (run, site, at, scope, scope_id, window_ms, starts_at, ends_at,
                        occupied_ms, free_ms, unknown_ms, peak, mean, arrivals, departures, longest_ms, capacity,
                        revision, final, retracted, model_sha256, layout_version, code_version)
                      values
                        ('live', 'kiosk', '2026-03-01 11:59Z', 'site', 'kiosk', 60000, '2026-03-01 11:59Z',
                          '2026-03-01 12:00Z', 20000, 20000, 560000, 5, 5, 0, 0, 0, 10, 0, false, false, '', '', ''),
                        ('live', 'kiosk', '2026-03-01 11:00Z', 'site', 'kiosk', 3600000, '2026-03-01 11:00Z',
                          '2026-03-01 12:00Z', 9000000, 27000000, 0, 5, 2.5, 0, 0, 0, 10, 0, true, false, '', '', '')
                      """)
                  .update();
              return null;
            });
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  static List<String> questions() throws IOException {
    Matcher found = SQL.matcher(Files.readString(DOCS.resolve("analysts.md")));
    List<String> questions = new ArrayList<>();
    while (found.find()) {
      questions.add(found.group(1));
    }
    return questions;
  }

  /** With Grafana's own words as it fills them in. */
  static List<String> panels() throws IOException {
    Map<?, ?> dashboard = Json.read(Files.readString(DOCS.resolve("grafana.json")), Map.class);
    List<String> queries = new ArrayList<>();
    for (Object panel : (List<?>) dashboard.get("panels")) {
      Map<?, ?> target = (Map<?, ?>) ((List<?>) ((Map<?, ?>) panel).get("targets")).get(0);
      queries.add(
          ((String) target.get("rawSql"))
              .replace(
                  "$__timeFilter(at)",
                  "at between '2026-03-01T00:00:00Z' and '2026-03-02T00:00:00Z'")
              .replace("$site", "'garage','harbour'"));
    }
    Map<?, ?> variables = (Map<?, ?>) dashboard.get("templating");
    for (Object variable : (List<?>) variables.get("list")) {
      String query = (String) ((Map<?, ?>) variable).get("query");
      if (query.startsWith("select")) {
        queries.add(query);
      }
    }
    return queries;
  }

  private static String ask(String sql) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnalyticsQuery.csv(database.address(), sql, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void thereAreTwentyQuestionsAndAPanelForEachKindOfAnswer() throws IOException {
    assertThat(questions()).hasSize(20);
    assertThat(panels()).hasSizeGreaterThan(6);
  }

  @ParameterizedTest
  @MethodSource({"questions", "panels"})
  void itIsAnsweredToOneWhoMayReadNothingElse(String sql) throws IOException {
    assertThat(ask(sql).lines().findFirst()).isPresent();
  }

  @Test
  void answersAreRight() throws IOException {
    assertThat(ask(questions().get(0))).as("how full").endsWith(",5.0,10,50.0\n");
    assertThat(ask(questions().get(2))).as("of the week").contains("7,12,0.250,1.000");
    assertThat(ask(questions().get(13)))
        .as("emotions by the hour")
        .contains(",k,happy,0.250\n", ",k,neutral,0.750\n", ",k,sad,0.000\n");
    assertThat(ask(questions().get(15))).as("before an event").contains("f,happy,0.250,6");
  }

  @Test
  void factsAreCapturedByTheirTableAndNotByItsPart() {
    database
        .address()
        .with(
            jdbc -> {
              jdbc.sql(
                      "create publication sightline for table public.occupancy_windows,"
                          + " public.vehicle_sessions with (publish_via_partition_root = true)")
                  .update();
              assertThat(
                      jdbc.sql(
                              "select tablename from pg_publication_tables where pubname = 'sightline'")
                          .query(String.class)
                          .list())
                  .containsExactlyInAnyOrder("occupancy_windows", "vehicle_sessions");
              return null;
            });
  }

  @Test
  void whatIsNoQueryIsRefusedInTheDatabasesWords() {
    for (String sql :
        List.of(
            "select * from public.users",
            "select 1) to program 'id' --",
            "delete from vehicle_sessions",
            "nonsense")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> ask(sql))
          .as(sql)
          .isInstanceOf(io.sightline.domain.BadInput.class)
          .hasMessageStartingWith("That cannot be answered: ");
    }
  }
}
