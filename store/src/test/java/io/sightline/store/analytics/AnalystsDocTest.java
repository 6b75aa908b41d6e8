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
