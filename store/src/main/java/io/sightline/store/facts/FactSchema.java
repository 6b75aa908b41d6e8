package io.sightline.store.facts;

import io.sightline.domain.Digest;
import io.sightline.store.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes the tables of facts from their kinds: partitioned by time, with their indexes and the
 * trigger that wakes live listeners. A component that a record has gained becomes a column; nothing
 * is ever dropped. Done once for each state of the kinds, by one process at a time.
 */
public final class FactSchema {
  /** Between an index's columns and its condition. */
  static final String WHERE = " where ";

  private FactSchema() {}

  /**
   * @throws org.springframework.dao.DataAccessException when the database does not answer; nothing
   *     is changed then
   */
  public static void apply(DatabaseAddress database, FactKinds kinds) {
    List<String> statements = new ArrayList<>();
    kinds.all().forEach(kind -> statements.addAll(statements(kind)));
    String state = Digest.sha256(String.join(";", statements));
    database.transaction(
        jdbc -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline facts', 0))")
              .query()
              .listOfRows();
          jdbc.sql(
                  "create table if not exists fact_schemas (state text primary key,"
                      + " applied_at timestamptz not null default now())")
              .update();
          if (!isApplied(jdbc, state)) {
            statements.forEach(statement -> jdbc.sql(statement).update());
            jdbc.sql("insert into fact_schemas (state) values (?)").param(state).update();
          }
          return null;
        });
  }

  private static boolean isApplied(JdbcClient jdbc, String state) {
    return jdbc.sql("select exists (select from fact_schemas where state = ?)")
        .param(state)
        .query(Boolean.class)
        .single();
  }

  static List<String> statements(FactKind<?> kind) {
    List<String> statements = new ArrayList<>();
    String name = kind.name();
    statements.add(table(kind));
    statements.add(
        "create table if not exists %s_default partition of %s default".formatted(name, name));
    for (FactColumn column : kind.ownColumns()) {
      statements.add(
          "alter table %s add column if not exists %s %s%s"
              .formatted(
                  name,
                  column.name(),
                  column.type().sql(),
                  column.nullable() ? "" : required(column)));
    }
    kind.peoplesColumns()
        .forEach(
            column ->
                statements.add(
                    "alter table %s add column if not exists %s".formatted(name, column)));
    statements.add(
        "alter table %s add column if not exists recorded_at timestamptz not null default now()"
            .formatted(name));
    kind.plate().ifPresent(plate -> statements.addAll(erasable(kind, plate)));
    statements.add(index(name, "by_site", "run, site, at desc", ""));
    if (kind.owner() != FactOwner.NOBODY) {
      // What a restart takes back: the newest of what one camera or site said.
      String columns = kind.owner().column() + ", revision";
      statements.add(index(name, "newest", columns, " where run = 'live'"));
    }
    for (int i = 0; i < kind.indexes().size(); i++) {
      String suffix = kind.indexes().get(i).replace(WHERE, " ").replaceAll("\\W+", "_");
      String[] parts = kind.indexes().get(i).split(WHERE, 2);
      String where = parts.length == 1 ? "" : WHERE + parts[1];
      statements.add(index(name, "by_" + suffix, parts[0], where));
    }
    if (kind.feed() != null) {
      statements.add(index(name, "live", "written_xid", " where run = 'live'"));
      statements.add(
          ("create or replace trigger notify_live after insert or update on %s for each row"
                  + " when (new.run = 'live') execute function notify_live()")
              .formatted(name));
    }
    return statements;
  }

  /** A plate is found in all runs at once, and the log learns of tracks whose plate is erased. */
  private static List<String> erasable(FactKind<?> kind, FactColumn plate) {
    String name = kind.name();
    List<String> statements = new ArrayList<>();
    statements.add("alter table %s add column if not exists erased_at timestamptz".formatted(name));
    if (plate.nullable()) {
      statements.add(
          index(
              name,
              "of_plate",
              plate.name() + ", at",
              " where %s is not null".formatted(plate.name())));
    }
    if (kind.goesWithItsPlate()) {
      statements.add(
          ("create or replace trigger note_erased after insert or update on %s for each row"
                  + " when (new.erased_at is not null) execute function note_erased_track()")
              .formatted(name));
    }
    return statements;
  }

  private static String table(FactKind<?> kind) {
    StringBuilder sql = new StringBuilder("create table if not exists " + kind.name() + " (");
    sql.append("run text collate \"C\" not null");
    for (FactColumn column : kind.storedColumns()) {
      sql.append(", ").append(column.name()).append(' ').append(column.type().sql());
      // As if it had come later, so that tables of every age are alike.
      boolean own = kind.ownColumns().contains(column);
      sql.append(column.nullable() ? "" : own ? required(column) : " not null");
    }
    kind.peoplesColumns().forEach(column -> sql.append(", ").append(column));
    return sql.append(", retracted boolean not null default false")
        .append(", code_version text collate \"C\" not null")
        .append(", recorded_at timestamptz not null default now()")
        .append(", written_xid xid8 not null default pg_current_xact_id()")
        .append(", primary key (run, " + String.join(", ", kind.key()) + ")")
        .append(") partition by range (at)")
        .toString();
  }

  private static String required(FactColumn column) {
    return " not null default " + column.type().sqlDefault();
  }

  private static String index(String table, String suffix, String columns, String where) {
    return "create index if not exists %s_%s on %s (%s)%s"
        .formatted(table, suffix, table, columns, where);
  }
}
