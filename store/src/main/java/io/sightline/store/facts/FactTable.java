package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the facts of one kind become rows: which columns the table has beside the common ones and
 * what of a fact goes into each.
 *
 * @param keyColumns what identifies a row within a run
 */
public record FactTable<F extends Fact>(
    String name, List<String> keyColumns, List<Column<F>> columns) {

  private static final List<String> BY_ID = List.of("at", "id");

  /** SQL types by what they hold. */
  public enum Type {
    TEXT,
    UUID,
    /** A {@code timestamptz}, from milliseconds since 1970. */
    INSTANT,
    LONG,
    INTEGER,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    /** A {@code jsonb}, from a map. */
    JSON
  }

  /** A column and what of a fact it holds. */
  public record Column<F>(String name, Type type, Function<F, Object> value) {}

  /** A table whose rows have an id. */
  static <F extends Fact> FactTable<F> byId(String name, List<Column<F>> columns) {
    return new FactTable<>(name, BY_ID, columns);
  }

  /** Every column that a fact fills; {@code run} and {@code code_version} come from the job. */
  public List<Column<F>> storedColumns() {
    List<Column<F>> all = new ArrayList<>();
    if (keyColumns.contains("id")) {
      all.add(new Column<>("id", Type.UUID, fact -> fact.head().id()));
    }
    all.add(new Column<>("site", Type.TEXT, fact -> fact.head().site()));
    all.add(new Column<>("at", Type.INSTANT, fact -> fact.head().atMillis()));
    all.addAll(columns);
    all.add(new Column<>("revision", Type.LONG, fact -> fact.head().revisionMillis()));
    all.add(new Column<>("final", Type.BOOLEAN, fact -> fact.head().isFinal()));
    all.add(new Column<>("model_sha256", Type.TEXT, fact -> fact.head().modelSha256()));
    all.add(new Column<>("layout_version", Type.TEXT, fact -> fact.head().layoutVersion()));
    return all;
  }

  /** What tells a fact from the others of its run and table, as one text. */
  public String key(F fact) {
    return storedColumns().stream()
        .filter(column -> keyColumns.contains(column.name()))
        .map(column -> String.valueOf(column.value().apply(fact)))
        .collect(Collectors.joining("\u001f"));
  }

  /**
   * Inserts a fact, or revises it: a final row always replaces one that is not, otherwise the newer
   * evidence wins, and a retracted row gives way to any. Parameters: run, code version, then {@link
   * #storedColumns}.
   */
  public String upsert() {
    List<String> names = storedColumns().stream().map(Column::name).toList();
    String set =
        names.stream()
            .filter(column -> !keyColumns.contains(column))
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
    return "insert into "
        + name
        + " as t (run, code_version, "
        + String.join(", ", names)
        + ") values (?, ?"
        + ", ?".repeat(names.size())
        + ") on conflict (run, "
        + String.join(", ", keyColumns)
        + ") do update set "
        + set
        + ", code_version = excluded.code_version, retracted = false, written_xid = default"
        + " where t.retracted or (excluded.final and not t.final)"
        + " or (excluded.final = t.final and excluded.revision >= t.revision)";
  }
}
