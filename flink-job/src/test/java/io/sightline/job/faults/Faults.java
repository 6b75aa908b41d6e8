package io.sightline.job.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * When operators fail: again and again, each time at least one checkpoint after its last failure.
 * One for all jobs of this process, since operators are sent to where they run.
 */
final class Faults {
  /** At the start of a checkpoint, or where in the work on a record. */
  enum Moment {
    CHECKPOINT,
    BEFORE,
    AFTER
  }

  private static final Moment[] IN_TURN = Moment.values();

  /** How often each has failed. */
  private static final Map<String, Integer> FAILED = new TreeMap<>();

  /** The newest checkpoint when each failed. */
  private static final Map<String, Long> AFTER = new TreeMap<>();

  private static Path checkpoints;
  private static int times;

  /** Whether what is left of a slow story comes as fast as it goes. */
  private static volatile boolean hurried;

  private static final AtomicInteger OPENED = new AtomicInteger();

  private Faults() {}

  /** How many readers of sources have been opened in this process. */
  static int opened() {
    return OPENED.get();
  }

  /** Called when a source's reader is opened. */
  static void open() {
    OPENED.incrementAndGet();
  }

  /**
   * @param folder of the job's checkpoints
   * @param operators by uid
   * @param each how often each of them is to fail
   */
  static synchronized void arm(Path folder, Collection<String> operators, int each) {
    FAILED.clear();
    operators.forEach(uid -> FAILED.put(uid, 0));
    checkpoints = folder;
    times = each;
    AFTER.clear();
  }

  static synchronized void disarm() {
    FAILED.clear();
    hurried = false;
  }

  /** Lets sources go at their own speed from here on: what needed them slow has been seen. */
  static void hurry() {
    hurried = true;
  }

  static boolean hurried() {
    return hurried;
  }

  /** How often each operator that was armed has failed since. */
  static synchronized Map<String, Integer> failed() {
    return new TreeMap<>(FAILED);
  }

  /** Called at each moment of each operator. */
  static synchronized void at(String operator, Moment moment) {
    int failed = FAILED.getOrDefault(operator, times);
    if (failed < times && moment == IN_TURN[failed % IN_TURN.length]) {
      long newest = newest(checkpoints);
      if (newest > AFTER.getOrDefault(operator, 0L)) {
        AFTER.put(operator, newest);
        FAILED.put(operator, failed + 1);
        throw new IllegalStateException("The operator " + operator + " fails " + moment + ".");
      }
    }
  }

  /** Number of the newest checkpoint below a folder; 0 where there is none. */
  static long newest(Path folder) {
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder, 3) : Stream.empty()) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .map(file -> file.getParent().getFileName().toString())
          .filter(name -> name.startsWith("chk-"))
          .mapToLong(name -> Long.parseLong(name.substring("chk-".length())))
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      // Checkpoints go while this looks, when newer ones are complete.
      return 0;
    }
  }
}
