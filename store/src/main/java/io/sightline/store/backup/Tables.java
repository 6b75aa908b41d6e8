package io.sightline.store.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables that a backup is of, and what of them. */
final class Tables {
  /**
   * How a database came to its schema is its own, with what came of that, and how far its
   * transactions were looked at; leases are of processes that are no more.
   */
  private static final String ALL =
      """
      select c.relname from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname not in ('flyway_schema_history', 'fact_schemas', 'run_leases',
          'delivery_position', 'emotion_classes')
      order by c.relname
      """;

  /**
   * Which transaction wrote a row says nothing in another database, where rows count as new once
   * more. What is still to be erased would wait there for a transaction that never comes.
   */
  private static final String COLUMNS =
      """
      select a.attname from pg_attribute a
      where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and a.attname not in ('written_xid', 'made_xid')
      order by a.attnum
      """;

  private static final String REFERENCES =
      """
      select c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint c
      where c.contype = 'f' and c.conrelid <> c.confrelid
      """;

  private Tables() {}

  /** Names, each behind those that it refers to. */
  static List<String> all(JdbcClient jdbc) {
    List<String> names = jdbc.sql(ALL).query(String.class).list();
    Map<String, List<String>> needs = new LinkedHashMap<>();
    jdbc.sql(REFERENCES)
        .query(
            row -> {
              needs
                  .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                  .add(row.getString(2));
            });
    Set<String> ordered = new LinkedHashSet<>();
    names.forEach(name -> place(name, needs, ordered));
    ordered.retainAll(names);
    return List.copyOf(ordered);
  }

  private static void place(String name, Map<String, List<String>> needs, Set<String> ordered) {
    if (!ordered.contains(name)) {
      needs.getOrDefault(name, List.of()).forEach(other -> place(other, needs, ordered));
      ordered.add(name);
    }
  }

  static List<String> columns(JdbcClient jdbc, String table) {
    return jdbc.sql(COLUMNS).param(table).query(String.class).list();
  }
}
