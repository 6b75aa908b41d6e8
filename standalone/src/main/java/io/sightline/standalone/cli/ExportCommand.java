package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerExport;
import io.sightline.store.runs.RunRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Writes a run's ledger as one CSV file a table, comparable byte by byte.")
final class ExportCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Option(names = "--run", paramLabel = "NAME", required = true, description = "The run.")
  private String run;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the files.")
  private Path out;

  @Option(names = "--lineage", description = "Add the columns that say where a fact comes from.")
  private boolean lineage;

  @Override
  public Integer call() throws Exception {
    try (Database database = common.database()) {
      database.address().with(jdbc -> new RunRows(jdbc).require(run));
      LedgerExport.write(database.address(), FactKinds.PRODUCT, run, out, lineage);
    } catch (IOException e) {
      throw new BadInput(
          "The folder " + out + " cannot be written: " + e.getMessage() + "; choose another --out.",
          e);
    }
    System.out.println(
        common.json()
            ? Json.write(Map.of("run", run, "out", out.toString()))
            : "The ledger of " + run + " is in " + out);
    return 0;
  }
}
