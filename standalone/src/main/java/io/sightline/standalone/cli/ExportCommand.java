package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

  @Option(
      names = "--partial",
      description =
          "Write what there is of a run that is not finished; the files are named TABLE.partial.csv.")
  private boolean partial;

  @Override
  public Integer call() throws Exception {
    boolean whole;
    try (Database database = common.existingDatabase()) {
      whole = LedgerExport.write(database.address(), FactKinds.PRODUCT, run, out, lineage, partial);
    } catch (IOException e) {
      throw new BadInput(
          "The folder " + out + " cannot be written: " + e.getMessage() + "; choose another --out.",
          e);
    }
    if (common.json()) {
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("run", run);
      said.put("out", out.toString());
      if (!whole) {
        said.put("partial", true);
      }
      System.out.println(Json.write(said));
    } else {
      System.out.println(
          (whole ? "The ledger of " : "What there is of the ledger of ") + run + " is in " + out);
    }
    return 0;
  }
}
