package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.query.web.server.AccessLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final int MORE_THAN_A_FILE = 60;

  @TempDir Path folder;

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger access = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
  private Level level;

  @BeforeEach
  void remember() {
    level = root.getLevel();
  }

  @AfterEach
  void leave() {
    for (String name : List.of("app", "error")) {
      end(root, name);
    }
    end(access, "access");
    access.setAdditive(true);
    access.setLevel(null);
    root.setLevel(level);
  }

  private static void end(Logger logger, String name) {
    Appender<ILoggingEvent> file = logger.getAppender(name);
    if (file != null) {
      logger.detachAppender(file);
      file.stop();
    }
  }

  private void apply(Path directory) {
    Logging.apply(Settings.load(null, Map.of("SIGHTLINE_LOGGING_DIRECTORY", directory.toString())));
  }

  private String text(String name) throws Exception {
    return Files.readString(folder.resolve("logs").resolve(name));
  }

  @Test
  void whatIsLoggedErrorsAndRequestsHaveFilesOfTheirOwn() throws Exception {
    apply(folder.resolve("logs"));
    org.slf4j.Logger log = LoggerFactory.getLogger("io.sightline.some.Place");
    log.warn("It is late.");
    log.error("It is over.");
    access.info("GET /health 200");
    assertThat(text("app.log").lines().toList())
        .hasSize(2)
        .allMatch(
            line ->
                line.matches(
                    "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} - io.sightline.some.Place - (WARN|ERROR) - It is .*"));
    assertThat(text("error.log").lines().toList()).singleElement().asString().contains("over");
    assertThat(text("access.log")).isEqualTo("GET /health 200\n");
  }

  @Test
  void anObjectALineSaysWhatAPersonWouldReadInIt() throws Exception {
    Logging.apply(
        Settings.load(
            null,
            Map.of(
                "SIGHTLINE_LOGGING_DIRECTORY",
                folder.resolve("logs").toString(),
                "SIGHTLINE_LOGGING_FORMAT",
                "json")));
    Instant before = Instant.now();
    LoggerFactory.getLogger("io.sightline.some.Place")
        .error("Camera '{}' is \"gone\".", "gate", new IllegalStateException("as it is"));
    access.info("{}", "GET /health 200");
    Map<?, ?> line = Json.read(text("error.log"), Map.class);
    assertThat(line.get("event")).isEqualTo("Camera 'gate' is \"gone\".");
    assertThat(line.get("level")).isEqualTo("ERROR");
    assertThat(line.get("logger")).isEqualTo("io.sightline.some.Place");
    assertThat(Instant.parse(line.get("timestamp").toString()))
        .isAfterOrEqualTo(before.minusMillis(1));
    assertThat(line.get("error").toString()).contains("IllegalStateException: as it is");
    assertThat(text("access.log")).contains("\"event\":\"GET /health 200\"");
  }

  @Test
  void aFileOfFiveMegabytesIsPutAsideAndFiveAreKept() throws Exception {
    apply(folder.resolve("logs"));
    String line = "x".repeat(100_000);
    for (int file = 1; file <= 7; file++) {
      for (int i = 0; i < MORE_THAN_A_FILE; i++) {
        access.info(line);
      }
      Path old = folder.resolve("logs/access.log." + Math.min(file, 5));
      await()
          .until(
              () -> {
                access.info("more");
                return Files.exists(old) && Files.size(folder.resolve("logs/access.log")) < 100_000;
              });
    }
    try (var files = Files.list(folder.resolve("logs"))) {
      assertThat(
              files.map(file -> file.getFileName().toString()).filter(n -> n.startsWith("access")))
          .containsExactlyInAnyOrder(
              "access.log",
              "access.log.1",
              "access.log.2",
              "access.log.3",
              "access.log.4",
              "access.log.5");
    }
  }

  @Test
  void aFolderThatCannotBeIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> apply(file.resolve("logs")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("choose another `logging.directory`");
  }
}
