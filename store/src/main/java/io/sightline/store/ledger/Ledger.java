package io.sightline.store.ledger;

import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The ledger in SQL: final facts of one run, as texts that are the same on every server. */
final class Ledger {
  private static final List<String> LINEAGE =
      List.of("model_sha256", "layout_version", "code_version");

  private Ledger() {}

  /** Rows of one run that belong to the ledger; the run is a parameter. */
  static final String ROWS = "run = ? and final and not retracted";

  /**
   * Columns of the ledger, each as a text.
   *
   * @param lineage whether the columns that say where a fact comes from are wanted, too
   */
  static String selection(FactKind<?> kind, boolean lineage) {
    List<String> texts = new ArrayList<>();
    kind.ledgerColumns().forEach(column -> texts.add(text(column) + " as " + column.name()));
    if (lineage) {
      texts.addAll(LINEAGE);
    }
    return String.join(", ", texts);
  }

  private static String text(FactColumn column) {
    return column.type() == FactType.INSTANT
        ? "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
            .formatted(column.name())
        : column.name() + "::text";
  }

  /** The order of an export. */
  static String order(FactKind<?> kind) {
    return kind.key().stream().map(column -> "t." + column).collect(Collectors.joining(", "));
  }
}
