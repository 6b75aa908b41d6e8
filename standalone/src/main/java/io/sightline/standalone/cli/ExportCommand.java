package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.analytics.AnalyticsExport;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = {
      "Writes a run's ledger as one CSV file a table, comparable byte by byte.",
      "With --format, --site, --from or --to: what the schema analytics has of it, by site and day."
    })
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

  @Option(
      names = "--format",
      paramLabel = "csv|parquet",
      description = "For analysts: TABLE/site=SITE/day=DAY/facts.csv, or .parquet; without plates.")
  private AnalyticsExport.Format format;

  @Option(names = "--site", paramLabel = "SITE", description = "For analysts: of one site only.")
  private String site;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description = "For analysts: leave out what was before, such as 2026-03-01T08:00:00Z.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "INSTANT",
      description = "For analysts: leave out what was from then on.")
  private String to;

  @Override
  public Integer call() throws Exception {
    return format == null && site == null && from == null && to == null
        ? exportLedger()
        : exportForAnalysts();
  }

  private Integer exportForAnalysts() throws Exception {
    if (lineage || partial) {
      throw new BadInput(
          "--lineage and --partial are of the ledger as a whole; leave out --format, --site, --from and --to, or them.");
    }
    requireEmpty();
    Instant begin = Times.instant("--from", from);
    Instant end = Times.instant("--to", to);
    if (begin != null && end != null && !begin.isBefore(end)) {
      throw new BadInput("--to does not lie behind --from; turn them round.");
    }
    AnalyticsExport.Part part = new AnalyticsExport.Part(run, site, begin, end);
    AnalyticsExport.Written written;
    try (Database database = common.existingDatabase()) {
      written =
          AnalyticsExport.write(
              database.address(),
              FactKinds.PRODUCT,
              part,
              format == null ? AnalyticsExport.Format.CSV : format,
              out);
    } catch (IOException e) {
      throw unwritable(e);
    }
    if (common.json()) {
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("run", run);
      said.put("out", out.toString());
      said.put("files", written.files());
      said.put("rows", written.rows());
      System.out.println(Json.write(said));
    } else {
      System.out.println(
          "%d facts of %s are in %d files in %s"
              .formatted(written.rows(), run, written.files(), out));
    }
    return 0;
  }

  /** Whoever reads the folder takes all that is in it. */
  private void requireEmpty() {
    try (Stream<Path> there = Files.isDirectory(out) ? Files.list(out) : Stream.empty()) {
      if (there.findAny().isPresent()) {
        throw new BadInput("The folder " + out + " is not empty; choose another --out.");
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private BadInput unwritable(IOException e) {
    return new BadInput(
        "The folder " + out + " cannot be written: " + e.getMessage() + "; choose another --out.",
        e);
  }

  private Integer exportLedger() throws Exception {
    boolean whole;
    try (Database database = common.existingDatabase()) {
      whole = LedgerExport.write(database.address(), FactKinds.PRODUCT, run, out, lineage, partial);
    } catch (IOException e) {
      throw unwritable(e);
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
