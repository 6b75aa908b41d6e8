package io.sightline.benchmarks.analytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Samples of what the process does, by Java Flight Recorder. */
public final class Profile implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(10);
  private static final int TOP = 3;

  /** Null where nothing is recorded. */
  private final Recording recording;

  private final Path file;

  private Profile(Recording recording, Path file) {
    this.recording = recording;
    this.file = file;
  }

  /**
   * What takes time.
   *
   * @param method the innermost one that is no JDK's
   * @param share of all samples, 0 to 1
   */
  public record Share(String method, double share) {}

  /**
   * @param file where to write the recording; null to record nothing
   */
  @SuppressWarnings("resource") // Closed with the profile.
  static Profile to(Path file) {
    if (file == null) {
      return new Profile(null, null);
    }
    Recording recording = new Recording();
    recording.enable("jdk.ExecutionSample").withPeriod(EVERY);
    recording.enable("jdk.NativeMethodSample").withPeriod(EVERY);
    return new Profile(recording, file);
  }

  /** Records from now on. */
  void start() {
    if (recording != null) {
      recording.start();
    }
  }

  /** The methods in which most samples are, the first ones. */
  List<Share> topCosts() throws IOException {
    if (recording == null) {
      return List.of();
    }
    recording.stop();
    Files.deleteIfExists(file);
    recording.dump(file);
    Map<String, Integer> samples = new TreeMap<>();
    int all = 0;
    try (RecordingFile read = new RecordingFile(file)) {
      while (read.hasMoreEvents()) {
        RecordedEvent event = read.readEvent();
        String method = method(event);
        if (method != null) {
          samples.merge(method, 1, Integer::sum);
          all++;
        }
      }
    }
    int count = Math.max(1, all);
    return samples.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(TOP)
        .map(one -> new Share(one.getKey(), (double) one.getValue() / count))
        .toList();
  }

  /** Null for a sample of a thread that waits. */
  private static String method(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return null;
    }
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
        boolean waits =
            event.getEventType().getName().equals("jdk.NativeMethodSample")
                && !type.startsWith("org.rocksdb");
        return waits ? null : type + "." + frame.getMethod().getName();
      }
    }
    return null;
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.close();
    }
  }
}
