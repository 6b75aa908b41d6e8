package io.sightline.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.Digest;
import io.sightline.domain.json.Json;
import io.sightline.domain.messages.Topics;
import io.sightline.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a version has once given out is kept by those after it: tables with what is in them, the
 * migrations that made them, messages and topics. Each version that changes one of them adds a
 * folder; none is ever changed.
 */
class KeptTest {
  private static final Path KEPT = Path.of("src/test/resources/kept");
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  private static List<Path> versions() throws IOException {
    try (Stream<Path> folders = Files.list(KEPT)) {
      List<Path> versions = folders.sorted().toList();
      assertThat(versions).isNotEmpty();
      return versions;
    }
  }

  @Test
  void migrationsAreNotRewritten() throws IOException {
    for (Path version : versions()) {
      List<String> kept = Files.readAllLines(version.resolve("migrations.txt"));
      assertThat(kept).hasSizeGreaterThan(10);
      for (String line : kept) {
        String name = line.split(" ")[0];
        assertThat(name + " " + Digest.sha256(Files.readString(MIGRATIONS.resolve(name))))
            .as("a migration of %s; add another that changes what it made", version.getFileName())
            .isEqualTo(line);
      }
    }
  }

  @Test
  void tablesOfFormerVersionsBecomeThoseOfThisOne() throws IOException {
    for (Path version : versions()) {
      try (TestDatabase database = TestDatabase.create()) {
        List<String> made = shape(database);
        database
            .address()
            .with(
                jdbc -> {
                  for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
                    jdbc.sql("drop table " + kind.name() + " cascade").update();
                  }
                  jdbc.sql("delete from fact_schemas").update();
                  for (String statement : read(version.resolve("facts.sql")).split(";\n")) {
                    jdbc.sql(statement).update();
                  }
                  return null;
                });
        FactSchema.apply(database.address(), FactKinds.PRODUCT);
        assertThat(shape(database)).as("%s", version.getFileName()).isEqualTo(made);
      }
    }
  }

  /** Columns and indexes of the tables of facts. */
  private static List<String> shape(TestDatabase database) {
    List<String> shape = new ArrayList<>();
    for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
      shape.addAll(
          database
              .address()
              .with(
                  jdbc ->
                      jdbc.sql(
                              """
                              select concat_ws(' ', table_name, column_name, data_type, is_nullable,
                                column_default, collation_name)
                              from information_schema.columns
                              where table_schema = 'public' and table_name = :table
                              union all
                              select indexdef from pg_indexes where tablename = :table
                              order by 1
                              """)
                          .param("table", kind.name())
                          .query(String.class)
                          .list()));
    }
    assertThat(shape).hasSizeGreaterThan(100);
    return shape;
  }

  @Test
  void messagesOfFormerVersionsAreUnderstoodByWhoeverReadsThoseOfThisOne() throws IOException {
    Map<String, Map<?, ?>> now = kinds(Json.write(FactKinds.PRODUCT.schema()));
    for (Path version : versions()) {
      kinds(read(version.resolve("fact.schema.json")))
          .forEach(
              (kind, before) -> {
                assertThat(now).as("kinds of messages").containsKey(kind);
                Map<?, ?> after = now.get(kind);
                assertThat((Map<?, ?>) after.get("properties"))
                    .as(kind)
                    .satisfies(
                        properties ->
                            ((Map<?, ?>) before.get("properties"))
                                .forEach(
                                    (name, schema) ->
                                        assertThat(widened(schema, properties.get(name)))
                                            .as("%s.%s", kind, name)
                                            .isTrue()));
                // What was always there is always there.
                assertThat(new ArrayList<Object>((List<?>) after.get("required")))
                    .as(kind)
                    .containsAll((List<?>) before.get("required"));
              });
    }
  }

  /** Whether it is the same, or has more words than before. */
  private static boolean widened(Object before, Object after) {
    if (before.equals(after)) {
      return true;
    }
    return before instanceof Map<?, ?> one
        && after instanceof Map<?, ?> other
        && one.get("enum") instanceof List<?> words
        && other.get("enum") instanceof List<?> more
        && more.containsAll(words);
  }

  private static Map<String, Map<?, ?>> kinds(String schema) {
    Map<String, Map<?, ?>> kinds = new TreeMap<>();
    for (Object one : (List<?>) Json.read(schema, Map.class).get("oneOf")) {
      Map<?, ?> kind = (Map<?, ?>) one;
      Map<?, ?> properties = (Map<?, ?>) kind.get("properties");
      kinds.put(((Map<?, ?>) properties.get("kind")).get("const").toString(), kind);
    }
    return kinds;
  }

  @Test
  void topicsKeepTheirNames() {
    assertThat(List.of(Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS))
        .containsExactly("sightline.observations", "sightline.facts", "sightline.alerts");
    assertThat(Topics.ofKind("vehicle_sessions")).isEqualTo("sightline.facts.vehicle-sessions");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** With {@code SIGHTLINE_KEEP=0.2} what that version gives out is noted, to be kept. */
  @BeforeAll
  static void keep() throws IOException {
    String named = System.getenv("SIGHTLINE_KEEP");
    if (named == null) {
      return;
    }
    Path version = KEPT.resolve(named);
    assertThat(version.resolve("facts.sql")).as("is kept as it is").doesNotExist();
    List<String> statements = new ArrayList<>();
    FactKinds.PRODUCT.all().forEach(kind -> statements.addAll(FactSchema.statements(kind)));
    Files.createDirectories(version);
    Files.writeString(version.resolve("facts.sql"), String.join(";\n", statements));
    Files.writeString(
        version.resolve("fact.schema.json"), Json.write(FactKinds.PRODUCT.schema()) + "\n");
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        lines.add(file.getFileName() + " " + Digest.sha256(Files.readString(file)));
      }
      Files.write(version.resolve("migrations.txt"), lines);
    }
  }
}
