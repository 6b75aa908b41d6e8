package io.sightline.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.settings.Setting;
import io.sightline.domain.settings.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What images, compose files and units are made of is there, and what they start does start: no
 * container engine is needed for that.
 */
class ContainersIT {
  private static final Path ROOT = Path.of(System.getProperty("sightline.root"));
  private static final Path CONTAINERS = ROOT.resolve("containers");
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir Path folder;

  /** The steps of a Dockerfile: what stands behind a backslash goes on. */
  private static List<String> steps(String file) throws IOException {
    return Files.readString(CONTAINERS.resolve(file))
        .replaceAll("(?m)^#.*$", "")
        .replaceAll("\\\\\\R\\s*", " ")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static List<String> words(String step) {
    return Pattern.compile("\"([^\"]*)\"")
        .matcher(step)
        .results()
        .map(one -> one.group(1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.gpu"})
  void whatTheImageCopiesIsThereOnceItIsBuiltAndItRunsAsNobodySpecial(String file)
      throws Exception {
    List<String> stages = new ArrayList<>();
    String from = "";
    boolean user = false;
    for (String step : steps(file)) {
      if (step.startsWith("FROM ")) {
        Matcher stage = Pattern.compile("FROM (\\S+) AS (\\S+)").matcher(step);
        assertThat(stage.matches()).as(step).isTrue();
        from = stage.group(1);
        assertThat(stages.contains(from) || from.matches("\\S+:[\\w.-]*\\d[\\w.-]*"))
            .as("a stage, or an image of a version: %s", from)
            .isTrue();
        stages.add(stage.group(2));
      } else if (step.startsWith("COPY --from=build /build/")) {
        String source = step.split(" ")[2].substring("/build/".length());
        assertThat(ROOT.resolve(source)).as(step).exists();
      } else if (step.startsWith("COPY ")) {
        assertThat(step).isEqualTo("COPY . .");
      } else if (step.startsWith("USER ")) {
        user = true;
      }
    }
    assertThat(stages).containsExactly("build", "program", "service", "sightline");
    assertThat(user).isTrue();
    assertThat(steps(file)).anyMatch(step -> step.startsWith("HEALTHCHECK "));
    assertThat(steps(file)).anyMatch(step -> step.startsWith("VOLUME "));
    assertThat(environment(file))
        .allSatisfy(
            variable ->
                assertThat(
                        variable.startsWith("SIGHTLINE_HEAP=")
                            || Settings.all().stream()
                                .anyMatch(one -> variable.startsWith(one.variable() + "=")))
                    .as(variable)
                    .isTrue());
  }

  private static List<String> environment(String file) throws IOException {
    return steps(file).stream()
        .filter(step -> step.startsWith("ENV "))
        .map(step -> step.substring("ENV ".length()))
        .toList();
  }

  /** The same program, started the same way: what is ready in one is ready in the other. */
  @Test
  void theImageForAGpuDiffersInItsBaseItsBuildAndWhereModelsRun() throws Exception {
    List<String> differing = new ArrayList<>(steps("Dockerfile.gpu"));
    differing.removeAll(steps("Dockerfile"));
    assertThat(differing)
        .satisfiesExactly(
            build -> assertThat(build).contains("./mvnw", " -Pgpu "),
            base -> assertThat(base).startsWith("FROM nvidia/cuda:12."),
            packages -> assertThat(packages).contains("openjdk-17-jre-headless"),
            device -> assertThat(device).isEqualTo("ENV SIGHTLINE_MODELS_DEVICE=cuda"));
  }

  /** What each target starts, started here with folders in place of its volumes. */
  @ParameterizedTest
  @ValueSource(strings = {"service", "sightline"})
  void whatTheImageStartsIsReady(String target) throws Exception {
    List<String> steps = steps("Dockerfile");
    int stage = -1;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).endsWith(" AS " + target)) {
        stage = i;
      }
    }
    List<String> arguments =
        words(
            steps.subList(stage, steps.size()).stream()
                .filter(step -> step.startsWith("CMD "))
                .findFirst()
                .orElseThrow());
    Path models = Files.createDirectories(folder.resolve("models"));
    Path data = folder.resolve("data");
    List<String> command =
        new ArrayList<>(List.of("sh", ROOT.resolve("dist/target/sightline/sightline").toString()));
    arguments.stream()
        .map(word -> word.equals("/data") ? data.toString() : word)
        .map(word -> word.equals("/models") ? models.toString() : word)
        .forEach(command::add);
    int port = freePort();
    command.addAll(List.of("--port", Integer.toString(port)));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await()
          .atMost(LONG)
          .until(
              () -> {
                assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
                return isReady(port);
              });
    } finally {
      process.destroy();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private static boolean isReady(int port) throws InterruptedException {
    try {
      return HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked") // Maps of YAML have texts as keys.
  private static Map<String, Map<String, Object>> services(String file) throws IOException {
    Map<String, Object> compose =
        (Map<String, Object>)
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(CONTAINERS.resolve(file)));
    return (Map<String, Map<String, Object>>) compose.get("services");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose.supabase.yaml", "compose.gpu.yaml"})
  void composeNamesVersionsSettingsThatThereAreAndNoSecret(String file) throws Exception {
    Set<String> known = Settings.all().stream().map(Setting::variable).collect(Collectors.toSet());
    services(file)
        .forEach(
            (name, service) -> {
              Object image = service.get("image");
              if (image != null) {
                assertThat(image.toString()).as(name).matches("[^:]+:[\\w.-]*\\d[\\w.-]*");
              } else {
                Map<?, ?> build = (Map<?, ?>) service.get("build");
                assertThat(
                        CONTAINERS
                            .resolve(build.get("context").toString())
                            .resolve(build.get("dockerfile").toString())
                            .normalize())
                    .exists();
              }
              environment(service)
                  .forEach(
                      (variable, value) -> {
                        if (variable.startsWith("SIGHTLINE_")) {
                          assertThat(known).contains(variable);
                        }
                        if (variable.matches(".*(PASSWORD|SECRET|KEY).*")
                            && !variable.endsWith("ACCESS_KEY_ID")) {
                          assertThat(value).as(variable).matches("\\$\\{\\w+:\\?.+}");
                        }
                      });
              if (!name.equals("sightline")) {
                ports(service).forEach(port -> assertThat(port).startsWith("127.0.0.1:"));
              }
            });
  }

  @SuppressWarnings("unchecked") // Maps of YAML have texts as keys.
  private static Map<String, String> environment(Map<String, Object> service) {
    Map<String, Object> environment =
        (Map<String, Object>) service.getOrDefault("environment", Map.of());
    return environment.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().toString()));
  }

  private static Stream<String> ports(Map<String, Object> service) {
    return ((List<?>) service.getOrDefault("ports", List.of())).stream().map(Object::toString);
  }

  @Test
  void theUnitStartsWhatThereIs() throws Exception {
    List<String> unit = Files.readAllLines(CONTAINERS.resolve("sightline.service"));
    assertThat(unit).contains("[Unit]", "[Service]", "[Install]", "Restart=always");
    assertThat(unit)
        .filteredOn(line -> line.startsWith("ExecStart="))
        .singleElement()
        .asString()
        .startsWith("ExecStart=/opt/sightline/sightline serve ");
    assertThat(unit).noneMatch(line -> line.startsWith("User=root"));
  }
}
