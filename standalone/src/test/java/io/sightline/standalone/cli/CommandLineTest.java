package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.media.RtspServer;
import io.sightline.media.TestFootage;
import io.sightline.models.TestModels;
import io.sightline.standalone.TestSite;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Bad input: one sentence that names the thing and the mend, exit code 2, nothing written. */
class CommandLineTest {
  @TempDir static Path folder;
  private static Path video;
  private static Path models;

  @BeforeAll
  static void drawFootage() throws Exception {
    models = TestModels.install(Files.createDirectories(folder.resolve("models")));
    video =
        TestFootage.write(
            folder.resolve("a.mp4"),
            256,
            256,
            10,
            20,
            10,
            (graphics, n) -> {
              graphics.setColor(Color.WHITE);
              graphics.fillRect(n * 4, 60, 48, 48);
            });
  }

  private static Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--data", data().toString()));
    return Outcome.of(all.toArray(String[]::new));
  }

  private static Path data() {
    return folder.resolve("data");
  }

  private static Path site(String camera) throws Exception {
    Path file = Files.createTempFile(folder, "site", ".yaml");
    return Files.writeString(
        file, "site: a\ncameras:\n  - {id: cam, start: 2026-03-01T08:00:00Z, " + camera + "}\n");
  }

  private static void refuses(String message, Path site, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replay", "--site", site.toString(), "--run", "r", "--models", models.toString()));
    arguments.addAll(List.of(more));
    refuses(message, arguments.toArray(String[]::new));
  }

  private static void refuses(String message, String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.sentences()).as("one sentence, no stack trace").hasSize(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).as("no secret is shown").doesNotContain("hunter2");
    assertThat(data().resolve("postgres")).as("nothing was begun").doesNotExist();
    assertThat(data().resolve("runs")).doesNotExist();
  }

  @Test
  void whatIsWrongWithASiteOrItsFootageIsSaidBeforeAnythingIsWritten() throws Exception {
    String good = "uri: " + video + ", models: {vehicles: blob-any}";
    refuses("unknown key", site(good + ", sampel-fps: 3"));
    refuses(
        "crosses itself",
        site(good + ", spots: [{id: A, polygon: [[0, 0], [50, 50], [50, 0], [0, 60]]}]"));
    refuses("covers no area", site(good + ", spots: [{id: A, polygon: [[0, 0], [5, 5], [9, 9]]}]"));
    refuses(
        "finite number", site(good + ", spots: [{id: A, polygon: [[0, .nan], [5, 5], [9, 0]]}]"));
    refuses(
        "lies outside the camera's picture",
        site(good + ", spots: [{id: A, polygon: [[0, 0], [999, 5], [9, 90]]}]"));
    refuses("There is no model 'other'", site(good.replace("blob-any", "other")));
    refuses(
        "there is no " + folder.resolve("gone.mp4"), site("uri: " + folder.resolve("gone.mp4")));
    refuses("is live (RTSP)", site("uri: 'rtsp://admin:hunter2@10.0.0.7/stream1'"));
    refuses("names the camera 'other'", site(good), "--footage", "other=" + video);
    refuses("is no time in UTC", site(good), "--start", "cam=yesterday");
    refuses("cannot be the name of a run", "replay", "--site", "x", "--run", "../x");
    refuses(
        "There is no file",
        "replay",
        "--site",
        folder.resolve("none.yaml").toString(),
        "--run",
        "r");
    refuses("Missing required option", "replay", "--run", "r");
    refuses("There is no command 'fly'", "fly");

    Path text = Files.writeString(folder.resolve("text.mp4"), "This is a text file.\n".repeat(200));
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    byte[] whole = Files.readAllBytes(video);
    Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 2 / 3));
    refuses("text.mp4 is no video", site("uri: " + text));
    refuses("empty.mp4 is empty", site("uri: " + empty));
    refuses("cut off", site("uri: " + cut));
  }

  /** Bad input to each command, without its {@code --data}; VIDEO and MODELS are what they say. */
  private static final Map<String, List<String>> BAD =
      Map.ofEntries(
          Map.entry(
              "replay", List.of("--site gone.yaml --run r", "--run r", "--site VIDEO --run r")),
          Map.entry(
              "export",
              List.of(
                  "--run r",
                  "--out OUT",
                  "--run ../x --out OUT",
                  "--run r --out OUT --format xls",
                  "--run r --out OUT --from yesterday",
                  "--run r --out OUT --site s --partial")),
          Map.entry("psql", List.of("-c select", "-c select --owner")),
          Map.entry(
              "import",
              List.of(
                  "visionai",
                  "nothing x",
                  "visionai nonsense",
                  "visionai mysql://db/x",
                  "carwatch gone.sql")),
          Map.entry(
              "licence",
              List.of(
                  "nothing",
                  "keys",
                  "issue --to x",
                  "issue --to x --private-key gone",
                  "verify x")),
          Map.entry(
              "compare",
              List.of(
                  "--pictures gone",
                  "--old nonsense --pictures .",
                  "--old http://127.0.0.1:1 --pictures gone",
                  "--old http://127.0.0.1:1 --pictures MODELS",
                  "--old http://127.0.0.1:1 --pictures . --ask colour",
                  "--old http://127.0.0.1:1 --pictures . --old-token-file gone")),
          Map.entry("diff", List.of("only-one", "a b c", "../x y")),
          Map.entry(
              "reconcile",
              List.of(
                  "--run r",
                  "--run r --truth gone.csv",
                  "--run r --truth VIDEO --within 0",
                  "--run r --truth VIDEO --clock 1e15",
                  "--run r --truth VIDEO --clock NaN")),
          Map.entry("serve", List.of("--site gone.yaml", "--config gone.yaml", "--port 99999")),
          Map.entry("query-service", List.of("--config gone.yaml", "--port 99999")),
          Map.entry(
              "simulate",
              List.of(
                  "--cameras 0 --days 1 --seed 1 --run r",
                  "--cameras 1 --days 0 --seed 1 --run r",
                  "--cameras 1 --days 1 --seed 1 --run ../x",
                  "--cameras 1 --days 1 --seed 1 --run r --start yesterday")),
          Map.entry(
              "detect", List.of("gone.png --models MODELS", "VIDEO --model none --models MODELS")),
          Map.entry("verify-bundle", List.of("gone.zip", "VIDEO", "VIDEO --key gone.pem")),
          Map.entry("backup", List.of("--to")),
          Map.entry("restore", List.of("--from gone")),
          Map.entry("models", List.of("--models gone")),
          Map.entry("migrate", List.of("--postgres mysql://x")),
          Map.entry("demo", List.of("--port 99999")),
          Map.entry(
              "evaluate",
              List.of("--task flying --data gone", "--task vehicle-detection --data gone")));

  /** Commands that take nothing that could be wrong. */
  private static final Set<String> TAKE_ANYTHING = Set.of("doctor", "help");

  @Test
  void whateverTheCommandBadInputWritesNothing() throws Exception {
    Set<String> tried = new TreeSet<>(BAD.keySet());
    tried.addAll(TAKE_ANYTHING);
    Set<String> there = new CommandLine(new Sightline()).getSubcommands().keySet();
    assertThat(tried).as("every command").containsAll(there);
    Path data = folder.resolve("never");
    for (Map.Entry<String, List<String>> command : BAD.entrySet()) {
      if (!there.contains(command.getKey())) {
        continue;
      }
      for (String line : command.getValue()) {
        List<String> arguments = new ArrayList<>(List.of(command.getKey()));
        for (String argument : line.split(" ")) {
          arguments.add(
              switch (argument) {
                case "VIDEO" -> video.toString();
                case "MODELS" -> models.toString();
                case "OUT" -> folder.resolve("never-out").toString();
                default -> argument;
              });
        }
        if (!command.getKey().equals("evaluate")) {
          arguments.addAll(List.of("--data", data.toString()));
        }
        Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
        assertThat(outcome.code()).as("%s: %s", arguments, outcome.err()).isEqualTo(2);
        assertThat(outcome.sentences()).as("%s", arguments).hasSize(1);
        assertThat(outcome.out()).as("%s", arguments).isEmpty();
        requireNothingIn(data, arguments);
        assertThat(folder.resolve("never-out")).as("%s", arguments).doesNotExist();
      }
    }
  }

  /** But what is said in the log, and a place for what nobody needs afterwards. */
  private static void requireNothingIn(Path data, List<String> arguments) throws Exception {
    if (Files.exists(data)) {
      try (Stream<Path> entries = Files.list(data)) {
        assertThat(entries.map(entry -> entry.getFileName().toString()))
            .as("%s", arguments)
            .allMatch(name -> name.startsWith("sightline.log") || name.equals("temp"));
      }
    }
  }

  @Test
  void everyCommandUsesTheDatabaseThatItsSettingsName() throws Exception {
    Path site = TestSite.create(folder.resolve("park"), 20);
    Path config = folder.resolve("config.yaml");
    Files.writeString(config, "database: {url: 'jdbc:postgresql://127.0.0.1:1/none'}");
    Path data = folder.resolve("elsewhere");
    for (String line :
        List.of(
            "export --run r --out OUT",
            "diff a b",
            "simulate --cameras 1 --days 1 --seed 1 --run r",
            "replay --site SITE --run r --models MODELS",
            "serve --port PORT",
            "query-service --port PORT",
            "migrate",
            "reconcile --run r --truth SITE",
            "backup --to OUT")) {
      List<String> arguments = new ArrayList<>();
      for (String argument : line.split(" ")) {
        arguments.add(
            switch (argument) {
              case "SITE" -> site.toString();
              case "MODELS" -> folder.resolve("park/models").toString();
              case "PORT" -> String.valueOf(RtspServer.freePort());
              case "OUT" -> folder.resolve("never-out").toString();
              default -> argument;
            });
      }
      arguments.addAll(List.of("--config", config.toString(), "--data", data.toString()));
      Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
      assertThat(outcome.code()).as("%s: %s", line, outcome.err()).isEqualTo(2);
      assertThat(outcome.err()).as(line).contains("127.0.0.1:1");
      requireNothingIn(data, arguments);
    }
  }

  @Test
  void aModelThatDoesNotFitItsManifestIsRefused() throws Exception {
    Path other = TestModels.install(Files.createDirectories(folder.resolve("misfit")));
    Path yaml = other.resolve("blob-any/model.yaml");
    Files.writeString(
        yaml,
        Files.readString(yaml).replace("height: 128", "height: 64").replace("blob-any", "misfit"));
    refuses(
        "expected an input [batch, 3, 64, 128] and found [-1, 3, 128, 128]",
        site("uri: " + video + ", models: {vehicles: misfit}"),
        "--models",
        other.toString());
  }

  @Test
  void aTakenPortAndADatabaseThatDoesNotAnswerAreNamed() throws Exception {
    Path site = site("uri: " + video);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refuses(
          "Port " + taken.getLocalPort() + " is taken",
          site,
          "--port",
          Integer.toString(taken.getLocalPort()));
    }
    refuses(
        "The database jdbc:postgresql://127.0.0.1:1/x as me cannot be reached",
        site,
        "--postgres",
        "jdbc:postgresql://127.0.0.1:1/x?user=me&password=hunter2");
    refuses("--postgres is no JDBC address", site, "--postgres", "mysql://x");
    refuses(
        "--postgres holds a user ahead of the host",
        site,
        "--postgres",
        "jdbc:postgresql://bob:hunter2@127.0.0.1/x");
  }

  @Test
  void detectPrintsOneJsonObjectAndDraws() throws Exception {
    BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
    image.createGraphics().fillRect(64, 64, 48, 48);
    Path picture = folder.resolve("picture.png");
    ImageIO.write(image, "png", picture.toFile());
    Path drawing = folder.resolve("drawing.png");
    Outcome outcome =
        run(
            "detect",
            picture.toString(),
            "--model",
            "blob-one",
            "--models",
            models.toString(),
            "--json",
            "--draw",
            drawing.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().strip())
        .startsWith("{\"image\":")
        .contains("\"label\":\"car\"", "\"task\":\"vehicle-detection\"")
        .hasLineCount(1);
    BufferedImage drawn = ImageIO.read(drawing.toFile());
    assertThat(drawn.getWidth()).isEqualTo(256);
    assertThat(drawn.getRGB(100, 100)).as("what was there stays").isEqualTo(image.getRGB(100, 100));
  }

  @Test
  void modelsListsWhatLoads() {
    Outcome outcome = run("models", "--models", models.toString(), "--json");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("\"id\":\"blob-any\"", "\"loads\":true", "\"sha256\":\"");
  }
}
