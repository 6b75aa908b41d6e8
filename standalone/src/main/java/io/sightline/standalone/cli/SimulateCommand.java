package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.renderer.carpark.SimulatedSite;
import io.sightline.runs.JobRunner;
import io.sightline.standalone.demo.SimulatedObservations;
import io.sightline.standalone.demo.SimulationPlan;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunIdentity;
import io.sightline.store.runs.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    description =
        "Makes up what cameras of car parks would see, and turns it into a run's facts: for systems"
            + " without cameras yet, and for measuring.")
final class SimulateCommand implements Subcommand {
  private static final int MAX_CAMERAS = 200;
  private static final int MAX_DAYS = 3_660;

  @Mixin private CommonOptions common;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      required = true,
      description = "Two watch one car park: its gate and its spots.")
  private int cameras;

  @Option(names = "--days", paramLabel = "D", required = true, description = "Days to make up.")
  private int days;

  @Option(
      names = "--seed",
      paramLabel = "S",
      required = true,
      description = "The same seed makes up the same days.")
  private long seed;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      required = true,
      description = "Name of the run; the same again resumes it.")
  private String run;

  @Option(
      names = "--start",
      paramLabel = "DAY",
      defaultValue = "2026-01-05",
      description = "The first day, in UTC (default: ${DEFAULT-VALUE}).")
  private String start;

  @Option(names = "--fresh", description = "Delete an earlier run of this name first.")
  private boolean fresh;

  @Override
  public Integer call() throws Exception {
    RunName.requireReplay(run);
    require("--cameras", cameras, MAX_CAMERAS);
    require("--days", days, MAX_DAYS);
    common.requirePort();
    LocalDate first = firstDay();
    SimulatedObservations observations = new SimulatedObservations(seed, cameras, first, days);
    SimulatedSite simulated = observations.site();
    Site site = simulated.site();
    Instant from = Instant.ofEpochMilli(simulated.startMillis());
    Terminal terminal = new Terminal(run);
    String summary;
    try (Database database = common.database()) {
      // Whoever looks at the run looks for its site.
      new SiteRegistry(database.address()).store(site, "simulate");
      SimulationPlan plan =
          new SimulationPlan(
              site, observations, identity(site, first), from, from.plus(Duration.ofDays(days)));
      try (RunClaim claim = RunClaim.of(database.address(), run);
          JobRunner runner = common.installation().runner(1)) {
        claim.rows().allow(run);
        summary =
            common
                .installation()
                .maker(database, runner, common.media(), 1, common.settings())
                .make(claim, plan, fresh, terminal);
      }
    } finally {
      terminal.endBar();
    }
    System.out.println(
        common.json() ? summary : ReplayCommand.text(Json.read(summary, RunSummary.class)));
    return 0;
  }

  private RunIdentity identity(Site site, LocalDate first) {
    String what = "simulated, seed %d, %s, %d days".formatted(seed, first, days);
    Map<String, String> footage =
        site.cameras().stream()
            .map(Camera::id)
            .collect(Collectors.toMap(Function.identity(), camera -> what));
    return new RunIdentity(site.layoutVersion(), footage, Map.of(), null, SimulatedSite.VERSION);
  }

  private static void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new BadInput(
          option + " " + value + " cannot be; give a number from 1 to " + most + ".");
    }
  }

  private LocalDate firstDay() {
    try {
      return LocalDate.parse(start);
    } catch (DateTimeParseException e) {
      throw new BadInput("--start " + start + " is no day such as 2026-01-05.", e);
    }
  }
}
