package io.sightline.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.query.web.server.AccessLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Brings the log to what the settings say. */
public final class Logging {
  private static final FileSize LARGEST = new FileSize(5 * FileSize.MB_COEFFICIENT);
  private static final int OLDER = 5;

  /** As the loggers of Python write their lines. */
  private static final String LINES = "%d{\"yyyy-MM-dd HH:mm:ss,SSS\"} - %logger - %level - %msg%n";

  private static final String BARE = "%msg%n";

  private final LoggerContext context;
  private final boolean json;

  private Logging(LoggerContext context, boolean json) {
    this.context = context;
    this.json = json;
  }

  /**
   * @throws BadInput when the folder for log files cannot be used
   */
  public static void apply(Settings settings) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(settings.get(Settings.LOGGING_LEVEL)));
    boolean json = settings.get(Settings.LOGGING_FORMAT).equals("json");
    Logging logging = new Logging(root.getLoggerContext(), json);
    if (json) {
      logging.rewrite(root);
    }
    if (settings.get(Settings.LOGGING_DIRECTORY) != null) {
      logging.intoFiles(root, folder(settings.get(Settings.LOGGING_DIRECTORY)));
    }
  }

  private static Path folder(String directory) {
    Path folder = Path.of(directory);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInput(
          "The folder for logs, "
              + folder
              + ", cannot be made; choose another"
              + " `logging.directory`.",
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new BadInput(
          "The folder for logs, "
              + folder
              + ", cannot be written to; choose another"
              + " `logging.directory`.");
    }
    return folder;
  }

  private void rewrite(Logger root) {
    for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
      if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
        appender.stop();
        appender.setEncoder(encoder(LINES));
        appender.start();
      }
    }
  }

  private void intoFiles(Logger root, Path folder) {
    root.addAppender(file(folder, "app", LINES, null));
    root.addAppender(file(folder, "error", LINES, Level.ERROR));
    Logger access = context.getLogger(AccessLog.LOGGER);
    access.setAdditive(false);
    access.setLevel(Level.INFO);
    access.addAppender(file(folder, "access", BARE, null));
  }

  private Appender<ILoggingEvent> file(Path folder, String name, String pattern, Level least) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName(name);
    appender.setFile(folder.resolve(name + ".log").toString());
    FixedWindowRollingPolicy older = new FixedWindowRollingPolicy();
    older.setContext(context);
    older.setParent(appender);
    older.setFileNamePattern(folder.resolve(name + ".log.%i").toString());
    older.setMinIndex(1);
    older.setMaxIndex(OLDER);
    older.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(LARGEST);
    // Without it, a minute passes between two looks.
    size.setCheckIncrement(Duration.buildBySeconds(1));
    size.start();
    appender.setRollingPolicy(older);
    appender.setTriggeringPolicy(size);
    appender.setEncoder(encoder(pattern));
    if (least != null) {
      ThresholdFilter filter = new ThresholdFilter();
      filter.setLevel(least.toString());
      filter.start();
      appender.addFilter(filter);
    }
    appender.start();
    return appender;
  }

  private Encoder<ILoggingEvent> encoder(String pattern) {
    if (json) {
      JsonLines encoder = new JsonLines();
      encoder.setContext(context);
      encoder.start();
      return encoder;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
