package io.sightline.domain.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("anpr.plate-confidence", "0.5");
    DEFAULTS.put("anpr.sample-fps", "5");
    DEFAULTS.put("anpr.site", "anpr");
    DEFAULTS.put("auth.anonymous-predictions", "true");
    DEFAULTS.put("auth.anonymous-dashboard", "false");
    DEFAULTS.put("auth.anonymous-uploads", "false");
    DEFAULTS.put("auth.audience", "sightline");
    DEFAULTS.put("auth.client-id", null);
    DEFAULTS.put("auth.groups", null);
    DEFAULTS.put("auth.groups-claim", "groups");
    DEFAULTS.put("auth.issuer", "sightline");
    DEFAULTS.put("auth.issuer-uri", null);
    DEFAULTS.put("auth.jwt-secret", null);
    DEFAULTS.put("auth.self-registration", "false");
    DEFAULTS.put("auth.token-lifetime", "24h");
    DEFAULTS.put("availability.sites", null);
    DEFAULTS.put("cache.expire", "1h");
    DEFAULTS.put("cache.redis-url", null);
    DEFAULTS.put("carwatch.site", "carwatch");
    DEFAULTS.put(
        "cameras.allowed-networks",
        "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7, 127.0.0.0/8, ::1/128");
    DEFAULTS.put("cameras.read-timeout", "3s");
    DEFAULTS.put("deliveries.allowed-networks", null);
    DEFAULTS.put("deliveries.backend-key", null);
    DEFAULTS.put("deliveries.backend-url", null);
    DEFAULTS.put("database.password", null);
    DEFAULTS.put("database.url", null);
    DEFAULTS.put("database.username", null);
    DEFAULTS.put("emotions.place", null);
    DEFAULTS.put("emotions.purpose", null);
    DEFAULTS.put("kafka.bootstrap-servers", null);
    DEFAULTS.put("kafka.facts", "together");
    DEFAULTS.put("kafka.properties", null);
    DEFAULTS.put("kafka.transaction-timeout", "15m");
    DEFAULTS.put("licence.public-key", null);
    DEFAULTS.put("limits.body-patience", "30s");
    DEFAULTS.put("limits.connections", "1000");
    DEFAULTS.put("limits.head-patience", "10s");
    DEFAULTS.put("limits.json-body", "8MB");
    DEFAULTS.put("limits.live-clients", "1000");
    DEFAULTS.put("limits.live-person", "100");
    DEFAULTS.put("limits.picture", "16MB");
    DEFAULTS.put("limits.predictions", "20");
    DEFAULTS.put("limits.requests", "100");
    DEFAULTS.put("limits.requests-at-once", "24");
    DEFAULTS.put("limits.sign-ins", "10");
    DEFAULTS.put("limits.sign-ins-address", "60");
    DEFAULTS.put("limits.statement-timeout", "5s");
    DEFAULTS.put("limits.upload", "100MB");
    DEFAULTS.put("logging.directory", null);
    DEFAULTS.put("logging.format", "text");
    DEFAULTS.put("logging.level", "info");
    DEFAULTS.put("mail.from", null);
    DEFAULTS.put("mail.password", null);
    DEFAULTS.put("mail.url", null);
    DEFAULTS.put("mail.username", null);
    DEFAULTS.put("media.url", null);
    DEFAULTS.put("models.device", "auto");
    DEFAULTS.put("mqtt.discovery", "homeassistant");
    DEFAULTS.put("mqtt.password", null);
    DEFAULTS.put("mqtt.topic", "sightline");
    DEFAULTS.put("mqtt.url", null);
    DEFAULTS.put("mqtt.username", null);
    DEFAULTS.put("predictions.models", "");
    DEFAULTS.put("predictions.plate-confidence", "0.5");
    DEFAULTS.put("predictions.vehicle-confidence", "0.5");
    DEFAULTS.put("predictions.vehicle-iou", null);
    DEFAULTS.put("privacy.audit-keep", "400d");
    DEFAULTS.put("privacy.predictions-keep", "400d");
    DEFAULTS.put("privacy.erasure-key", null);
    DEFAULTS.put("privacy.keep", null);
    DEFAULTS.put("privacy.pseudonym-key", null);
    DEFAULTS.put("privacy.require-purpose", "false");
    DEFAULTS.put("secrets.key-file", null);
    DEFAULTS.put("service.address", "0.0.0.0");
    DEFAULTS.put("service.cors-origins", null);
    DEFAULTS.put("service.name", "carwatch-backend");
    DEFAULTS.put("service.port", "8000");
    DEFAULTS.put("service.trusted-proxies", null);
    DEFAULTS.put("tls.certificate", null);
    DEFAULTS.put("tls.key", null);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("settings.yaml"), text);
  }

  @Test
  void everySettingHasItsDefault() {
    Map<String, String> found = new LinkedHashMap<>();
    Settings.all().forEach(setting -> found.put(setting.key(), setting.defaultText()));
    assertThat(found).containsExactlyEntriesOf(DEFAULTS);
    assertThat(Settings.all())
        .filteredOn(Setting::secret)
        .allSatisfy(secret -> assertThat(secret.defaultText()).isNull());
  }

  @Test
  void everyKeyIsReadFromFilesAndEnvironment() throws Exception {
    Map<String, String> examples = new HashMap<>(DEFAULTS);
    examples.putAll(
        Map.of(
            "auth.groups", "admins=admin, /north/gate=north:clerk",
            "auth.issuer-uri", "https://login.example.org/realm",
            "auth.jwt-secret", "0123456789abcdef0123456789abcdef",
            "privacy.erasure-key", "0123456789abcdef0123456789abcdef",
            "privacy.pseudonym-key", "0123456789abcdef0123456789abcdef",
            "media.url", "file:/srv/media",
            "privacy.keep", "30d",
            "deliveries.allowed-networks", "10.0.0.0/8",
            "service.cors-origins", "https://map.example:8443, null",
            "service.trusted-proxies", "10.0.0.0/8, ::1/128"));
    examples.putAll(
        Map.of(
            "deliveries.backend-url", "http://localhost:3001/api",
            "mail.from", "garage@example.org",
            "mail.url", "smtp://mail.example.org:587",
            "licence.public-key", "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            "mqtt.url", "mqtts://broker.example.org",
            "predictions.vehicle-iou", "0.4"));
    for (Setting<?> setting : Settings.all()) {
      String example = examples.get(setting.key()) == null ? "text" : examples.get(setting.key());
      Object expected = setting.parse().apply(example);
      Path dotted = file("'" + setting.key() + "': '" + example + "'\n");
      assertThat((Object) Settings.load(dotted, Map.of()).get(setting)).isEqualTo(expected);
      String[] parts = setting.key().split("\\.", 2);
      Path nested = file(parts[0] + ":\n  " + parts[1] + ": '" + example + "'\n");
      assertThat((Object) Settings.load(nested, Map.of()).get(setting)).isEqualTo(expected);
      assertThat((Object) Settings.load(null, Map.of(setting.variable(), example)).get(setting))
          .isEqualTo(expected);
    }
  }

  @Test
  void theEnvironmentWins() throws Exception {
    Path file = file("cameras: {read-timeout: 5s}");
    Settings settings = Settings.load(file, Map.of(Settings.CAMERAS_READ_TIMEOUT.variable(), "7s"));
    assertThat(settings.get(Settings.CAMERAS_READ_TIMEOUT)).isEqualTo(Duration.ofSeconds(7));
    assertThat(Settings.CAMERAS_READ_TIMEOUT.variable())
        .isEqualTo("SIGHTLINE_CAMERAS_READ_TIMEOUT");
  }

  @Test
  void thePortOfAServiceInKubernetesIsNotOurs() {
    Map<String, String> linked =
        Map.of(
            "SIGHTLINE_SERVICE_HOST", "10.0.0.11",
            "SIGHTLINE_SERVICE_PORT", "80",
            "SIGHTLINE_PORT", "tcp://10.0.0.11:80");
    assertThat(Settings.load(null, linked).get(Settings.SERVICE_PORT)).isEqualTo(8000);
    assertThat(KubernetesVariables.note(linked).orElseThrow())
        .startsWith("SIGHTLINE_SERVICE_PORT=80 is what Kubernetes says of the Service named");

    // What a container's own description says wins there, and does here.
    Map<String, String> said = new HashMap<>(linked);
    said.put("SIGHTLINE_SERVICE_PORT", "9000");
    assertThat(Settings.load(null, said).get(Settings.SERVICE_PORT)).isEqualTo(9000);
    assertThat(KubernetesVariables.note(said)).isEmpty();
  }

  @Test
  void theBackendOfTheReplacedSystemIsNamedByItsOwnVariables() {
    Settings named =
        Settings.load(
            null, Map.of("BACKEND_API_URL", "http://localhost:3001/api", "API_KEY", "a-key"));
    assertThat(named.get(Settings.DELIVERIES_BACKEND_URL)).isEqualTo("http://localhost:3001/api");
    assertThat(named.get(Settings.DELIVERIES_BACKEND_KEY)).isEqualTo("a-key");
    Settings others = Settings.load(null, Map.of("API_KEY", "of another program"));
    assertThat(others.get(Settings.DELIVERIES_BACKEND_KEY)).isNull();
    Settings ours =
        Settings.load(
            null,
            Map.of(
                "BACKEND_API_URL", "http://localhost:3001/api",
                "API_KEY", "theirs",
                "SIGHTLINE_DELIVERIES_BACKEND_URL", "https://example.org/"));
    assertThat(ours.get(Settings.DELIVERIES_BACKEND_KEY)).isNull();
    assertThat(
            Settings.load(null, Map.of("BACKEND_API_URL", "")).get(Settings.DELIVERIES_BACKEND_URL))
        .isNull();
    assertThatThrownBy(() -> Settings.load(null, Map.of("BACKEND_API_URL", "localhost:3001")))
        .hasMessageContaining("BACKEND_API_URL")
        .hasMessageContaining("https://HOST:PORT/PATH");
  }

  @Test
  void addressesOfServersSayNoPasswords() {
    for (String wrong :
        List.of(
            "mail.example.org", "http://mail.example.org", "smtp://me:secret@mail.example.org")) {
      assertThatThrownBy(() -> Settings.load(null, Map.of("SIGHTLINE_MAIL_URL", wrong)))
          .as(wrong)
          .hasMessageContaining("SIGHTLINE_MAIL_URL")
          .hasMessageContaining("smtp://HOST:PORT")
          .hasMessageNotContaining("secret");
    }
    assertThatThrownBy(() -> Settings.load(null, Map.of("SIGHTLINE_MAIL_FROM", "a\r\nb@c")))
        .hasMessageContaining("SIGHTLINE_MAIL_FROM");
    assertThatThrownBy(() -> Settings.load(null, Map.of("SIGHTLINE_MQTT_TOPIC", "a/#")))
        .hasMessageContaining("SIGHTLINE_MQTT_TOPIC");
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() throws Exception {
    Path unknown = file("kafka:\n  servers: x\n");
    assertThatThrownBy(() -> Settings.load(unknown, Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("settings.yaml")
        .hasMessageContaining("line 2")
        .hasMessageContaining("unknown setting");
    Path wrong = file("limits:\n  picture: big\n");
    assertThatThrownBy(() -> Settings.load(wrong, Map.of()))
        .hasMessageContaining("line 2")
        .hasMessageContaining("16MB");
    assertThatThrownBy(() -> Settings.load(null, Map.of("SIGHTLINE_AUTH_JWT_SECRET", "short")))
        .hasMessageContaining("SIGHTLINE_AUTH_JWT_SECRET")
        .hasMessageNotContaining("short\"");
  }

  @Test
  void groupsAreAListOfWhatTheyMayDo() throws Exception {
    Path file = file("auth:\n  groups: [admins=admin, 'a=b=north:clerk', /x/y=south:viewer]\n");
    assertThat(Settings.load(file, Map.of()).get(Settings.AUTH_GROUPS))
        .containsExactly(
            new GroupGrant("admins", null, "admin"),
            new GroupGrant("a=b", "north", "clerk"),
            new GroupGrant("/x/y", "south", "viewer"));
    for (String wrong : List.of("admins", "x=boss", "x=north:admin", "=admin", "x=north:")) {
      assertThatThrownBy(
              () -> Settings.load(null, Map.of("SIGHTLINE_AUTH_GROUPS", "a=admin, " + wrong)))
          .as(wrong)
          .hasMessageContaining("GROUP=SITE:clerk");
    }
  }

  @Test
  void theDocumentIsWhatTheProgramSays() throws Exception {
    Path document = Path.of(System.getProperty("sightline.root", ".."), "docs", "configuration.md");
    if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
      Files.writeString(document, Settings.documentation());
    }
    assertThat(Files.readString(document)).isEqualTo(Settings.documentation());
  }
}
