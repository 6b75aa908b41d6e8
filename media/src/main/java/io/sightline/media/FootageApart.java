package io.sightline.media;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds footage in a process of its own: a file that ends or holds up the process which looks into
 * it is one that cannot be read, and does nothing else.
 */
public final class FootageApart {
  private static final Logger LOG = LoggerFactory.getLogger(FootageApart.class);
  private static final String HEAP = "128m";
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Duration FOR_EACH_FILE = Duration.ofSeconds(2);
  private static final int MOST_SAID = 2_000;

  private FootageApart() {}

  private record Question(
      String camera, String path, Instant start, String zone, String nameFormat, long millis) {}

  /** Either what was found, or why there is nothing. */
  private record Answer(Footage footage, String refusal) {}

  /**
   * As {@link Footage#find}.
   *
   * @throws BadInput also when whoever looked into it did not live to tell
   */
  public static Footage find(
      String camera, Path path, Instant start, ZoneId zone, String nameFormat) {
    Path folder = null;
    try {
      Duration within = within(path);
      folder = Files.createTempDirectory("footage-");
      Path question = folder.resolve("question");
      Path answer = folder.resolve("answer");
      Files.writeString(
          question,
          Json.write(
              new Question(
                  camera,
                  path.toAbsolutePath().toString(),
                  start,
                  zone.getId(),
                  nameFormat,
                  within.toMillis())));
      if (!ask(folder, question, answer, within)) {
        throw new BadInput(
            "The footage "
                + path
                + " cannot be looked into: the process that did has crashed or taken longer than "
                + within.toMinutes()
                + " minutes; record or copy it again, or see the log.");
      }
      Answer told = Json.read(Files.readString(answer), Answer.class);
      if (told.refusal() != null) {
        throw new BadInput(told.refusal());
      }
      return told.footage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("Looking into the footage " + path + " was given up; ask again.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(folder);
    }
  }

  /** Each file of a folder is looked into. */
  private static Duration within(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return WITHIN;
    }
    try (Stream<Path> files = Files.list(path)) {
      return WITHIN.plus(FOR_EACH_FILE.multipliedBy(files.count()));
    }
  }

  /**
   * @return whether it ended by itself and in time
   */
  private static boolean ask(Path folder, Path question, Path answer, Duration within)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                ChildJvm.command(
                    FootageApart.class,
                    folder,
                    HEAP,
                    List.of(question.toString(), answer.toString())))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
      if (ended && process.exitValue() == 0) {
        return true;
      }
      String text = Files.readString(said, StandardCharsets.ISO_8859_1);
      LOG.warn(
          "A process that looked into footage {}. It said: {}",
          ended ? "ended with exit code " + process.exitValue() : "took too long",
          text.substring(Math.max(0, text.length() - MOST_SAID)));
      return false;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void delete(Path folder) {
    try {
      if (folder != null) {
        PathUtils.deleteDirectory(folder);
      }
    } catch (IOException e) {
      LOG.debug("What a look into footage left cannot be deleted.", e);
    }
  }

  /**
   * What runs in the process of its own.
   *
   * @param arguments file with the question, file for the answer
   */
  public static void main(String[] arguments) throws IOException {
    Question question = Json.read(Files.readString(Path.of(arguments[0])), Question.class);
    endWithin(question.millis());
    Answer answer;
    try {
      answer =
          new Answer(
              Footage.find(
                  question.camera(),
                  Path.of(question.path()),
                  question.start(),
                  ZoneId.of(question.zone()),
                  question.nameFormat()),
              null);
    } catch (BadInput e) {
      answer = new Answer(null, e.getMessage());
    }
    Files.writeString(Path.of(arguments[1]), Json.write(answer));
    // Threads of native libraries would hold it.
    Runtime.getRuntime().halt(0);
  }

  /** Nobody may be left to end it. */
  private static void endWithin(long millis) {
    Thread watch =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(millis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }
}
