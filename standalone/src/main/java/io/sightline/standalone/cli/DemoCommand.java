package io.sightline.standalone.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.renderer.carpark.SimulatedSite;
import io.sightline.runs.FootagePlan;
import io.sightline.standalone.Installation;
import io.sightline.standalone.Logging;
import io.sightline.standalone.StopSignal;
import io.sightline.standalone.demo.DemoCorrections;
import io.sightline.standalone.demo.EmotionCheck;
import io.sightline.standalone.demo.StayCheck;
import io.sightline.standalone.demo.TruthCheck;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunSummary;
import io.sightline.store.statements.CorrectionRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Analyses the footage that comes with Sightline and holds the result against its truth.")
final class DemoCommand implements Subcommand {
  private static final String RUN = "demo";
  private static final int ANY_PORT = 0;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
  private static final Set<String> MADE_UP = Set.of("demo", SimulatedSite.SITE);

  @Mixin private CommonOptions common;

  @Option(names = "--exit", description = "End when the footage is analysed.")
  private boolean exit;

  /** What is printed with {@code --json}. */
  private record Result(@JsonUnwrapped RunSummary summary, TruthCheck truth) {}

  @Override
  @SuppressWarnings("try") // Closing ends threads, and may be interrupted while it does.
  public Integer call() throws Exception {
    Installation installation = common.installation();
    Path folder = installation.demo();
    if (!Files.isRegularFile(folder.resolve("site.yaml"))) {
      throw new BadInput(
          "There is no demonstration in " + folder + "; run ./sightline from a whole checkout.");
    }
    Settings settings = withEmotions(common.settings());
    Logging.apply(settings);
    SiteFile site = SiteFile.read(folder.resolve("site.yaml"));
    Path truth = folder.resolve("truth.json");
    FootagePlan footage =
        Step.during(
            "Opening the footage and loading the models",
            () ->
                FootagePlan.of(
                    site, common.catalog(), EmotionUse.of(settings), Map.of(), Map.of()));
    int port = port();
    try (Database database = common.database()) {
      requireOwn(database, installation);
      try (Serving serving =
          Step.during(
              "Starting the service",
              () ->
                  Serving.start(
                      installation,
                      database,
                      new Serving.Plan(site, common.catalog(), settings, port, true)))) {
        show(serving, database, footage, truth);
      }
    }
    return 0;
  }

  /**
   * The demonstration begins the live run and gives the admin a new password, neither of which is
   * for it to do where there are real cameras.
   *
   * @throws BadInput when the installation has sites of its own
   */
  private static void requireOwn(Database database, Installation installation) {
    List<String> others =
        new SiteRegistry(database.address())
            .sites().stream().filter(known -> !MADE_UP.contains(known)).toList();
    if (!others.isEmpty()) {
      throw new BadInput(
          "The data in "
              + installation.data()
              + " are of real sites ("
              + String.join(", ", others)
              + "); give the demonstration a folder of its own, such as --data demo-data.");
    }
  }

  private void show(Serving serving, Database database, FootagePlan footage, Path truth)
      throws Exception {
    Terminal terminal = new Terminal(RUN);
    footage.warnings().forEach(terminal::line);
    terminal.line("Sightline is at " + serving.address());
    terminal.line(
        "User name admin, password "
            + serving.adminPassword().orElseThrow()
            + " (new with each demo)");
    try (var session = database.address().session()) {
      DemoCorrections.say(
          truth.resolveSibling("corrections.json"),
          footage.site().id(),
          new CorrectionRows(session));
    }
    String summary;
    try {
      summary = make(serving, database, footage, terminal);
    } finally {
      terminal.endBar();
    }
    Result result =
        new Result(
            Json.read(summary, RunSummary.class),
            TruthCheck.of(TruthCheck.read(truth), database, RUN));
    System.out.println(common.json() ? Json.write(result) : text(result));
    System.out.flush();
    if (!exit) {
      StopSignal stop = StopSignal.install();
      terminal.line("The page stays at " + serving.address() + "; Ctrl-C stops it.");
      stop.await();
    }
  }

  private static String make(
      Serving serving, Database database, FootagePlan footage, Terminal terminal) throws Exception {
    terminal.at(-1, "starting");
    try (RunClaim claim = RunClaim.of(database.address(), RUN)) {
      return serving.maker().make(claim, footage, true, terminal);
    }
  }

  /** The footage's faces are drawn, and that is what they are looked at for. */
  private static Settings withEmotions(Settings settings) {
    return settings.get(Settings.EMOTIONS_PURPOSE) == null
        ? settings
            .with(Settings.EMOTIONS_PURPOSE, "to show the program with drawn faces")
            .with(Settings.EMOTIONS_PLACE, "a drawn kiosk")
        : settings;
  }

  /** The port that was asked for; otherwise the usual one, or any that is free. */
  private int port() {
    common.requirePort();
    try {
      CommonOptions.requireFree(common.port());
      return common.port();
    } catch (BadInput taken) {
      return ANY_PORT;
    }
  }

  private static String text(Result result) {
    TruthCheck truth = result.truth();
    StringBuilder text = new StringBuilder(ReplayCommand.text(result.summary()));
    text.append("%n%nagainst the truth       expected     found".formatted());
    count(text, "vehicles", truth.vehicles());
    count(text, "entries", truth.entries());
    count(text, "exits", truth.exits());
    count(text, "plates, each exact", truth.plates());
    stays(text, truth.stays());
    for (TruthCheck.SpotTime spot : truth.spots()) {
      text.append(
          "%nspot %-16s %9.1f s %7.1f s%s"
              .formatted(
                  spot.id(),
                  spot.expectedMillis() / 1e3,
                  spot.foundMillis() / 1e3,
                  spot.isClose() ? "" : "  differs"));
    }
    EmotionCheck emotions = truth.emotions();
    text.append(
        "%n%-21s %10d %9d".formatted("emotion, frames", emotions.frames(), emotions.right()));
    text.append(
        "%n%-21s %8.1f s %7.1f s"
            .formatted("emotion, time", emotions.millis() / 1e3, emotions.rightMillis() / 1e3));
    for (EmotionCheck.Minute minute : emotions.minutes()) {
      text.append(
          "%n%-21s   shares differ by %2.0f points at most%s"
              .formatted(
                  "emotions from " + TIME.format(minute.at()),
                  100 * minute.apart(),
                  minute.isClose() ? "" : "  differs"));
    }
    return text.append(
            truth.holds()
                ? ("%nVehicles, entries, exits, plates and stays are right; every spot's time is"
                        + " within 1 %% or 1.5 s, every minute's emotions within 10 points.")
                    .formatted()
                : "%nThe result differs from the truth.".formatted())
        .toString();
  }

  private static void stays(StringBuilder text, StayCheck stays) {
    text.append(
        "%n%-21s %10d %9d as they were%s"
            .formatted(
                "stays",
                stays.expected(),
                stays.right(),
                stays.holds() ? "" : ", of %d  differs".formatted(stays.found())));
    stays.stays().forEach(stay -> text.append("%n  ".formatted()).append(stay.text()));
  }

  private static void count(StringBuilder text, String what, TruthCheck.Count count) {
    text.append(
        "%n%-21s %10d %9d%s"
            .formatted(what, count.expected(), count.found(), count.isExact() ? "" : "  differs"));
  }
}
