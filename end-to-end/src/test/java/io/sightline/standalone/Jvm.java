package io.sightline.standalone;

import io.sightline.standalone.cli.Sightline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the command line in a process of its own, as {@code ./sightline} does. */
final class Jvm {
  private Jvm() {}

  /**
   * @param home the program's own folder
   * @param out where what it prints is added
   * @param err the same of what it says beside
   */
  static Process sightline(Path home, Path out, Path err, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g"));
    for (String opened : List.of("lang", "util", "time", "nio", "util.concurrent")) {
      command.add("--add-opens=java.base/java.%s=ALL-UNNAMED".formatted(opened));
    }
    command.addAll(
        List.of(
            "-Dsightline.home=" + home,
            // As in real life, not as in tests, where errors go to standard output.
            "-Dlogback.configurationFile=logback.xml",
            "-XX:ErrorFile=" + err.resolveSibling("crash-%p.log"),
            "-cp",
            System.getProperty("java.class.path"),
            Sightline.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(err.getParent().toFile())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
        .start();
  }
}
