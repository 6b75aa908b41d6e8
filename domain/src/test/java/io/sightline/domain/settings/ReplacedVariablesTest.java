package io.sightline.domain.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each variable of the systems that are replaced. */
class ReplacedVariablesTest {
  @TempDir Path folder;

  private static Settings with(String name, String value) {
    return Settings.load(null, Map.of(name, value));
  }

  @ParameterizedTest
  @CsvSource({
    "API_HOST, 127.0.0.1, service.address, 127.0.0.1",
    "HOST, 0.0.0.0, service.address, 0.0.0.0",
    "HOST, ::1, service.address, ::1",
    "HOST, my-laptop, service.address, 0.0.0.0",
    "API_PORT, 9000, service.port, 9000",
    "PORT, 9001, service.port, 9001",
    "DEBUG, True, logging.level, debug",
    "DEBUG, false, logging.level, info",
    "YOLO_CONFIDENCE_THRESHOLD, 0.6, predictions.vehicle-confidence, 0.6",
    "YOLO_IOU_THRESHOLD, 0.4, predictions.vehicle-iou, 0.4",
    "OCR_CONFIDENCE_THRESHOLD, 0.7, predictions.plate-confidence, 0.7",
    "REDIS_URL, redis://localhost:6379, cache.redis-url, redis://localhost:6379",
    "LOG_LEVEL, INFO, logging.level, info",
    "LOG_LEVEL, WARNING, logging.level, warn",
    "LOG_FORMAT, json, logging.format, json",
    "JWT_SECRET, another-secret-of-at-least-32-characters, auth.jwt-secret, another-secret-of-at-least-32-characters",
    "DETECTION_CONFIDENCE_THRESHOLD, 0.7, anpr.plate-confidence, 0.7",
    "FRAME_EXTRACTION_FPS, 2, anpr.sample-fps, 2",
    "SECRET_KEY, a-secret-of-at-least-32-characters, auth.jwt-secret, a-secret-of-at-least-32-characters",
  })
  void isTakenForASetting(String name, String value, String key, String expected) {
    Settings settings = with(name, value);
    Object found =
        Settings.all().stream()
            .filter(setting -> setting.key().equals(key))
            .map(settings::get)
            .findFirst()
            .orElseThrow();
    assertThat(found.toString()).isEqualTo(expected);
  }

