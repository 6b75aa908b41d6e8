package io.sightline.standalone.cli;

import io.sightline.domain.json.Json;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    description = "Says which facts of two runs differ; exit code 0 when none do, 3 when some do.")
final class DiffCommand implements Subcommand {
  private static final int DIFFERENT = 3;

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "RUN_A", description = "The first run.")
  private String a;

  @Parameters(index = "1", paramLabel = "RUN_B", description = "The second run.")
  private String b;

  @Option(
      names = "--partial",
      description = "Compare what there is, also where a run is not finished, and say so.")
  private boolean partial;

  @Override
  public Integer call() throws Exception {
    try (Database database = common.existingDatabase()) {
      LedgerDiff diff = LedgerDiff.between(database.address(), FactKinds.PRODUCT, a, b, partial);
      System.out.println(common.json() ? Json.write(diff) : text(diff));
      return diff.equal() ? 0 : DIFFERENT;
    }
  }

  private static String text(LedgerDiff diff) {
    StringBuilder text = new StringBuilder();
    diff.tables()
        .forEach(
            (table, differences) -> {
              if (differences.added() + differences.removed() + differences.changed() > 0) {
                text.append(
                    "%-18s %d added, %d removed, %d changed%n"
                        .formatted(
                            table,
                            differences.added(),
                            differences.removed(),
                            differences.changed()));
                differences
                    .examples()
                    .forEach(example -> text.append("  ").append(describe(example)).append('\n'));
              }
            });
    diff.inputs().forEach(input -> text.append(input).append('\n'));
    return text.append(diff.a())
        .append(" and ")
        .append(diff.b())
        .append(diff.equal() ? " are equal" : " differ")
        .append(diff.partial() ? " as far as they are; not both are finished" : "")
        .toString();
  }

  private static String describe(LedgerDiff.Example example) {
    return switch (example.change()) {
      case "added" -> "+ " + example.b();
      case "removed" -> "- " + example.a();
      default -> "~ " + example.a() + "\n    became " + example.b();
    };
  }
}
