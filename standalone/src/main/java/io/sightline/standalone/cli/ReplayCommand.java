package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.SiteFile;
import io.sightline.runs.FootagePlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.ObservationsPlan;
import io.sightline.runs.RunPlan;
import io.sightline.runs.chores.Chores;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.retention.Retention;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunOddities;
import io.sightline.store.runs.RunSummary;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "replay",
    description =
        "Turns recorded footage, or the stored observations of another run, into a run's facts.")
final class ReplayCommand implements Subcommand {
  private static final int MAX_PARALLELISM = 16;

  @Mixin private CommonOptions common;

  @Option(names = "--site", paramLabel = "FILE", required = true, description = "The site file.")
  private Path site;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      required = true,
      description = "Name of the run; the same again resumes it.")
  private String run;

  @Option(
      names = "--footage",
      paramLabel = "CAMERA=FILE",
      description = "Footage of a camera, in place of the site file's.")
  private Map<String, Path> footage = new LinkedHashMap<>();

  @Option(
      names = "--start",
      paramLabel = "CAMERA=INSTANT",
      description = "Time of a camera's first frame.")
  private Map<String, String> start = new LinkedHashMap<>();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Subtasks an operator (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--from-run",
      paramLabel = "RUN",
      description = "Use RUN's stored observations: no video, no model.")
  private String fromRun;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description = "With --from-run: leave out what was seen before.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "INSTANT",
      description = "With --from-run: leave out what was seen from then on.")
  private String to;

  @Option(
      names = "--strict",
      description =
          "Fail where anything in the footage is odd: a file that cannot be read, frames left out, "
              + "gaps, time stamps that are not believed.")
  private boolean strict;

  @Option(names = "--fresh", description = "Delete an earlier run of this name first.")
  private boolean fresh;

  @Override
  public Integer call() throws Exception {
    RunName.requireReplay(run);
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw new BadInput(
          "--parallelism "
              + parallelism
              + " cannot be; give a number from 1 to "
              + MAX_PARALLELISM
              + ".");
    }
    common.requirePort();
    Terminal terminal = new Terminal(run);
    SiteFile file = SiteFile.read(site);
    Made made = fromRun == null ? fromFootage(file, terminal) : fromRun(file, terminal);
    terminal.endBar();
    made.oddities().forEach(terminal::line);
    if (!made.shown()) {
      terminal.line(
          "The page and the API know the site '%s' once it is served: ./sightline serve --site %s"
              .formatted(file.site().id(), site));
    }
    System.out.println(
        common.json() ? made.summary() : text(Json.read(made.summary(), RunSummary.class)));
    return strict && !made.oddities().isEmpty() ? 1 : 0;
  }

  /**
   * @param summary as JSON
   * @param oddities what was odd in the footage, in sentences
   * @param shown whether its site is one that the page and the API know
   */
  private record Made(String summary, List<String> oddities, boolean shown) {}

  private Made fromFootage(SiteFile file, Terminal terminal) throws Exception {
    FootagePlan plan =
        Step.during(
            "Opening the footage and loading the models",
            () ->
                FootagePlan.of(
                    file, common.catalog(), EmotionUse.of(common.settings()), footage, starts()));
    plan.warnings().forEach(terminal::line);
    plan.troubles().forEach(terminal::line);
    if (strict && !plan.troubles().isEmpty()) {
      throw new BadInput("Not all of the footage can be read; mend it, or leave out --strict.");
    }
    try (Database database = common.database()) {
      return make(database, claim -> plan, terminal);
    } finally {
      terminal.endBar();
    }
  }

  private Made fromRun(SiteFile file, Terminal terminal) throws Exception {
    if (!footage.isEmpty() || !start.isEmpty()) {
      throw new BadInput("--from-run reads no footage; leave out --footage and --start.");
    }
    if (fromRun.equals(RunName.LIVE) && (from == null || to == null)) {
      throw new BadInput(
          "The live run goes on; say which part of it to use, with --from and --to.");
    }
    if (fromRun.equals(run)) {
      throw new BadInput("A run cannot be made from itself; choose another --run.");
    }
    Span span = new Span(Times.instant("--from", from), Times.instant("--to", to));
    try (Database database = common.existingDatabase()) {
      return make(
          database,
          claim -> ObservationsPlan.of(claim.jdbc(), file.site(), fromRun, span),
          terminal);
    } finally {
      terminal.endBar();
    }
  }

  private Made make(Database database, Function<RunClaim, RunPlan> plan, Terminal terminal)
      throws Exception {
    terminal.at(-1, "starting");
    try (RunClaim claim = RunClaim.of(database.address(), run);
        Chores chores = chores(database);
        JobRunner runner = common.installation().runner(parallelism)) {
      chores.start();
      // Somebody asks for it now, whatever was asked before.
      claim.rows().allow(run);
      String summary =
          common
              .installation()
              .maker(database, runner, common.media(), parallelism, common.settings())
              .make(claim, plan.apply(claim), fresh, terminal);
      RunSummary told = Json.read(summary, RunSummary.class);
      return new Made(
          summary,
          RunOddities.sentences(claim.jdbc(), told),
          new SiteRegistry(database.address()).sites().contains(told.site()));
    }
  }

  private Chores chores(Database database) {
    return new Chores(
        database.address(),
        common.media(),
        common.installation().runs(),
        Retention.of(FactKinds.PRODUCT, common.settings()),
        Clock.systemUTC(),
        KafkaBrokers.of(common.settings()).orElse(null));
  }

  private Map<String, Instant> starts() {
    Map<String, Instant> starts = new LinkedHashMap<>();
    start.forEach((camera, time) -> starts.put(camera, Times.instant("--start " + camera, time)));
    return starts;
  }

  static String text(RunSummary summary) {
    return """
        run               %s (site %s)
        frames            %d (%.1f a second, %.1f times real time)
        observations      %d
        vehicles          %d
        plates            %s
        passages          %d
        sessions          %d
        spots occupied    %s
        emotion segments  %d
        emotions          %s
        poison            %d
        frames dropped    %s
        gaps              %d"""
        .formatted(
            summary.run(),
            summary.site(),
            summary.frames(),
            summary.framesPerSecond(),
            summary.realTimeFactor(),
            summary.observations(),
            summary.vehicles(),
            list(summary.plates()),
            summary.passages(),
            summary.sessions(),
            list(summary.spotsOccupied()),
            summary.emotionSegments(),
            emotions(summary),
            summary.poison(),
            summary.framesDropped().isEmpty() ? "none" : summary.framesDropped().toString(),
            summary.gaps());
  }

  /** Each camera's shares, the largest first. */
  private static String emotions(RunSummary summary) {
    if (summary.emotions().isEmpty()) {
      return "none";
    }
    return summary.emotions().entrySet().stream()
        .map(
            camera ->
                camera.getKey()
                    + ": "
                    + camera.getValue().faces()
                    + " faces"
                    + camera.getValue().distribution().entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(
                            share ->
                                ", %s %.0f %%".formatted(share.getKey(), 100 * share.getValue()))
                        .collect(Collectors.joining()))
        .collect(Collectors.joining("; "));
  }

  private static String list(List<String> items) {
    return items.isEmpty() ? "none" : items.size() + ": " + String.join(" ", items);
  }
}
