package io.sightline.media;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

  /** Beside live cameras, which must not wait for them. */
  private static final Semaphore AT_ONCE = new Semaphore(2, true);

  private FootageApart() {}

  private record Question(
      String camera, String path, Instant start, String zone, String nameFormat) {}

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
    boolean entered = false;
    try {
      AT_ONCE.acquire();
      entered = true;
      folder = Files.createTempDirectory("footage-");
      Path question = folder.resolve("question");
      Path answer = folder.resolve("answer");
      Files.writeString(
          question,
          Json.write(
              new Question(
                  camera, path.toAbsolutePath().toString(), start, zone.getId(), nameFormat)));
      return answer(path, ask(folder, question, answer), answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("Looking into the footage " + path + " was given up; ask again.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (entered) {
        AT_ONCE.release();
      }
      delete(folder);
    }
  }

  /**
   * @return whether it ended by itself and in time
   */
  private static boolean ask(Path folder, Path question, Path answer)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ChildJvm.command(
                    FootageApart.class,
                    folder,
                    HEAP,
                    List.of(question.toString(), answer.toString())))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(WITHIN.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Footage answer(Path path, boolean told, Path file) throws IOException {
    if (!told) {
      throw new BadInput(
          "The footage "
              + path
              + " cannot be looked into: the process that did has crashed or taken longer than "
              + WITHIN.toMinutes()
              + " minutes; record or copy it again.");
    }
    Answer answer = Json.read(Files.readString(file), Answer.class);
    if (answer.refusal() != null) {
      throw new BadInput(answer.refusal());
    }
    return answer.footage();
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
    endInTime();
    Question question = Json.read(Files.readString(Path.of(arguments[0])), Question.class);
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
  private static void endInTime() {
    Thread watch =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(WITHIN.toMillis());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }
}
