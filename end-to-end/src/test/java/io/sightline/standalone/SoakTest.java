package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process holds while a day passes in its analytics, from the thousandth record to the last.
 */
@Tag("nightly")
class SoakTest {
  @TempDir Path folder;

  /**
   * What a process holds at a moment.
   *
   * @param kibibytes resident
   */
  private record Sample(long kibibytes, long handles, long threads) {}

  private static Sample sample(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    long kibibytes = 0;
    long threads = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        kibibytes = Long.parseLong(line.replaceAll("\\D", ""));
      } else if (line.startsWith("Threads:")) {
        threads = Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
      return new Sample(kibibytes, handles.count(), threads);
    }
  }

  private static double median(List<Sample> samples, ToLongFunction<Sample> of) {
    return samples.stream()
        .mapToLong(of)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDayOfEightCamerasLeavesAProcessAsItWas() throws Exception {
    Path err = folder.resolve("err.txt");
    Process process =
        Jvm.sightline(
            TestSite.root(),
            folder.resolve("out.txt"),
            err,
            List.of(
                "simulate",
                "--cameras",
                "8",
                "--days",
                "1",
                "--seed",
                "5",
                "--run",
                "day",
                "--data",
                folder.resolve("data").toString()));
    List<Sample> samples = new ArrayList<>();
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        samples.add(sample(process.pid()));
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    // The beginning is for classes, compiled code and the heap's size; the end is closing.
    int length = samples.size();
    List<Sample> early = samples.subList(length * 4 / 10, length * 6 / 10);
    List<Sample> late = samples.subList(length * 75 / 100, length * 95 / 100);
    System.out.printf(
        "SoakTest: %d s; resident %.0f then %.0f KiB, handles %.0f then %.0f, threads %.0f then %.0f%n",
        length,
        median(early, Sample::kibibytes),
        median(late, Sample::kibibytes),
        median(early, Sample::handles),
        median(late, Sample::handles),
        median(early, Sample::threads),
        median(late, Sample::threads));
    assertThat(median(late, Sample::kibibytes))
        .as("resident")
        .isLessThanOrEqualTo(1.05 * median(early, Sample::kibibytes));
    // RocksDB's small tables gather until they are merged.
    assertThat(median(late, Sample::handles))
        .as("handles")
        .isLessThanOrEqualTo(median(early, Sample::handles) + 40);
    assertThat(median(late, Sample::threads))
        .as("threads")
        .isLessThanOrEqualTo(median(early, Sample::threads) + 3);
  }
}
