package io.sightline.domain.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another Java process that has this one's classes and options, for what may end the process it
 * runs in.
 */
public final class ChildJvm {
  /** What is this process's own. */
  private static final String OWN =
      "-Xm[xsn].*|-XX:(OnOutOfMemoryError|HeapDumpPath|ErrorFile|FlightRecorder|StartFlightRecording).*"
          + "|-XX:\\+HeapDumpOnOutOfMemoryError|-Xlog.*|-Dcom\\.sun\\.management.*|-agent.*|-javaagent.*|-XX:\\+Use\\w+GC|-XX:M(in|ax)HeapFreeRatio.*";

  /** Set by this process and not on its command line. */
  private static final List<String> INHERITED =
      List.of(
          "org.bytedeco.javacpp.cachedir",
          "org.bytedeco.javacpp.nopointergc",
          "onnxruntime.native.path",
          "ai.djl.offline",
          "OPT_OUT_TRACKING");

  /** Runs a command after whatever else wants the processor. */
  private static final Path NICE = Path.of("/usr/bin/nice");

  private ChildJvm() {}

  /**
   * @param main class whose {@code main} it runs
   * @param folder of its own, for its log, its temporary files and what is written when it crashes
   * @param heap as {@code -Xmx} takes it
   */
  public static List<String> command(
      Class<?> main, Path folder, String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      // What is live does not wait for what is recorded.
      command.addAll(List.of(NICE.toString(), "-n", "10"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.matches(OWN))
        .forEach(command::add);
    INHERITED.stream()
        .filter(name -> System.getProperty(name) != null)
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-Dsightline.log=" + folder.resolve("log"));
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-Xmx" + heap);
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }
}
