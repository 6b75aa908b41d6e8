package io.sightline.standalone;

import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.models.TestModels;
import io.sightline.standalone.postgres.EmbeddedPostgres;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code serve} in a process of its own, which may be killed and started again. */
final class ServeProcess {
  private final Path folder;
  private final int port;
  private final String site;
  private final String settings;
  private final Path models;
  private Process process;

  /**
   * @param site its file
   * @param settings file of settings; empty for none
   */
  ServeProcess(Path folder, int port, String site, String settings) {
    this.folder = folder;
    this.port = port;
    this.site = site;
    this.settings = settings;
    this.models = TestModels.install(folder.resolve("models"));
  }

  /**
   * @return what it printed when it was up
   */
  Map<?, ?> start() throws Exception {
    Path out = folder.resolve("out.txt");
    Files.deleteIfExists(out);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "serve",
                "--site",
                TestSite.write(folder.resolve("site.yaml"), site).toString(),
                "--models",
                models.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--json"));
    if (!settings.isEmpty()) {
      arguments.add("--config");
      arguments.add(TestSite.write(folder.resolve("settings.yaml"), settings).toString());
    }
    process = Jvm.sightline(TestSite.root(), out, folder.resolve("err.txt"), arguments);
    await("serve is up")
        .atMost(Duration.ofSeconds(180))
        .until(() -> Files.exists(out) && Files.readString(out).endsWith("}\n"));
    return Json.read(Files.readString(out), Map.class);
  }

  Process process() {
    return process;
  }

  int port() {
    return port;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  static Api admin(Map<?, ?> printed) throws Exception {
    return Api.anonymous(printed.get("address").toString())
        .signIn("admin", printed.get("password").toString());
  }

  static boolean isUp(Api admin) throws Exception {
    return admin.items("/api/v1/cameras").get(0).get("up").equals(true);
  }

  static void within(int seconds, String what, Callable<Boolean> holds) {
    await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInterval(Duration.ofMillis(100))
        .until(holds);
  }

  Path postgres() {
    return folder.resolve("data/postgres");
  }

  /** A number of the database, asked beside the process that serves. */
  long count(String sql, Object... params) {
    try (EmbeddedPostgres server = EmbeddedPostgres.open(postgres())) {
      DatabaseAddress address = server.address();
      return address.with(jdbc -> jdbc.sql(sql).params(params).query(Long.class).single());
    }
  }

  /** Numbers of the checkpoints that there are. */
  private Set<Integer> checkpoints() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data/runs/live"), 3)) {
      return new TreeSet<>(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("chk-\\d+"))
              .map(name -> Integer.valueOf(name.substring(4)))
              .toList());
    } catch (UncheckedIOException e) {
      // One was removed while we looked.
      return Set.of();
    }
  }

  /** What has been seen by now is in one. */
  void awaitCheckpoint() throws IOException {
    int last = checkpoints().stream().reduce(0, Math::max);
    within(
        60,
        "two more checkpoints",
        () -> checkpoints().stream().anyMatch(number -> number >= last + 2));
  }

  /** A file that it writes. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Ends it, and the database that nobody else would stop. */
  void close() throws Exception {
    if (process != null) {
      kill();
      EmbeddedPostgres.open(postgres()).close();
    }
  }
}
