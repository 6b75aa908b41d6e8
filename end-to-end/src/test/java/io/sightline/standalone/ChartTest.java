package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.runs.embedded.FlinkSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The chart is linted and rendered by Helm itself, in this process. */
class ChartTest {
  private static final Path CHART = TestSite.root().resolve("helm/sightline");

  @BeforeAll
  static void requireHelm() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        system.equals("Linux amd64") || system.startsWith("Mac"),
        "Helm's library comes for Linux on x86-64 and for macOS, not for " + system);
  }

  private static TemplateCommand complete() {
    return new Helm(CHART)
        .template()
        .withName("park")
        .withKubeVersion("v1.31.0")
        .set("image.repository", "registry.example/sightline")
        .set("image.tag", "0.1.0")
        .set("database.url", "jdbc:postgresql://postgres:5432/sightline")
        .set("database.existingSecret", "park-database")
        .set("auth.existingSecret", "park-auth")
        .set("job.stateUrl", "s3://park-state");
  }

  /** Rendered documents by kind and name. Helm's library leaves hooks out. */
  private static Map<String, String> rendered(TemplateCommand command) {
    command.set("migration.hook", "false");
    Map<String, String> documents = new LinkedHashMap<>();
    for (String document : command.call().split("(?m)^---$")) {
      Matcher kind = Pattern.compile("(?m)^kind: (\\S+)").matcher(document);
      Matcher name = Pattern.compile("(?m)^  name: (\\S+)").matcher(document);
      if (kind.find() && name.find()) {
        documents.put(kind.group(1) + " " + name.group(1), document);
      }
    }
    return documents;
  }

  @Test
  void theChartPassesHelmsLint() {
    var result = new Helm(CHART).lint().call();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void itRendersTheJobTheServiceAndTheMigration() {
    Map<String, String> documents = rendered(complete());
    assertThat(documents.keySet())
        .containsExactlyInAnyOrder(
            "NetworkPolicy park-job",
            "PodDisruptionBudget park-query-service",
            "ConfigMap park-settings",
            "Service park-query-service",
            "Deployment park-query-service",
            "FlinkDeployment park-live",
            "Job park-migration-1");
    documents.forEach((name, text) -> YamlDocument.parse(name, text));
    String job = documents.get("FlinkDeployment park-live");
    assertThat(job)
        .contains("flinkVersion: v2_2")
        .contains("upgradeMode: savepoint")
        .contains("web.submit.enable: \"false\"")
        .contains("s3://park-state/checkpoints");
    assertThat(complete().call()).as("a hook unless told otherwise").doesNotContain("kind: Job");
  }

  @Test
  void whatItStartsIsThere() throws Exception {
    String job = rendered(complete()).get("FlinkDeployment park-live");
    Matcher entry = Pattern.compile("entryClass: (\\S+)").matcher(job);
    assertThat(entry.find()).isTrue();
    assertThat(Class.forName(entry.group(1)).getMethod("main", String[].class)).isNotNull();
    assertThat(io.sightline.standalone.cli.Sightline.execute("query-service", "--help")).isZero();
    assertThat(io.sightline.standalone.cli.Sightline.execute("migrate", "--help")).isZero();
  }

  @Test
  void flinksSettingsAreThoseOfTheFiles() {
    String job = rendered(complete()).get("FlinkDeployment park-live");
    Path conf = TestSite.root().resolve("flink-conf");
    Map<String, String> expected = new LinkedHashMap<>();
    FlinkSettings.read(conf, FlinkSettings.BASE).entrySet().stream()
        .filter(setting -> !setting.getKey().startsWith("restart-strategy."))
        .forEach(setting -> expected.put(setting.getKey(), setting.getValue()));
    expected.putAll(FlinkSettings.read(conf, "cluster.yaml"));
    expected.putAll(FlinkSettings.read(conf, FlinkSettings.LIVE));
    expected.forEach(
        (key, value) ->
            assertThat(job).as(key).containsOnlyOnce("    %s: \"%s\"".formatted(key, value)));
  }

  @Test
  void kafkasOwnSettingsComeFromASecret() {
    String job = "FlinkDeployment park-live";
    assertThat(rendered(complete()).get(job)).doesNotContain("KAFKA", "kafka");
    String withSecret = rendered(complete().set("kafka.existingSecret", "park-kafka")).get(job);
    YamlDocument.parse(job, withSecret);
    assertThat(withSecret)
        .contains("value: /etc/sightline-kafka/client.properties")
        .contains("mountPath: /etc/sightline-kafka")
        .contains("secretName: \"park-kafka\"")
        .contains(Settings.KAFKA_PROPERTIES.variable());
  }

  @Test
  void everySettingItWritesIsOneOfOurs() throws Exception {
    YamlMap map =
        YamlDocument.parse("settings", rendered(complete()).get("ConfigMap park-settings"));
    String settings = map.require("data").asMap().require("settings.yaml").asText();
    Path file = java.nio.file.Files.createTempFile("settings", ".yaml");
    java.nio.file.Files.writeString(file, settings);
    assertThat(Settings.load(file, Map.of()).get(Settings.LOGGING_FORMAT)).isEqualTo("json");
  }

  @Test
  void everyPodIsConfinedAndSecretsAreOnlyNamed() {
    Map<String, String> documents = rendered(complete());
    for (String pod :
        new String[] {
          "Deployment park-query-service", "Job park-migration-1", "FlinkDeployment park-live"
        }) {
      assertThat(documents.get(pod))
          .as(pod)
          .contains("runAsNonRoot: true")
          .contains("readOnlyRootFilesystem: true")
          .contains("allowPrivilegeEscalation: false")
          .contains("type: RuntimeDefault")
          .containsPattern("drop:\\s*\\[ALL\\]|drop:\\s*\\n\\s*- ALL")
          .contains("secretKeyRef");
    }
    documents.forEach(
        (name, text) -> assertThat(text).as(name).doesNotContainIgnoringCase("kind: Secret"));
  }

  @Test
  void theServiceAndTheJobReadOneKeyFromOneSecret() {
    Map<String, String> documents = rendered(complete());
    for (String pod : new String[] {"Deployment park-query-service", "FlinkDeployment park-live"}) {
      assertThat(documents.get(pod))
          .as(pod)
          .containsPattern(
              "name: SIGHTLINE_SECRETS_KEY_FILE\\s+value: /etc/sightline-key/installation-key")
          .contains("{name: key, mountPath: /etc/sightline-key, readOnly: true}")
          .containsPattern("- name: key\\s+secret:\\s+secretName: park-auth");
    }
  }

  /** The same to both, or what one erases the other would write again. */
  @Test
  void theServiceAndTheJobReadTheKeysOfPlatesFromOneSecret() {
    Map<String, String> documents = rendered(complete());
    String named = "name: %s\\s+valueFrom:\\s+secretKeyRef:\\s+name: park-auth\\s+key: %s";
    for (String pod : new String[] {"Deployment park-query-service", "FlinkDeployment park-live"}) {
      assertThat(documents.get(pod))
          .as(pod)
          .containsPattern(named.formatted(Settings.PRIVACY_ERASURE_KEY.variable(), "erasure-key"))
          .containsPattern(
              named.formatted(Settings.PRIVACY_PSEUDONYM_KEY.variable(), "pseudonym-key")
                  + "\\s+optional: true");
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    for (String value :
        new String[] {
          "image.repository",
          "database.url",
          "database.existingSecret",
          "auth.existingSecret",
          "job.stateUrl"
        }) {
      TemplateCommand incomplete = complete().set(value, "");
      assertThatThrownBy(incomplete::call).as(value).hasMessageContaining(value + " is missing");
    }
  }
}
