package io.sightline.standalone.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a command said and how it ended. */
record Outcome(int code, String out, String err) {

  /** What it said on standard error, without what it was at where that took its time. */
  List<String> sentences() {
    return err.strip().lines().filter(line -> !line.contains(" …")).toList();
  }

  /** Runs a command in this process. */
  static Outcome of(String... arguments) {
    // Commands set how much is logged, which is for this one only.
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream toOut = new ByteArrayOutputStream();
    ByteArrayOutputStream toErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
      int code = Sightline.execute(arguments);
      return new Outcome(
          code, toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
    } finally {
      root.setLevel(level);
      System.setOut(out);
      System.setErr(err);
    }
  }
}
