package io.sightline.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of the machine's memory. */
public final class ProcessMemory {
  private static final int ROUNDS = 4;

  /** What is done again and again. */
  public interface Round {
    void run() throws Exception;
  }

  private ProcessMemory() {}

  /**
   * The least that the resident set grew in one of some rounds, after a first that warms up. What
   * is not freed grows in each of them; the Java heap, and what runs beside, only in some.
   */
  public static long leastGrowthKilobytes(Round round) throws Exception {
    round.run();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = residentKilobytes();
      round.run();
      least = Math.min(least, residentKilobytes() - before);
    }
    return least;
  }

  /** Resident set without garbage of the Java heap; 0 on systems that do not tell. */
  public static long residentKilobytes() throws IOException {
    // A full collection gives unused heap back, so that what is left to grow is native.
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
