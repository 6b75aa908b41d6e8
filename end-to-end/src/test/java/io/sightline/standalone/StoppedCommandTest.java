package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.renderer.pictures.TrainingPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are asked to end while native code is at work. */
class StoppedCommandTest {
  private static final int COPIES = 60;
  private static final int ENDED_BY_TERM = 143;

  @TempDir static Path folder;

  @BeforeAll
  static void render() throws Exception {
    Path once = folder.resolve("once");
    new TrainingPictures(4_242, once).vehicles(24);
    // Enough to be at it for long.
    Path many = Files.createDirectories(folder.resolve("pictures"));
    List<String> labels = Files.readAllLines(once.resolve("labels.csv"));
    List<String> copied = new ArrayList<>(labels.subList(0, 1));
    for (int copy = 0; copy < COPIES; copy++) {
      for (String label : labels.subList(1, labels.size())) {
        Path picture = Path.of(label.substring(0, label.indexOf(',')));
        Path link = many.resolve(picture).resolveSibling(copy + "-" + picture.getFileName());
        Files.createDirectories(link.getParent());
        if (Files.notExists(link)) {
          Files.createLink(link, once.resolve(picture));
        }
        copied.add(many.relativize(link) + label.substring(label.indexOf(',')));
      }
    }
    Files.write(many.resolve("labels.csv"), copied);
  }

  @RepeatedTest(2)
  void anEvaluationEndsInOrder() throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Files.deleteIfExists(err);
    Process evaluation =
        Jvm.sightline(
            Path.of(System.getProperty("sightline.root")),
            out,
            err,
            List.of(
                "evaluate", "--task", "vehicles", "--data", folder.resolve("pictures").toString()));
    try {
      await()
          .atMost(Duration.ofSeconds(120))
          .until(() -> !evaluation.isAlive() || Files.readString(err).contains("Asking"));
      evaluation.destroy();
      assertThat(evaluation.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(evaluation.exitValue()).as(Files.readString(err)).isEqualTo(ENDED_BY_TERM);
      assertThat(Files.readString(err)).endsWith("Stopped.\n").doesNotContain("Exception");
      assertThat(crashes()).isEmpty();
    } finally {
      evaluation.destroyForcibly();
    }
  }

  private static List<Path> crashes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("crash-")).toList();
    }
  }
}