  @Test
  void secondsOfTheCacheAreADuration() {
    assertThat(with("REDIS_EXPIRE_TIME", "3600").get(Settings.CACHE_EXPIRE))
        .isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql+psycopg2://me:s%40crt@db:5433/visionai_db, jdbc:postgresql://db:5433/visionai_db, me, s@crt",
    "postgresql+asyncpg://postgres:pw@db.your-project.supabase.co:5432/postgres, jdbc:postgresql://db.your-project.supabase.co:5432/postgres, postgres, pw",
    "postgresql://me:a+b@localhost/visionai_db, jdbc:postgresql://localhost/visionai_db, me, a+b",
    "postgres://me@db:5432/v?sslmode=require, jdbc:postgresql://db:5432/v?sslmode=require, me,",
  })
  void theDatabaseComesApart(String url, String jdbc, String user, String password) {
    Settings settings = with("DATABASE_URL", url);
    assertThat(settings.get(Settings.DATABASE_URL)).isEqualTo(jdbc);
    assertThat(settings.get(Settings.DATABASE_USERNAME)).isEqualTo(user);
    assertThat(settings.get(Settings.DATABASE_PASSWORD)).isEqualTo(password);
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_URL, mysql://me:canary@db/x, postgresql://",
    "DATABASE_URL, 'postgresql://me:can ary@db/x', percent-encode",
    "YOLO_MODEL_PATH, /app/models/weights/yolov8n.pt, ONNX",
    "MODEL_PATH, ml_models/modelo_emociones.h5, ONNX",
    "MODEL_PATH, ml_models/modelo_emociones.keras, --models",
    "OCR_LANGUAGES, 'es,ja', ja",
    "API_PORT, eight, API_PORT",
    "YOLO_CONFIDENCE_THRESHOLD, 60, YOLO_CONFIDENCE_THRESHOLD",
    "LOG_FORMAT, xml, LOG_FORMAT",
    "REDIS_EXPIRE_TIME, soon, REDIS_EXPIRE_TIME",
    "SECRET_KEY, canary, 32 characters",
    "JWT_SECRET, canary, 32 characters",
    "MODE, cloud, selfhost",
    "FRAME_EXTRACTION_FPS, 100, 60",
  })
  void isRefusedByNameWithTheMend(String name, String value, String mend) {
    assertThatThrownBy(() -> with(name, value))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(name)
        .hasMessageContaining(mend)
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "API_WORKERS=4",
        "OCR_READER_GPU=true",
        "OCR_LANGUAGES=es,en",
        "PORT=",
        "DB_HOST=localhost",
        "DB_PORT=3306",
        "DB_NAME=carwatch",
        "DB_USER=root",
        "DB_PASSWORD=canary",
        "BCRYPT_ROUNDS=12",
        "MODE=supabase",
        "SUPABASE_URL=https://your-project.supabase.co",
        "SUPABASE_KEY=your-anon-key",
        "SUPABASE_SERVICE_KEY=your-service-role-key",
        "MINIO_ENDPOINT=minio:9000"
      })
  void isAcceptedAndChangesNothing(String assignment) {
    String[] parts = assignment.split("=", 2);
    Settings settings = with(parts[0], parts[1]);
    Settings defaults = Settings.defaults();
    for (Setting<?> setting : Settings.all()) {
      assertThat(String.valueOf(settings.get(setting)))
          .as(setting.key())
          .isEqualTo(String.valueOf(defaults.get(setting)));
    }
  }

  @Test
  void oursWin() {
    assertThat(
            Settings.load(null, Map.of("PORT", "9000", "SIGHTLINE_SERVICE_PORT", "9001"))
                .get(Settings.SERVICE_PORT))
        .isEqualTo(9001);
  }

  @Test
  void aFileThatWindowsHasWrittenIsRead() throws Exception {
    Files.writeString(folder.resolve(".env"), "\ufeffPORT=9000\r\nDEBUG=false\r\n");
    assertThat(DotEnv.over(folder, Map.of())).containsEntry("PORT", "9000");
    Files.write(folder.resolve(".env"), "NAME=T\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> DotEnv.over(folder, Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageEndingWith(".env is not text in UTF-8; save it as such.");
  }

  @Test
  void aFileOfVariablesIsReadUnderWhatIsSet() throws Exception {
    Files.writeString(
        folder.resolve(".env"),
        """
        # of visionai
        export HOST=127.0.0.1
        PORT = "9000"   # as before
        LOG_LEVEL='DEBUG'

        API_WORKERS=4
        """);
    Map<String, String> environment = DotEnv.over(folder, Map.of("PORT", "9002"));
    assertThat(environment)
        .isEqualTo(
            new LinkedHashMap<>(
                Map.of(
                    "HOST",
                    "127.0.0.1",
                    "PORT",
                    "9002",
                    "LOG_LEVEL",
                    "DEBUG",
                    "API_WORKERS",
                    "4")));
    Files.writeString(folder.resolve(".env"), "PORT=1\nnonsense\n");
    assertThatThrownBy(() -> DotEnv.over(folder, Map.of())).hasMessageContaining("Line 2");
    assertThat(DotEnv.over(folder.resolve("none"), Map.of())).isEmpty();
  }

  @Test
  void theExampleIsWhatTheProgramSays() throws Exception {
    Path document = Path.of(System.getProperty("sightline.root", ".."), ".env.example");
    if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
      Files.writeString(document, ReplacedVariables.example());
    }
    assertThat(Files.readString(document)).isEqualTo(ReplacedVariables.example());
  }
}
