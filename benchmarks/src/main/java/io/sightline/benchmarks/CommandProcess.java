package io.sightline.benchmarks;

import io.sightline.standalone.cli.Sightline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of ours in a process of its own, as {@code ./sightline} starts it. */
public final class CommandProcess implements AutoCloseable {
  private static final int MOST_SHOWN = 2_000;
  private static final long STOP_SECONDS = 60;

  /** What a command runs with where this process does. */
  private static final List<String> INHERITED =
      List.of("--add-opens", "-XX:TieredStopAtLevel", "-XX:+Use");

  private final Process process;
  private final Path said;

  private CommandProcess(List<String> command, Map<String, String> environment, Path temp)
      throws IOException {
    this.said = Files.createTempFile(temp, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    this.process = builder.start();
  }

  /**
   * @param home the program's folder, with its configuration
   * @param temp gets what the process says
   */
  public static CommandProcess start(Path home, Path temp, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> INHERITED.stream().anyMatch(option::startsWith))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add("-Dsightline.home=" + home);
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Sightline.class.getName());
    command.addAll(arguments);
    return new CommandProcess(command, Map.of(), temp);
  }

  /**
   * Through the launcher, with the memory that it gives.
   *
   * @param home the program's folder
   * @param temp gets what the process says
   * @param environment beside this process's own
   */
  public static CommandProcess launch(
      Path home, Path temp, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("sightline").toString()));
    command.addAll(arguments);
    return new CommandProcess(command, environment, temp);
  }

  /**
   * Waits for its end.
   *
   * @return whether it ended by then
   */
  public boolean ends(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  public int code() {
    return process.exitValue();
  }

  public long pid() {
    return process.pid();
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** All that it said so far. */
  public List<String> lines() throws IOException {
    return Files.readAllLines(said);
  }

  /** Asks it to end, and waits a while for that. */
  public void stop() throws InterruptedException {
    process.destroy();
    process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
  }

  /** Processor time of it so far. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /**
   * Memory that it has in use.
   *
   * @return KiB, as Linux counts it
   */
  public long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** The end of what it said. */
  public String said() throws IOException {
    String all = Files.readString(said);
    return all.substring(Math.max(0, all.length() - MOST_SHOWN)).strip();
  }

  /** Ends it. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(said);
  }
}
