package io.sightline.domain.settings;

import io.sightline.domain.BadInput;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Environment variables of the systems that Sightline replaces: what each said there, and which
 * settings say it here. Our own variables win.
 */
public final class ReplacedVariables {
  private static final Pattern DATABASE =
      Pattern.compile(
          "postgres(?:ql)?(?:\\+[a-z0-9_]+)?://(?:(?<user>[^@:/]*)(?::(?<password>[^@/\\s]*))?@)?"
              + "(?<host>[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(?<port>:\\d{1,5})?"
              + "(?<name>/[^?#\\s]+)(?<query>\\?[^#\\s]*)?");

  private static final Set<String> LATIN =
      Set.of("en", "es", "pt", "fr", "de", "it", "nl", "ca", "da", "sv", "no", "fi", "pl");

  /**
   * A variable.
   *
   * @param usual value in the system's documents
   * @param systems that know it
   * @param meaning of it there
   * @param becomes what it is here, as people read it
   * @param settings what it says, by our keys; nothing where it has no meaning here
   */
  public record Replaced(
      String name,
      String usual,
      String systems,
      String meaning,
      String becomes,
      Function<String, Map<String, String>> settings) {}

  /** What one says, and which variable said it. */
  record Said(String variable, String text) {}

  private static final String PARKING = "parking-models-api";
  private static final String VISION = "visionai-backend, visionai-websocket";

  private static final String CARWATCH = "carwatch-backend";
  private static final String MYSQL =
      "nothing: what it keeps is brought by `./sightline import carwatch DUMP.sql`; our own database is"
          + " database.url";

  private static final String ANPR = "anpr-city-api";
  private static final String SUPABASE =
      "nothing: its database is database.url, and its buckets are media.url (s3:) with the access"
          + " key of its storage where the AWS SDK looks for it";

