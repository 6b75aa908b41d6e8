package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.standalone.cli.Sightline;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of our own are killed without warning; the ledger is that of an undisturbed run, byte
 * by byte.
 */
class KilledReplayTest {
  private static final int FRAMES = 6_000;
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Path site;
  private Path home;

  @Test
  void aReplayThatIsKilledAndTakenUpEndsInTheLedgerOfAnUndisturbedOne() throws Exception {
    site = TestSite.create(folder.resolve("site"), FRAMES);
    // Checkpoints as often as a short run can have them.
    home =
        TestSite.home(
            folder.resolve("home"),
            "interval: 2s\nexecution.checkpointing.min-pause: 500ms",
            "interval: 100ms");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    System.out.println("KilledReplayTest: seed " + seed);

    assertThat(finish(replay("undisturbed", 1))).isZero();
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = replay("killed", 1 + kill % 2);
      awaitNewCheckpoint(process);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
      if (kill == 1) {
        // The database goes instead, and takes the run with it.
        long postmaster =
            Long.parseLong(
                Files.readAllLines(folder.resolve("data/postgres/cluster/postmaster.pid"))
                    .get(0)
                    .strip());
        ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(finish(process)).as("exit code without a database").isEqualTo(1);
      } else {
        process.destroyForcibly();
        finish(process);
      }
    }
    assertThat(finish(replay("killed", 2))).isZero();
    assertThat(export("killed")).isEqualTo(export("undisturbed"));
  }

  private Process replay(String run, int parallelism) throws IOException {
    return start(
        "replay",
        "--site",
        site.toString(),
        "--run",
        run,
        "--parallelism",
        Integer.toString(parallelism),
        "--models",
        folder.resolve("site/models").toString());
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-Dsightline.home=" + home,
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Sightline.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", folder.resolve("data").toString(), "--verbose"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile()))
        .start();
  }

  private int finish(Process process) throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    return process.exitValue();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  private void awaitNewCheckpoint(Process process) throws IOException {
    List<Path> before = checkpoints();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                !process.isAlive()
                    || checkpoints().stream().anyMatch(found -> !before.contains(found)));
    assertThat(process.isAlive())
        .as("still at work when it has a checkpoint: %s", output())
        .isTrue();
  }

  private List<Path> checkpoints() throws IOException {
    Path checkpoints = folder.resolve("data/runs/killed/checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(checkpoints, 3, new FileVisitOption[0])) {
      return files.filter(file -> file.endsWith("_metadata")).toList();
    } catch (java.io.UncheckedIOException e) {
      // A checkpoint was removed while we looked.
      return List.of();
    }
  }

  private Map<String, String> export(String run) throws Exception {
    Path out = folder.resolve("export-" + run);
    assertThat(finish(start("export", "--run", run, "--out", out.toString())))
        .as(output())
        .isZero();
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(out)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }
}
