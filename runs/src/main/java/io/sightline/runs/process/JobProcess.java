package io.sightline.runs.process;

import io.sightline.domain.json.Json;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.embedded.EmbeddedRunner;
import io.sightline.runs.process.Words.Answer;
import io.sightline.runs.process.Words.Question;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.jobgraph.JobGraph;

/**
 * A process with one job. It is asked over its input and answers over its output, and ends when its
 * input does, so that it never outlives whoever has started it.
 */
public final class JobProcess {
  private static final int LEAST_ARGUMENTS = 4;

  private final EmbeddedRunner runner;
  private final JobHandle job;
  private final PrintStream answers;

  private JobProcess(EmbeddedRunner runner, JobHandle job, PrintStream answers) {
    this.runner = runner;
    this.job = job;
    this.answers = answers;
  }

  /**
   * @param arguments folder of Flink's configuration, folder for temporary files, number of slots,
   *     file of the job
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < LEAST_ARGUMENTS) {
      throw new IllegalArgumentException("This is started by Sightline itself.");
    }
    ignoreSignals();
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    EmbeddedRunner runner =
        new EmbeddedRunner(
            Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    JobHandle job;
    try {
      job = runner.submit(graph(Path.of(arguments[3])));
    } catch (JobFailedException e) {
      say(answers, new Answer(0, null, null, e.getMessage(), false));
      System.exit(1);
      return;
    }
    say(answers, new Answer(0, null, null, null, false));
    new JobProcess(runner, job, answers).work();
    // Threads of native libraries would hold it.
    Runtime.getRuntime().halt(0);
  }

  /**
   * Whoever ends all processes of a group means the one that has started this: that one ends its
   * jobs in its own order. By reflection, because the compiler warns of this class of the JDK's,
   * which has no successor.
   */
  private static void ignoreSignals() throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object ignored = handler.getField("SIG_IGN").get(null);
    for (String name : List.of("HUP", "INT", "TERM")) {
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ignored);
    }
  }

  private static JobGraph graph(Path file) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      return (JobGraph) in.readObject();
    }
  }

  private static void say(PrintStream answers, Answer answer) {
    answers.println(Words.MARK + Json.write(answer));
  }

  private void work() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Question question = Json.read(line, Question.class);
      Thread answering = new Thread(() -> say(answers, answer(question)), "answer");
      answering.setDaemon(true);
      answering.start();
    }
  }

  private Answer answer(Question question) {
    long number = question.number();
    try {
      return switch (question.wish()) {
        case STATUS -> new Answer(number, runner.status(job), null, null, false);
        case SAVEPOINT ->
            new Answer(
                number,
                null,
                runner.stopWithSavepoint(
                    job, question.folder(), Duration.ofMillis(question.withinMillis())),
                null,
                false);
        case CANCEL -> {
          runner.cancel(job);
          yield new Answer(number, null, null, null, false);
        }
      };
    } catch (TimeoutException e) {
      return new Answer(number, null, null, String.valueOf(e.getMessage()), true);
    } catch (JobFailedException e) {
      return new Answer(number, null, null, e.getMessage(), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(number, null, null, "It is ending.", false);
    }
  }
}
