package io.sightline.benchmarks.chaos;

import io.sightline.standalone.cli.Sightline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of ours in a process of its own, as {@code ./sightline} starts it. */
final class ReplayProcess implements AutoCloseable {
  private static final int MOST_SHOWN = 2_000;

  private final Process process;
  private final Path said;

  private ReplayProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * @param home the program's folder, with its configuration
   * @param temp gets what the process says
   */
  static ReplayProcess start(Path home, Path temp, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add("-Dsightline.home=" + home);
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Sightline.class.getName());
    command.addAll(arguments);
    Path said = Files.createTempFile(temp, "said", ".txt");
    return new ReplayProcess(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start(),
        said);
  }

  /**
   * Waits for its end.
   *
   * @return whether it ended by then
   */
  boolean ends(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  int code() {
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The end of what it said. */
  String said() throws IOException {
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
