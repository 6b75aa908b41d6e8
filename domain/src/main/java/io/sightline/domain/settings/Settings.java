package io.sightline.domain.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.licence.LicenceKey;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.ReceiverAddress;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of an installation: from a YAML file, over which environment variables win. No
 * secret has a default.
 */
public final class Settings {
  private static final List<Setting<?>> REGISTERED = new ArrayList<>();
  private static final int LEAST_SECRET = 32;
  private static final int MAX_PORT = 65_535;
  private static final int MOST_FPS = 60;
  private static final Duration LONGEST = Duration.ofDays(36_500);

  public static final Setting<Double> ANPR_PLATE_CONFIDENCE =
      define(
          "anpr.plate-confidence",
          "0.5",
          Settings::share,
          "How sure the reader must be of a plate, 0 to 1, at cameras that are added by ANPR City's /api/cameras.");
  public static final Setting<Integer> ANPR_SAMPLE_FPS =
      define(
          "anpr.sample-fps",
          "5",
          Settings::framesPerSecond,
          "Frames per second that are looked at of cameras that are added by ANPR City's /api/cameras.");
  public static final Setting<String> ANPR_SITE =
      define(
          "anpr.site",
          "anpr",
          Settings::siteId,
          "Id of the site that cameras and entries of watchlists belong to which ANPR City's clients add; it is made when the first is.");
  public static final Setting<Boolean> AUTH_ANONYMOUS_PREDICTIONS =
      define(
          "auth.anonymous-predictions",
          "true",
          Settings::yesOrNo,
          "Whether pictures may be predicted without signing in. Such calls are rate-limited by address.");
  public static final Setting<Boolean> AUTH_ANONYMOUS_DASHBOARD =
      define(
          "auth.anonymous-dashboard",
          "false",
          Settings::yesOrNo,
          "Whether the sums and lists of predicted emotions (/api/v1/dashboard) are told without signing in.");
  public static final Setting<Boolean> AUTH_ANONYMOUS_UPLOADS =
      define(
          "auth.anonymous-uploads",
          "false",
          Settings::yesOrNo,
          "Whether pictures may be sent to CarWatch's /api/upload_image, and so kept and recorded, without signing in.");
  public static final Setting<String> AUTH_AUDIENCE =
      define(
          "auth.audience",
          "sightline",
          Settings::text,
          "What tokens of the provider (auth.issuer-uri) must name as their audience (aud); others are meant for somebody else and refused.");
  public static final Setting<String> AUTH_CLIENT_ID =
      optional(
          "auth.client-id",
          Settings::text,
          "How the provider knows the dashboard: a public client with PKCE, whose redirect address is the dashboard's own. Given, the dashboard offers signing in with the provider.");
  public static final Setting<List<GroupGrant>> AUTH_GROUPS =
      optional(
          "auth.groups",
          Settings::groups,
          "What groups of the provider may do, a list of GROUP=admin and GROUP=SITE:clerk or GROUP=SITE:viewer. Given, it decides for everybody who signs in with the provider, each time they do; left out, they begin as viewers without sites, and admins grant.");
  public static final Setting<String> AUTH_GROUPS_CLAIM =
      define(
          "auth.groups-claim",
          "groups",
          Settings::text,
          "The claim of the provider's tokens that lists somebody's groups.");
  public static final Setting<String> AUTH_ISSUER =
      define(
          "auth.issuer",
          "sightline",
          Settings::text,
          "The issuer that tokens name and must name. Give each installation its own when several share a secret.");
  public static final Setting<String> AUTH_ISSUER_URI =
      optional(
          "auth.issuer-uri",
          Settings::webAddress,
          "An OpenID Connect provider whose tokens (JWT) are taken beside the service's own, as its tokens name it (iss). Whoever brings one is a user from then on.");
  public static final Setting<String> AUTH_JWT_SECRET =
      secret(
          "auth.jwt-secret",
          Settings::longSecret,
          "Signs tokens (HMAC SHA-256); at least 32 characters, the same for all replicas of the service. Left out, the embedded installation makes one and keeps it in its data folder.");
  public static final Setting<Boolean> AUTH_SELF_REGISTRATION =
      define(
          "auth.self-registration",
          "false",
          Settings::yesOrNo,
          "Whether anybody may register. A registered user is a viewer without sites. Attempts are limited as those to sign in.");
  public static final Setting<Duration> AUTH_TOKEN_LIFETIME =
      define(
          "auth.token-lifetime",
          "24h",
          Settings::duration,
          "How long a token is good. Shorter is safer and asks people to sign in more often.");
  public static final Setting<String> AVAILABILITY_SITES =
      optional(
          "availability.sites",
          Settings::text,
          "Sites, separated by commas, of which everybody may ask how many spots are free (/availability). Left out, of none.");
  public static final Setting<Duration> CACHE_EXPIRE =
      define(
          "cache.expire",
          "1h",
          Settings::duration,
          "How long the answer for a picture is kept, so that the same picture is not looked at twice.");
  public static final Setting<String> CACHE_REDIS_URL =
      optional(
          "cache.redis-url",
          Settings::text,
          "A Redis that several replicas of the service share as cache of predictions, redis://:PASSWORD@HOST:PORT or rediss://…. Left out, or while it is away, each keeps its own in memory.");
  public static final Setting<String> CARWATCH_SITE =
      define(
          "carwatch.site",
          "carwatch",
          Settings::siteId,
          "Id of the site that what CarWatch's clients record belongs to; it is made when the first of them does.");
  public static final Setting<AllowedNetworks> CAMERAS_ALLOWED_NETWORKS =
      define(
          "cameras.allowed-networks",
          "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7, 127.0.0.0/8, ::1/128",
          Settings::networks,
          "Networks that live cameras may be in, as CIDR blocks. Checked against the resolved address at every connection. Private networks and this machine by default; take this machine out where people you do not trust may add cameras.");
  public static final Setting<Duration> CAMERAS_READ_TIMEOUT =
      define(
          "cameras.read-timeout",
          "3s",
          Settings::timeout,
          "How long a live camera may stay silent, while it is opened or read, before the connection is made anew. 1 s to 60 s.");
  public static final Setting<AllowedNetworks> DELIVERIES_ALLOWED_NETWORKS =
      define(
          "deliveries.allowed-networks",
          null,
          Settings::networks,
          "Private networks that receivers of webhooks may be in, as CIDR blocks; public addresses always may. Checked against the resolved address at every connection. Left out, none.");
  public static final Setting<String> DELIVERIES_BACKEND_KEY =
      secret(
          "deliveries.backend-key",
          Settings::text,
          "What deliveries.backend-url is shown as X-API-Key, and behind Bearer in Authorization. Also API_KEY, where BACKEND_API_URL is set.");
  public static final Setting<String> DELIVERIES_BACKEND_URL =
      optional(
          "deliveries.backend-url",
          Settings::receiver,
          "Address of a backend that is told of alerts, passages, plates, stays and spots of the live run as they come, in any network. Also BACKEND_API_URL.");
  public static final Setting<String> DATABASE_PASSWORD =
      secret("database.password", Settings::text, "Password for the database.");
  public static final Setting<String> DATABASE_URL =
      optional(
          "database.url",
          Settings::text,
          "JDBC address of an existing PostgreSQL 14 or newer. Left out, and without --postgres, the embedded one in the data folder.");
  public static final Setting<String> DATABASE_USERNAME =
      optional("database.username", Settings::text, "User name for the database.");
  public static final Setting<String> EMOTIONS_PLACE =
      optional(
          "emotions.place",
          Settings::text,
          "Where faces are looked at for emotions, in words. Needed with emotions.purpose. A workplace or a place of education is refused, unless the purpose is medical or safety.");
  public static final Setting<String> EMOTIONS_PURPOSE =
      optional(
          "emotions.purpose",
          Settings::text,
          "What emotions are predicted for, in words. Left out, emotions are judged nowhere: neither by cameras that ask for them nor of pictures that are sent.");
  public static final Setting<String> KAFKA_BOOTSTRAP_SERVERS =
      optional(
          "kafka.bootstrap-servers",
          Settings::text,
          "Kafka brokers, HOST:PORT separated by commas. When given, the live run's observations and facts also go to the topics sightline.observations, sightline.facts and sightline.alerts, exactly once.");
  public static final Setting<String> KAFKA_FACTS =
      define(
          "kafka.facts",
          "together",
          oneOf("together", "by-kind"),
          "Whether facts go to sightline.facts (alerts to sightline.alerts), keyed by site, or each kind to a topic of its own, such as sightline.facts.vehicle-sessions, keyed by fact and fit to be compacted: what is taken back has no value there.");
  public static final Setting<String> KAFKA_PROPERTIES =
      optional(
          "kafka.properties",
          Settings::text,
          "File of Kafka's own settings of clients (security.protocol, sasl.*, ssl.* and the like), for brokers that want to know who connects. Only its owner should be able to read it.");
  public static final Setting<Duration> KAFKA_TRANSACTION_TIMEOUT =
      define(
          "kafka.transaction-timeout",
          "15m",
          Settings::duration,
          "How long the brokers keep a transaction that nobody ends: the longest outage of the job after which nothing is lost. Must not exceed the brokers' transaction.max.timeout.ms, nor be shorter than a checkpoint's interval and time-out.");
  public static final Setting<PublicKey> LICENCE_PUBLIC_KEY =
      optional(
          "licence.public-key",
          LicenceKey::issuer,
          "Public key (Ed25519) of whoever issues licence keys that may be activated, as `./sightline licence keys` prints it. Left out, none may; everything works without a licence.");
  public static final Setting<Duration> LIMITS_BODY_PATIENCE =
      define(
          "limits.body-patience",
          "30s",
          Settings::timeout,
          "How long a request's body may take to arrive at whatever pace; after that it is ended where it comes slower than 10 kB/s. Silence ends it after 10 s. 1 s to 60 s.");
  public static final Setting<Integer> LIMITS_CONNECTIONS =
      define(
          "limits.connections",
          "1000",
          Settings::count,
          "Open connections, WebSockets included, of one address at a time; more are closed. Trusted proxies may have any number.");
  public static final Setting<Duration> LIMITS_HEAD_PATIENCE =
      define(
          "limits.head-patience",
          "10s",
          Settings::timeout,
          "How long the head of a request may take from its first byte to its last before the connection is closed. 1 s to 60 s.");
  public static final Setting<Long> LIMITS_JSON_BODY =
      define(
          "limits.json-body",
          "8MB",
          Settings::bytes,
          "Largest JSON or YAML body taken; larger ones are answered with 413.");
  public static final Setting<Integer> LIMITS_LIVE_CLIENTS =
      define(
          "limits.live-clients",
          "1000",
          Settings::count,
          "WebSocket clients at a time; more are turned away with a reason.");
  public static final Setting<Integer> LIMITS_LIVE_PERSON =
      define(
          "limits.live-person",
          "100",
          Settings::count,
          "WebSocket clients of one person at a time; more are answered with 429.");
  public static final Setting<Long> LIMITS_PICTURE =
      define(
          "limits.picture",
          "16MB",
          Settings::bytes,
          "Largest picture taken, as it is sent; in base64 it may be half as long again.");
  public static final Setting<Integer> LIMITS_PREDICTIONS =
      define(
          "limits.predictions",
          "20",
          Settings::count,
          "Pictures a second that are predicted for one address (IPv6: its /64) where nobody has signed in, and twice as many at once; more are answered with 429.");
  public static final Setting<Integer> LIMITS_REQUESTS =
      define(
          "limits.requests",
          "100",
          Settings::count,
          "Requests a second of one person or, where nobody has signed in, of one address (IPv6: of its /64); more are answered with 429. Health is not counted.");
  public static final Setting<Integer> LIMITS_REQUESTS_AT_ONCE =
      define(
          "limits.requests-at-once",
          "24",
          Settings::count,
          "Requests of one person or address that are being answered at a time; more are answered with 429.");
  public static final Setting<Integer> LIMITS_SIGN_INS =
      define(
          "limits.sign-ins",
          "10",
          Settings::count,
          "Attempts to sign in a minute under one user name from one address; more are answered with 429. Other addresses do not count, so nobody can lock somebody else out.");
  public static final Setting<Integer> LIMITS_SIGN_INS_ADDRESS =
      define(
          "limits.sign-ins-address",
          "60",
          Settings::count,
          "Attempts to sign in a minute from one address (IPv6: from its /64), whatever the user names; more are answered with 429.");
  public static final Setting<Duration> LIMITS_STATEMENT_TIMEOUT =
      define(
          "limits.statement-timeout",
          "5s",
          Settings::timeout,
          "Longest that one query of the service may take in the database before it is cancelled. 1 s to 60 s.");
  public static final Setting<Long> LIMITS_UPLOAD =
      define(
          "limits.upload",
          "100MB",
          Settings::bytes,
          "Largest upload taken: a video, or pictures together or packed in a ZIP.");
  public static final Setting<String> LOGGING_DIRECTORY =
      optional(
          "logging.directory",
          Settings::text,
          "Folder for log files beside standard output: app.log, error.log and access.log, each of 5 MB and five older ones. Left out, none.");
  public static final Setting<String> LOGGING_FORMAT =
      define(
          "logging.format",
          "text",
          oneOf("text", "json"),
          "How log lines are written: text, or json (an object a line).");
  public static final Setting<String> LOGGING_LEVEL =
      define(
          "logging.level",
          "info",
          oneOf("error", "warn", "info", "debug"),
          "What is logged. debug is slow under load.");
  public static final Setting<String> MAIL_FROM =
      optional(
          "mail.from", Settings::mailAddress, "Address that mail comes from; needed to send any.");
  public static final Setting<String> MAIL_PASSWORD =
      secret("mail.password", Settings::text, "Password for the mail server.");
  public static final Setting<URI> MAIL_URL =
      optional(
          "mail.url",
          text -> serverAddress(text, "smtp", "smtps"),
          "Mail server for notifications, smtp://HOST:PORT (encrypted where the server can, by STARTTLS) or smtps://HOST:PORT. Left out, no mail is sent.");
  public static final Setting<String> MAIL_USERNAME =
      optional(
          "mail.username",
          Settings::text,
          "User name for the mail server; with it, nothing is sent unless the connection is encrypted or on this machine.");
  public static final Setting<String> MEDIA_URL =
      optional(
          "media.url",
          Settings::mediaUrl,
          "Where pictures are kept, file: or s3://BUCKET/FOLDER; credentials, region and endpoint of S3 come from where the AWS SDK looks for them. Left out, the folder media in the data folder. Footage of replays asked for over REST lies below a file: address, or in that folder.");
  public static final Setting<String> MODELS_DEVICE =
      define(
          "models.device",
          "auto",
          oneOf("auto", "cpu", "cuda"),
          "What models run on. auto is CUDA where the program is built with it and there is a GPU, else the processor; with cuda, models that cannot run on a GPU do not run at all. What was begun on one is not gone on with on the other.");
  public static final Setting<String> MQTT_DISCOVERY =
      define(
          "mqtt.discovery",
          "homeassistant",
          Settings::topic,
          "Topic below which Home Assistant looks for devices; off for none.");
  public static final Setting<String> MQTT_PASSWORD =
      secret("mqtt.password", Settings::text, "Password for the MQTT broker.");
  public static final Setting<String> MQTT_TOPIC =
      define(
          "mqtt.topic",
          "sightline",
          Settings::topic,
          "Topic below which the state of spots, zones, sites and cameras is published.");
  public static final Setting<URI> MQTT_URL =
      optional(
          "mqtt.url",
          text -> serverAddress(text, "mqtt", "mqtts"),
          "MQTT broker that is told how spots, zones, sites and cameras stand, mqtt://HOST:PORT or mqtts://HOST:PORT. Left out, none is.");
  public static final Setting<String> MQTT_USERNAME =
      optional("mqtt.username", Settings::text, "User name for the MQTT broker.");
  public static final Setting<List<String>> PREDICTIONS_MODELS =
      define(
          "predictions.models",
          "",
          Settings::names,
          "Ids of the models that look at pictures which people send, separated by commas, at most one a task; they are found as --models says. Tasks that none is for are done by the models that come with the program.");
  public static final Setting<Double> PREDICTIONS_PLATE_CONFIDENCE =
      define(
          "predictions.plate-confidence",
          "0.5",
          Settings::share,
          "How sure the reader must be of a plate, 0 to 1, before /api/v1/detect/license-plate gives it as plate_text; less sure ones stand among the plates.");
  public static final Setting<Double> PREDICTIONS_VEHICLE_CONFIDENCE =
      define(
          "predictions.vehicle-confidence",
          "0.5",
          Settings::share,
          "How sure a vehicle must be, 0 to 1, where a request does not say.");
  public static final Setting<Double> PREDICTIONS_VEHICLE_IOU =
      optional(
          "predictions.vehicle-iou",
          Settings::share,
          "Of vehicles whose boxes overlap more (intersection over union, 0 to 1) only the surest is told. Left out, as the model's manifest has it.");
  public static final Setting<Duration> PRIVACY_AUDIT_KEEP =
      define(
          "privacy.audit-keep",
          "400d",
          Settings::duration,
          "How long the log of who did what, who signed in and who was refused is kept.");
  public static final Setting<Duration> PRIVACY_PREDICTIONS_KEEP =
      define(
          "privacy.predictions-keep",
          "400d",
          Settings::duration,
          "How long it is kept what was predicted for whom, and from which address. Sums by day and person stay.");
  public static final Setting<String> PRIVACY_ERASURE_KEY =
      secret(
          "privacy.erasure-key",
          Settings::longSecret,
          "Keys what is remembered of erased plates so that they stay erased; at least 32 characters, the same for the service and the jobs, and never changed. Left out, the embedded installation makes one and keeps it in its data folder.");
  public static final Setting<Duration> PRIVACY_KEEP =
      optional(
          "privacy.keep",
          Settings::keep,
          "How long facts, observations and pictures are kept of sites that do not say so in their own privacy.keep. Left out, for ever.");
  public static final Setting<String> PRIVACY_PSEUDONYM_KEY =
      secret(
          "privacy.pseudonym-key",
          Settings::longSecret,
          "Keys the pseudonyms of plates; at least 32 characters. Needed where a site asks for pseudonyms; a changed key breaks the link to earlier facts.");
  public static final Setting<Boolean> PRIVACY_REQUIRE_PURPOSE =
      define(
          "privacy.require-purpose",
          "false",
          Settings::yesOrNo,
          "Whether whoever reads personal data (plates, pictures, the audit) must say what for, in the header X-Purpose. What is said is kept in the audit either way.");
  public static final Setting<String> SECRETS_KEY_FILE =
      optional(
          "secrets.key-file",
          Settings::text,
          "File with at least 32 random characters under which cameras' passwords are encrypted in the database; the same for every process of an installation, and readable by them only. Without it those passwords cannot be read again. Left out, the embedded installation makes one and keeps it in its data folder.");
  public static final Setting<String> SERVICE_ADDRESS =
      define(
          "service.address",
          "0.0.0.0",
          Settings::text,
          "Network address that the service listens on; 127.0.0.1 for this machine only.");
  public static final Setting<List<String>> SERVICE_CORS_ORIGINS =
      optional(
          "service.cors-origins",
          Settings::origins,
          "Other origins whose pages may use the service in a browser, as scheme://host:port separated by commas; also for WebSockets. null stands for pages that are opened as files, * for any, which may then not bring credentials of the browser. Left out, none.");
  public static final Setting<String> SERVICE_NAME =
      define(
          "service.name",
          "carwatch-backend",
          Settings::text,
          "The name that /health gives as service.");
  public static final Setting<Integer> SERVICE_PORT =
      define(
          "service.port",
          "8000",
          Settings::port,
          "Port that the service listens on, where --port does not say.");
  public static final Setting<AllowedNetworks> SERVICE_TRUSTED_PROXIES =
      optional(
          "service.trusted-proxies",
          Settings::networks,
          "Proxies, as CIDR blocks, that may say with X-Forwarded-For, -Proto, -Host and -Port whose request they hand on. Left out, nobody may: those headers count for nothing, for limits and the audit alike.");
  public static final Setting<String> TLS_CERTIFICATE =
      optional(
          "tls.certificate",
          Settings::text,
          "PEM file of the certificate (with its chain) that the service shows. With tls.key, the service speaks HTTPS and WSS only. Looked at again when it changes; one that cannot be used leaves the one before in use.");
  public static final Setting<String> TLS_KEY =
      optional("tls.key", Settings::text, "PEM file of the certificate's private key.");

