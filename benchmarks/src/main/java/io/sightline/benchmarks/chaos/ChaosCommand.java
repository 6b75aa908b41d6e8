package io.sightline.benchmarks.chaos;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.Installation;
import io.sightline.standalone.cli.Subcommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Random faults while a replay is made, each schedule printed and repeatable. */
@Command(
    name = "chaos",
    description =
        "Kills, stops and starves a replay at random moments; exit code 3 when a ledger or a picture"
            + " differs from an undisturbed replay's.")
public final class ChaosCommand implements Subcommand {
  private static final int DIFFERENT = 3;
  private static final int MOST_SCHEDULES = 10_000;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many random schedules (default: ${DEFAULT-VALUE}).")
  private int schedules;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed gives the same schedules (default: any).")
  private Long seed;

  @Option(
      names = "--schedule",
      paramLabel = "TEXT",
      description = "This one, as it was printed, in place of random ones.")
  private String schedule;

  @Option(
      names = "--length",
      paramLabel = "MILLIS",
      description =
          "Faults come within this time (default: as long as the undisturbed replay takes, which"
              + " makes a seed's schedules depend on the machine).")
  private Long length;

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "The site whose footage is replayed (default: the demonstration's).")
  private Path site;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "A folder of more models. May be given several times.")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for what is written (default: a temporary one). On a small file system of its own"
              + " (up to 4 GB), the disk is filled, too.")
  private Path data;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (schedules < 1 || schedules > MOST_SCHEDULES) {
      throw new BadInput("--schedules " + schedules + " cannot be; give 1 to 10000.");
    }
    Schedule given = schedule == null ? null : Schedule.parse(schedule);
    long used = seed == null ? System.nanoTime() : seed;
    Chaos chaos = chaos();
    List<Chaos.Outcome> outcomes = new ArrayList<>();
    long undisturbed = chaos.prepare();
    System.err.printf(
        "seed %d, undisturbed in %d ms, %d files to compare, faults: %s%n",
        used,
        undisturbed,
        chaos.files(),
        String.join(", ", chaos.possible().stream().map(Fault::word).toList()));
    Random random = new Random(used);
    int all = given == null ? schedules : 1;
    for (int number = 1; number <= all; number++) {
      Schedule next =
          given == null
              ? Schedule.random(random, chaos.possible(), length == null ? undisturbed : length)
              : given;
      System.err.println(number + " of " + all + ": " + next);
      Chaos.Outcome outcome = chaos.run("chaos-" + number, next);
      System.err.println(
          "  "
              + (outcome.same() ? "the same" : "DIFFERENT: " + outcome.differences())
              + ", ended with "
              + outcome.codes());
      outcomes.add(outcome);
    }
    long different = outcomes.stream().filter(outcome -> !outcome.same()).count();
    System.out.println(
        json
            ? Json.write(Map.of("seed", used, "different", different, "schedules", outcomes))
            : outcomes.size() + " schedules, " + different + " with another ledger or pictures");
    return different == 0 ? 0 : DIFFERENT;
  }

  private Chaos chaos() throws IOException {
    Path home = Installation.of(Path.of(".")).home();
    List<String> replay = new ArrayList<>(List.of("--site"));
    replay.add((site == null ? home.resolve("demo/site.yaml") : site).toAbsolutePath().toString());
    models.forEach(
        folder -> replay.addAll(List.of("--models", folder.toAbsolutePath().toString())));
    return new Chaos(
        home,
        data == null ? Files.createTempDirectory("chaos-data") : data.toAbsolutePath(),
        replay);
  }
}