  private static final List<Replaced> ALL =
      List.of(
          as("API_HOST", "0.0.0.0", PARKING, "address to listen on", "service.address"),
          as("API_PORT", "8000", PARKING, "port to listen on", "service.port"),
          nothing(
              "API_WORKERS",
              "4",
              PARKING,
              "server processes",
              "nothing: one process answers all, with as many threads as it has cores for"),
          new Replaced(
              "DEBUG",
              "false",
              PARKING + ", " + VISION + ", " + CARWATCH,
              "whether more is logged",
              "logging.level (debug)",
              value -> isYes(value) ? Map.of(Settings.LOGGING_LEVEL.key(), "debug") : Map.of()),
          weights("YOLO_MODEL_PATH", "/app/models/weights/yolov8n.pt", PARKING, "vehicles"),
          as(
              "YOLO_CONFIDENCE_THRESHOLD",
              "0.5",
              PARKING,
              "how sure a vehicle must be",
              "predictions.vehicle-confidence"),
          as(
              "YOLO_IOU_THRESHOLD",
              "0.4",
              PARKING,
              "how far boxes of vehicles may overlap",
              "predictions.vehicle-iou"),
          new Replaced(
              "OCR_LANGUAGES",
              "es,en",
              PARKING,
              "languages of the reader",
              "nothing: plates are read in Latin letters and digits; a region is asked for by request or"
                  + " site (plate-formats). Other scripts are refused",
              ReplacedVariables::languages),
          nothing(
              "OCR_READER_GPU",
              "true",
              PARKING,
              "whether the reader uses a GPU",
              "nothing: models.device says it for all models (auto: a GPU where there is one)"),
          as(
              "OCR_CONFIDENCE_THRESHOLD",
              "0.7",
              PARKING,
              "how sure the reader must be",
              "predictions.plate-confidence"),
          as(
              "REDIS_URL",
              "redis://localhost:6379",
              PARKING + ", " + ANPR,
              "cache of answers; queue of videos",
              "cache.redis-url (the queue is in the database)"),
          new Replaced(
              "REDIS_EXPIRE_TIME",
              "3600",
              PARKING,
              "seconds that answers are kept",
              "cache.expire",
              value -> Map.of(Settings.CACHE_EXPIRE.key(), value + "s")),
          as(
              "BACKEND_API_URL",
              "http://localhost:3001/api",
              PARKING,
              "backend that is told of events",
              "deliveries.backend-url"),
          as(
              "API_KEY",
              "your-api-key",
              PARKING,
              "what that backend is shown",
              "deliveries.backend-key (where BACKEND_API_URL is set)"),
          new Replaced(
              "LOG_LEVEL",
              "INFO",
              PARKING,
              "what is logged",
              "logging.level",
              value -> Map.of(Settings.LOGGING_LEVEL.key(), level(value))),
          new Replaced(
              "LOG_FORMAT",
              "json",
              PARKING,
              "how log lines are written",
              "logging.format",
              value ->
                  Map.of(Settings.LOGGING_FORMAT.key(), value.strip().toLowerCase(Locale.ROOT))),
          new Replaced(
              "DATABASE_URL",
              "postgresql+psycopg2://postgres@localhost:5432/visionai_db",
              VISION + ", " + ANPR,
              "database, with user and password",
              "database.url, database.username, database.password",
              ReplacedVariables::database),
          new Replaced(
              "HOST",
              "0.0.0.0",
              VISION,
              "address to listen on",
              "service.address, where it is an address; shells also put the machine's name there",
              value ->
                  value.matches("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*|localhost")
                      ? Map.of(Settings.SERVICE_ADDRESS.key(), value)
                      : Map.of()),
          as("PORT", "8000", VISION, "port to listen on", "service.port"),
          weights("MODEL_PATH", "ml_models/modelo_emociones.h5", VISION, "emotions"),
          nothing("DB_HOST", "localhost", CARWATCH, "machine of its MySQL database", MYSQL),
          nothing("DB_PORT", "3306", CARWATCH, "port of its MySQL database", MYSQL),
          nothing("DB_NAME", "carwatch", CARWATCH, "name of its MySQL database", MYSQL),
          nothing("DB_USER", "root", CARWATCH, "user of its MySQL database", MYSQL),
          nothing("DB_PASSWORD", "", CARWATCH, "password of its MySQL database", MYSQL),
          as("SECRET_KEY", "", CARWATCH, "what sessions are signed with", "auth.jwt-secret"),
          nothing(
              "BCRYPT_ROUNDS",
              "12",
              CARWATCH,
              "how costly passwords are to guess",
              "nothing: it is 12 for new passwords; those that are brought stay as they are"),
          new Replaced(
              "MODE",
              "selfhost",
              ANPR,
              "whose database and storage are used",
              "nothing: both are databases and S3 endpoints, which database.url and media.url name;"
                  + " other words than supabase and selfhost are refused",
              ReplacedVariables::mode),
          as("JWT_SECRET", "", ANPR, "what tokens are signed with", "auth.jwt-secret"),
          nothing("SUPABASE_URL", "", ANPR, "address of the Supabase project", SUPABASE),
          nothing("SUPABASE_KEY", "", ANPR, "its public key", SUPABASE),
          nothing("SUPABASE_SERVICE_KEY", "", ANPR, "its secret key", SUPABASE),
          nothing(
              "MINIO_ENDPOINT",
              "minio:9000",
              ANPR,
              "address of the storage",
              "nothing: name the bucket in media.url (s3://BUCKET/FOLDER) and the endpoint in AWS_ENDPOINT_URL_S3"),
          as(
              "DETECTION_CONFIDENCE_THRESHOLD",
              "0.5",
              ANPR,
              "how sure a plate must be",
              "anpr.plate-confidence"),
          as(
              "FRAME_EXTRACTION_FPS",
              "5",
              ANPR,
              "frames per second that are looked at",
              "anpr.sample-fps"));

  private ReplacedVariables() {}

  /** Every one, in the order of the systems' documents. */
  public static List<Replaced> all() {
    return ALL;
  }

  private static Replaced as(
      String name, String usual, String systems, String meaning, String becomes) {
    String key = becomes.split(" ")[0];
    return new Replaced(name, usual, systems, meaning, becomes, value -> Map.of(key, value));
  }

  private static Replaced nothing(
      String name, String usual, String systems, String meaning, String why) {
    return new Replaced(name, usual, systems, meaning, why, value -> Map.of());
  }

  private static Replaced weights(String name, String usual, String systems, String task) {
    return new Replaced(
        name,
        usual,
        systems,
        "weights that judge " + task,
        "--models DIR with the weights as ONNX and their manifest (docs/models.md), and their id in"
            + " predictions.models; weights of PyTorch and Keras are refused",
        value -> {
          if (value.toLowerCase(Locale.ROOT).matches(".*\\.(pt|pth|h5|hdf5|keras|pb|tflite)")) {
            throw new IllegalArgumentException(
                "names weights that are not read ("
                    + value
                    + "); export them to ONNX as docs/models.md says, start with --models DIR, and name their"
                    + " id in predictions.models");
          }
          return Map.of();
        });
  }