  private final Map<String, Object> values;

  private Settings(Map<String, Object> values) {
    this.values = values;
  }

  /** Every setting, by key. */
  public static List<Setting<?>> all() {
    return List.copyOf(REGISTERED);
  }

  /** Nothing but defaults. */
  public static Settings defaults() {
    return load(null, Map.of());
  }

  /**
   * @param file YAML; null for none
   * @param variables of the environment, of which those that name a setting count
   * @throws BadInput naming file, line and key, or the variable
   */
  public static Settings load(Path file, Map<String, String> variables) {
    Map<String, String> environment = KubernetesVariables.without(variables);
    Map<String, YamlValue> written = new TreeMap<>();
    if (file != null) {
      flatten("", YamlDocument.read(file), written);
    }
    Map<String, ReplacedVariables.Said> replaced = ReplacedVariables.read(environment);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting<?> setting : REGISTERED) {
      YamlValue inFile = written.remove(setting.key());
      String ours = environment.get(setting.variable());
      ReplacedVariables.Said others = replaced.get(setting.key());
      if (ours != null) {
        values.put(setting.key(), parsed(setting, ours, setting.variable()));
      } else if (others != null) {
        values.put(setting.key(), parsed(setting, others.text(), others.variable()));
      } else if (inFile != null) {
        try {
          values.put(setting.key(), setting.parse().apply(text(inFile)));
        } catch (IllegalArgumentException e) {
          throw inFile.error(e.getMessage());
        }
      } else if (setting.defaultText() != null) {
        values.put(setting.key(), setting.parse().apply(setting.defaultText()));
      }
    }
    for (YamlValue unknown : written.values()) {
      throw unknown.error("unknown setting; docs/configuration.md lists all");
    }
    return new Settings(values);
  }

  private static Object parsed(Setting<?> setting, String text, String name) {
    try {
      return setting.parse().apply(text);
    } catch (IllegalArgumentException e) {
      throw new BadInput("The environment variable " + name + " " + e.getMessage() + ".", e);
    }
  }

  private static void flatten(String prefix, YamlMap map, Map<String, YamlValue> flat) {
    map.entries()
        .forEach(
            (key, value) -> {
              if (value.isMap()) {
                flatten(prefix + key + ".", value.asMap(), flat);
              } else {
                flat.put(prefix + key, value);
              }
            });
  }

  private static String text(YamlValue value) {
    return value.isList()
        ? String.join(", ", value.asList().stream().map(YamlValue::asText).toList())
        : value.asText();
  }

  /** The value of a setting; null where it was left out and has no default. */
  @SuppressWarnings("unchecked") // Each value was parsed by the setting it stands under.
  public <T> T get(Setting<T> setting) {
    return (T) values.get(setting.key());
  }

  /** The same with another value for one of them. */
  public <T> Settings with(Setting<T> setting, T value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(setting.key(), value);
    return new Settings(changed);
  }

  /** The reference that people read, in Markdown. */
  public static String documentation() {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Settings stand in a YAML file given with `--config`, nested or with dots in their keys, or in environment
            variables, which win. This page is made from the program; `SettingsTest` writes and compares it.

            | key | default | environment variable | what it does |
            |---|---|---|---|
            """);
    for (Setting<?> setting : REGISTERED) {
      text.append("| `")
          .append(setting.key())
          .append("` | ")
          .append(setting.defaultText() == null ? "–" : "`" + setting.defaultText() + "`")
          .append(" | `")
          .append(setting.variable())
          .append("` | ")
          .append(setting.description())
          .append(" |\n");
    }
    return text.toString();
  }

  private static <T> Setting<T> define(
      String key, String defaultText, Function<String, T> parse, String description) {
    return register(new Setting<>(key, defaultText, parse, false, description));
  }

  private static <T> Setting<T> optional(
      String key, Function<String, T> parse, String description) {
    return register(new Setting<>(key, null, parse, false, description));
  }

  private static <T> Setting<T> secret(String key, Function<String, T> parse, String description) {
    return register(new Setting<>(key, null, parse, true, description));
  }

  private static <T> Setting<T> register(Setting<T> setting) {
    REGISTERED.add(setting);
    return setting;
  }

  private static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty; give it a value or leave it out");
    }
    return text.strip();
  }

  private static String longSecret(String text) {
    if (text.length() < LEAST_SECRET) {
      throw new IllegalArgumentException("is too short for a secret; give at least 32 characters");
    }
    return text;
  }

  private static Boolean yesOrNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("should be true or false");
    };
  }

  private static Integer count(String text) {
    if (!text.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException("should be a whole number from 1 to 9999999");
    }
    return Integer.valueOf(text);
  }

  private static Integer port(String text) {
    if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > MAX_PORT) {
      throw new IllegalArgumentException("should be a port from 1 to " + MAX_PORT);
    }
    return Integer.valueOf(text);
  }

  private static Double share(String text) {
    if (!text.matches("0(\\.\\d{1,6})?|1(\\.0{1,6})?")) {
      throw new IllegalArgumentException("should be a number from 0 to 1");
    }
    return Double.valueOf(text);
  }

  private static Duration duration(String text) {
    Matcher matcher = Pattern.compile("([1-9]\\d{0,8})(ms|s|m|h|d)").matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("should be a duration such as 500ms, 10s, 5m or 24h");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("should be at most " + LONGEST.toDays() + "d");
    }
    return duration;
  }

  private static Duration keep(String text) {
    Duration keep = duration(text);
    if (keep.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("should be at least 1h");
    }
    return keep;
  }

  private static Duration timeout(String text) {
    Duration timeout = duration(text);
    if (timeout.toMillis() < 1_000 || timeout.toMillis() > 60_000) {
      throw new IllegalArgumentException("should be from 1s to 60s");
    }
    return timeout;
  }

  private static Long bytes(String text) {
    Matcher matcher = Pattern.compile("([1-9]\\d{0,6})(KB|MB|GB)").matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("should be a size such as 512KB, 16MB or 2GB");
    }
    long unit =
        switch (matcher.group(2)) {
          case "KB" -> 1L << 10;
          case "MB" -> 1L << 20;
          default -> 1L << 30;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }

  private static String webAddress(String text) {
    if (!text.matches("https?://[^\\s/?#]+[^\\s?#]*")) {
      throw new IllegalArgumentException("should be an address as https://login.example.org/realm");
    }
    return text;
  }

  private static List<GroupGrant> groups(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).map(GroupGrant::parse).toList();
  }

  private static String mediaUrl(String text) {
    if (!text.matches("file:.+|s3://[a-z0-9][a-z0-9.-]+(/.*)?")) {
      throw new IllegalArgumentException("should be file:/folder or s3://bucket/folder");
    }
    return text;
  }

  private static String receiver(String text) {
    try {
      return ReceiverAddress.parse(text.strip()).url();
    } catch (BadInput e) {
      throw new IllegalArgumentException("cannot be used: " + e.getMessage(), e);
    }
  }

  private static URI serverAddress(String text, String plain, String encrypted) {
    try {
      URI address = new URI(text.strip());
      boolean isOne =
          List.of(plain, encrypted).contains(String.valueOf(address.getScheme()))
              && address.getHost() != null
              && address.getUserInfo() == null
              && List.of("", "/").contains(String.valueOf(address.getPath()))
              && address.getQuery() == null
              && address.getFragment() == null;
      if (isOne) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "should be %s://HOST:PORT or %s://HOST:PORT".formatted(plain, encrypted), e);
    }
    throw new IllegalArgumentException(
        "should be %s://HOST:PORT or %s://HOST:PORT, without a name and a password"
            .formatted(plain, encrypted));
  }

  private static String mailAddress(String text) {
    if (!text.strip().matches("[\\x21-\\x7e&&[^<>,;:\"()\\[\\]@]]{1,64}@[A-Za-z0-9.-]{1,250}")) {
      throw new IllegalArgumentException("should be a mail address such as garage@example.org");
    }
    return text.strip();
  }

  private static String topic(String text) {
    if (!text.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+){0,7}") || text.length() > 200) {
      throw new IllegalArgumentException(
          "should be a topic of letters, digits, - and _, parted by / where it has parts");
    }
    return text;
  }

  private static AllowedNetworks networks(String text) {
    try {
      return AllowedNetworks.of(Arrays.stream(text.split(",")).map(String::strip).toList());
    } catch (BadInput e) {
      throw new IllegalArgumentException("holds an unusable network: " + e.getMessage(), e);
    }
  }

  private static Integer framesPerSecond(String text) {
    int number;
    try {
      number = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("should be a whole number from 1 to " + MOST_FPS, e);
    }
    if (number < 1 || number > MOST_FPS) {
      throw new IllegalArgumentException("should be a whole number from 1 to " + MOST_FPS);
    }
    return number;
  }

  private static String siteId(String text) {
    if (!text.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException(
          "should be an id of up to 63 lower-case letters, digits and hyphens");
    }
    return text;
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static List<String> origins(String text) {
    List<String> origins = Arrays.stream(text.split(",")).map(String::strip).toList();
    for (String origin : origins) {
      if (!origin.matches("null|\\*|[a-z][a-z0-9+.-]*://[A-Za-z0-9.\\[\\]:_-]+")) {
        throw new IllegalArgumentException(
            "holds '" + origin + "'; an origin is scheme://host:port without a path, null or *");
      }
    }
    return origins;
  }

  private static Function<String, String> oneOf(String... words) {
    return text -> {
      if (!Arrays.asList(words).contains(text)) {
        throw new IllegalArgumentException("should be one of " + String.join(", ", words));
      }
      return text;
    };
  }
}
