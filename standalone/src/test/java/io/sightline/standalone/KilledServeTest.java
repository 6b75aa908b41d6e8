package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.json.Json;
import io.sightline.media.RtspServer;
import io.sightline.models.TestModels;
import io.sightline.standalone.cli.Sightline;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} in a process of its own, killed without warning and started again. */
class KilledServeTest {
  @TempDir Path folder;
  private Process process;
  private Path models;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /**
   * @return what it printed when it was up
   */
  private Map<?, ?> serve(RtspServer camera, int port) throws Exception {
    Path site =
        TestSite.write(folder.resolve("site.yaml"), LiveSite.file(camera, "live-park", "north"));
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(
        List.of(
            "-Xmx1g",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "-Dsightline.home=" + TestSite.root(),
            // As in real life, not as in tests, where errors go to standard output.
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            Sightline.class.getName(),
            "serve",
            "--site",
            site.toString(),
            "--models",
            models.toString(),
            "--data",
            folder.resolve("data").toString(),
            "--port",
            Integer.toString(port),
            "--json"));
    Path out = folder.resolve("out.txt");
    Files.deleteIfExists(out);
    process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "err.txt")))
            .start();
    await("serve is up")
        .atMost(Duration.ofSeconds(90))
        .until(() -> Files.exists(out) && Files.readString(out).endsWith("}\n"));
    return Json.read(Files.readString(out), Map.class);
  }

  private static void within(int seconds, String what, Callable<Boolean> holds) {
    await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInterval(Duration.ofMillis(100))
        .until(holds);
  }

  private static Set<String> ids(List<Map<String, Object>> items, Instant before) {
    Set<String> ids = new TreeSet<>();
    for (Map<String, Object> item : items) {
      if (Instant.ofEpochMilli(((Number) item.get("revision")).longValue()).isBefore(before)) {
        ids.add(item.get("id") + " " + item.getOrDefault("state", item.get("outcome")));
      }
    }
    return ids;
  }

  @Test
  void whatWasKnownIsKnownAgainAndTheTimeBetweenIsAGap() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    int port = RtspServer.freePort();
    models = TestModels.install(folder.resolve("models"));
    try (RtspServer camera = LiveSite.server(folder).start()) {
      Map<?, ?> first = serve(camera, port);
      assertThat(first.get("resumed")).isNull();
      String password = first.get("password").toString();
      Api admin = Api.anonymous(first.get("address").toString()).signIn("admin", password);
      within(
          90,
          "a car is inside and a spot has changed",
          () ->
              !admin.items("/api/v1/sessions?open=true").isEmpty()
                  && admin.items("/api/v1/spots/P11/transitions").size() >= 2);
      TimeUnit.SECONDS.sleep(5);
      List<Map<String, Object>> sessions = admin.items("/api/v1/sessions?open=true");
      List<Map<String, Object>> transitions = admin.items("/api/v1/spots/P11/transitions");
      Instant killed = Instant.now();
      process.destroyForcibly().waitFor();

      Map<?, ?> second = serve(camera, port);
      assertThat(second.get("resumed")).as("the newest checkpoint").isNotNull();
      assertThat(second.get("password")).as("shown once").isNull();
      within(30, "the camera is seen", () -> isUp(admin));
      within(
          15,
          "the gap is recorded",
          () ->
              admin.items("/api/v1/gaps").stream().anyMatch(gap -> gap.get("final").equals(true)));
      Map<String, Object> gap =
          admin.items("/api/v1/gaps").stream()
              .filter(one -> one.get("final").equals(true))
              .findFirst()
              .orElseThrow();
      assertThat(gap.get("reason")).isEqualTo("restarted");
      Instant from = Instant.parse(gap.get("at").toString());
      assertThat(from).isBetween(killed.minusSeconds(6), killed.plusSeconds(1));
      // What was known at the last checkpoint is known; what lies behind the gap's begin is not.
      assertThat(ids(admin.items("/api/v1/sessions?open=true&to=" + from), killed.plusSeconds(60)))
          .containsAll(ids(sessions, from.plusMillis(1)));
      assertThat(ids(admin.items("/api/v1/spots/P11/transitions"), killed.plusSeconds(600)))
          .containsAll(ids(transitions, from.plusMillis(1)));
      within(
          20,
          "in the gap the spot is unknown, and then known again",
          () ->
              admin.items("/api/v1/spots/P11/transitions?from=" + from).size() >= 2
                  || admin
                      .items("/api/v1/spots/P11/transitions")
                      .get(1)
                      .get("state")
                      .equals("unknown"));
      List<Map<String, Object>> all = new ArrayList<>(admin.items("/api/v1/spots/P11/transitions"));
      java.util.Collections.reverse(all);
      for (int i = 1; i < all.size(); i++) {
        assertThat(all.get(i).get("previous"))
            .as("an unbroken chain of states: %s", all)
            .isEqualTo(all.get(i - 1).get("state"));
      }
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(folder.resolve("err.txt"))).doesNotContain("Exception");
      try (Stream<String> log = Files.lines(folder.resolve("data/sightline.log"))) {
        log.filter(line -> line.contains(" ERROR ")).limit(5).forEach(System.out::println);
      }
      Map<?, ?> third = serve(camera, port);
      assertThat(third.get("resumed").toString()).contains("savepoint");
    }
  }

  private static boolean isUp(Api admin) throws Exception {
    return admin.list("/api/v1/cameras").get(0).get("up").equals(true);
  }
}