  private static Map<String, String> mode(String value) {
    if (!List.of("supabase", "selfhost").contains(value.strip().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("should be supabase or selfhost");
    }
    return Map.of();
  }

  private static boolean isYes(String value) {
    return List.of("true", "1", "yes", "on").contains(value.strip().toLowerCase(Locale.ROOT));
  }

  private static String level(String value) {
    String level = value.strip().toLowerCase(Locale.ROOT);
    return switch (level) {
      case "warning" -> "warn";
      case "critical", "fatal" -> "error";
      case "trace", "notset" -> "debug";
      default -> level;
    };
  }

  private static Map<String, String> languages(String value) {
    List<String> others =
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(one -> !one.isEmpty() && !LATIN.contains(one.toLowerCase(Locale.ROOT)))
            .toList();
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "names "
              + String.join(", ", others)
              + ", whose letters the bundled reader does not know; give a reader of your own with"
              + " --models DIR and leave the variable out");
    }
    return Map.of();
  }

  private static Map<String, String> database(String value) {
    if (value.strip().startsWith("jdbc:postgresql:")) {
      return Map.of(Settings.DATABASE_URL.key(), value.strip());
    }
    Matcher address = DATABASE.matcher(value.strip());
    if (!address.matches()) {
      // The address may hold a password.
      throw new IllegalArgumentException(
          "should be postgresql://user:password@host:5432/database, with what is odd in the"
              + " password percent-encoded; other databases are not used");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        Settings.DATABASE_URL.key(),
        "jdbc:postgresql://"
            + address.group("host")
            + Objects.toString(address.group("port"), "")
            + address.group("name")
            + Objects.toString(address.group("query"), ""));
    if (address.group("user") != null) {
      settings.put(Settings.DATABASE_USERNAME.key(), plain(address.group("user")));
    }
    if (address.group("password") != null) {
      settings.put(Settings.DATABASE_PASSWORD.key(), plain(address.group("password")));
    }
    return settings;
  }

  private static String plain(String encoded) {
    if (encoded.matches(".*%(?![0-9a-fA-F]{2}).*")) {
      throw new IllegalArgumentException(
          "has a % that begins no escape; percent-encode what is odd in the password");
    }
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * What those that are set say, by our keys.
   *
   * @throws BadInput naming a variable that is refused, and the mend
   */
  static Map<String, Said> read(Map<String, String> environment) {
    Map<String, Said> said = new LinkedHashMap<>();
    boolean backend = !environment.getOrDefault("BACKEND_API_URL", "").isEmpty();
    boolean ours = environment.containsKey(Settings.DELIVERIES_BACKEND_URL.variable());
    for (Replaced replaced : ALL) {
      String value = environment.get(replaced.name());
      boolean isBackends =
          replaced.name().equals("API_KEY") || replaced.name().equals("BACKEND_API_URL");
      // API_KEY alone, or beside another address, may be anybody's; an empty text is none.
      if (value == null
          || value.isBlank()
          || isBackends && (!backend || ours)
          || isSaidByUs(replaced, environment)) {
        continue;
      }
      try {
        replaced
            .settings()
            .apply(value)
            .forEach((key, text) -> said.putIfAbsent(key, new Said(replaced.name(), text)));
      } catch (IllegalArgumentException e) {
        throw new BadInput(
            "The environment variable " + replaced.name() + " " + e.getMessage() + ".", e);
      }
    }
    return said;
  }

  /** Whether what it is about stands in a variable of ours, which wins as a whole. */
  private static boolean isSaidByUs(Replaced replaced, Map<String, String> environment) {
    return Settings.all().stream()
        .filter(setting -> replaced.becomes().contains(setting.key()))
        .anyMatch(setting -> environment.containsKey(setting.variable()));
  }

  /** A file of variables for containers and service managers, all of them commented out. */
  public static String example() {
    StringBuilder text =
        new StringBuilder(
            """
            # Environment variables, as `docker run --env-file` and systemd's EnvironmentFile take them; ./sightline reads a
            # file named .env in the folder that it is started in, too. Made from the program (SettingsTest); take the # away
            # from what you set. No secret has a default.

            """);
    for (String systems : ALL.stream().map(Replaced::systems).distinct().toList()) {
      text.append("# Of ").append(systems).append(", and what it becomes.\n");
      ALL.stream()
          .filter(one -> one.systems().equals(systems))
          .forEach(
              one ->
                  text.append("# ")
                      .append(one.meaning())
                      .append(" -> ")
                      .append(one.becomes())
                      .append("\n#")
                      .append(one.name())
                      .append('=')
                      .append(one.name().equals("API_KEY") ? "" : one.usual())
                      .append('\n'));
      text.append('\n');
    }
    text.append("# Sightline's own; docs/configuration.md says what each does.\n");
    text.append(
        Settings.all().stream()
            .map(
                setting ->
                    "#"
                        + setting.variable()
                        + "="
                        + (setting.defaultText() == null ? "" : setting.defaultText()))
            .collect(Collectors.joining("\n", "", "\n")));
    return text.toString();
  }
}
