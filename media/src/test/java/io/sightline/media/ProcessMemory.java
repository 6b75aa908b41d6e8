package io.sightline.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of the machine's memory. */
public final class ProcessMemory {
  private ProcessMemory() {}

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
