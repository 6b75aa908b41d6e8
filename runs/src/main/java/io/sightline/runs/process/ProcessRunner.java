package io.sightline.runs.process;

import io.sightline.domain.json.Json;
import io.sightline.domain.process.ChildJvm;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.runs.JobState.Phase;
import io.sightline.runs.embedded.EmbeddedRunner;
import io.sightline.runs.process.Words.Answer;
import io.sightline.runs.process.Words.Question;
import io.sightline.runs.process.Words.Wish;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.file.PathUtils;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each job in a process of its own: what a file that somebody sent does to a native library
 * ends that job, and nothing else. Processes have the classes and the options of this one.
 */
public final class ProcessRunner implements JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessRunner.class);
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 100;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  /** Jobs that have ended are remembered for whoever asks late. */
  private static final int MOST_REMEMBERED = 100;

  private final Path conf;
  private final Path temp;
  private final int slots;
  private final String heap;
  private final EmbeddedRunner grapher;
  private final Map<String, Child> children = new ConcurrentHashMap<>();

  /**
   * @param conf folder of Flink's configuration
   * @param temp for files that nobody needs after a job
   * @param slots how many subtasks of one operator a job can have
   * @param heap of each process, as {@code -Xmx} takes it
   */
  public ProcessRunner(Path conf, Path temp, int slots, String heap) {
    this.conf = conf;
    this.temp = temp;
    this.slots = slots;
    this.heap = heap;
    // It starts no cluster unless it is given a job.
    this.grapher = new EmbeddedRunner(conf, temp, slots);
  }

  @Override
  public JobHandle submit(JobPlan plan) throws JobFailedException, InterruptedException {
    JobGraph graph = grapher.graph(plan);
    String id = graph.getJobID().toHexString();
    Child child;
    try {
      child = new Child(id, graph);
    } catch (IOException e) {
      throw new JobFailedException(e);
    }
    try {
      child.awaitStart();
    } catch (JobFailedException | InterruptedException e) {
      child.close();
      throw e;
    }
    if (children.size() > MOST_REMEMBERED) {
      children.values().removeIf(Child::hasEnded);
    }
    children.put(id, child);
    return new JobHandle(id);
  }

  private Child child(JobHandle job) throws JobFailedException {
    Child child = children.get(job.id());
    if (child == null) {
      throw new JobFailedException("There is no job " + job.id() + " here.");
    }
    return child;
  }

  @Override
  public JobState status(JobHandle job) throws JobFailedException, InterruptedException {
    return child(job).status();
  }

  @Override
  public String stopWithSavepoint(JobHandle job, String savepoints, Duration within)
      throws JobFailedException, InterruptedException, TimeoutException {
    return child(job).ask(Wish.SAVEPOINT, savepoints, within, within.plus(ANSWERS_WITHIN)).text();
  }

  @Override
  public String stateBackend() {
    return grapher.stateBackend();
  }

  @Override
  public void cancel(JobHandle job) throws JobFailedException, InterruptedException {
    Child child = child(job);
    if (!child.status().phase().isEnd()) {
      try {
        child.ask(Wish.CANCEL, null, Duration.ZERO, ANSWERS_WITHIN);
        child.awaitEnd();
      } catch (TimeoutException e) {
        throw new JobFailedException(e);
      } finally {
        // What does not end by itself is stuck, and nobody asks for it again.
        if (!child.status().phase().isEnd()) {
          child.close();
        }
      }
    }
  }

  @Override
  public void close() {
    children.values().forEach(Child::close);
    children.clear();
    grapher.close();
  }

  /** A process with its job. */
  private final class Child {
    private final String id;
    private final Path folder;
    private final Process process;
    private final OutputStream questions;
    private final Map<Long, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** How the job has ended; null while it has not. */
    private volatile JobState end;

    Child(String id, JobGraph graph) throws IOException {
      this.id = id;
      Files.createDirectories(temp);
      // What a job is made of holds the database's password.
      this.folder = Files.createTempDirectory(temp, "job-");
      Path file = folder.resolve("job");
      try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
        out.writeObject(graph);
      }
      asked.put(0L, new CompletableFuture<>());
      this.process =
          new ProcessBuilder(command(file)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      this.questions = process.getOutputStream();
      Thread reading = new Thread(this::read, "job " + id);
      reading.setDaemon(true);
      reading.start();
    }

    private List<String> command(Path file) {
      return ChildJvm.command(
          JobProcess.class,
          folder,
          heap,
          List.of(
              conf.toString(),
              folder.resolve("temp").toString(),
              Integer.toString(slots),
              file.toString()));
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.startsWith(Words.MARK)) {
            Answer answer = Json.read(line.substring(Words.MARK.length()), Answer.class);
            CompletableFuture<Answer> waiting = asked.remove(answer.number());
            if (waiting != null) {
              waiting.complete(answer);
            }
          } else {
            System.out.println(line);
          }
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("The process of job {} cannot be heard any more.", id, e);
      } finally {
        gone();
      }
    }

    /** Whoever waits for an answer gets none. */
    private void gone() {
      try {
        if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (end == null) {
        end = new JobState(Phase.FAILED, died());
      }
      tidy();
      asked.values().forEach(waiting -> waiting.completeExceptionally(new IOException(died())));
      asked.clear();
    }

    private String died() {
      return process.isAlive()
          ? "The process of this job does not answer."
          : "The process of this job has ended unexpectedly, with exit code "
              + process.exitValue()
              + ".";
    }

    void awaitStart() throws JobFailedException, InterruptedException {
      CompletableFuture<Answer> there = asked.get(0L);
      try {
        if (there == null) {
          throw new JobFailedException(died());
        }
        Answer answer = there.get(STARTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        if (answer.failure() != null) {
          throw new JobFailedException(answer.failure());
        }
        Files.deleteIfExists(folder.resolve("job"));
      } catch (IOException e) {
        throw new JobFailedException(e);
      } catch (ExecutionException | TimeoutException e) {
        throw new JobFailedException(e);
      }
    }

    synchronized JobState status() throws JobFailedException, InterruptedException {
      if (end != null) {
        return end;
      }
      try {
        JobState state = ask(Wish.STATUS, null, Duration.ZERO, ANSWERS_WITHIN).state();
        if (state.phase().isEnd()) {
          end = state;
          close();
        }
        return state;
      } catch (JobFailedException e) {
        if (end != null) {
          return end;
        }
        throw e;
      } catch (TimeoutException e) {
        String why = died();
        end = new JobState(Phase.FAILED, why);
        close();
        return end;
      }
    }

    boolean hasEnded() {
      return end != null;
    }

    /** Waits a while until the job has ended, and with it the process. */
    void awaitEnd() throws JobFailedException, InterruptedException {
      long deadline = System.nanoTime() + ANSWERS_WITHIN.toNanos();
      while (!status().phase().isEnd() && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }

    Answer ask(Wish wish, String savepoints, Duration within, Duration answered)
        throws JobFailedException, InterruptedException, TimeoutException {
      if (end != null && end.failure() != null) {
        throw new JobFailedException(end.failure());
      }
      long number = numbers.incrementAndGet();
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      asked.put(number, answer);
      try {
        byte[] line =
            (Json.write(new Question(number, wish, savepoints, within.toMillis())) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        synchronized (questions) {
          questions.write(line);
          questions.flush();
        }
        Answer got = answer.get(answered.toMillis(), TimeUnit.MILLISECONDS);
        if (got.late()) {
          throw new TimeoutException(got.failure());
        }
        if (got.failure() != null) {
          throw new JobFailedException(got.failure());
        }
        return got;
      } catch (IOException | ExecutionException e) {
        gone();
        throw new JobFailedException(died());
      } finally {
        asked.remove(number);
      }
    }

    /** Its input ends, and so does it. */
    void close() {
      try {
        questions.close();
      } catch (IOException e) {
        LOG.debug("The process of job {} is gone already.", id, e);
      }
      try {
        if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      tidy();
    }

    private void tidy() {
      try {
        if (Files.exists(folder)) {
          PathUtils.deleteDirectory(folder);
        }
      } catch (IOException e) {
        LOG.debug("What job {} left cannot be deleted.", id, e);
      }
    }
  }
}
