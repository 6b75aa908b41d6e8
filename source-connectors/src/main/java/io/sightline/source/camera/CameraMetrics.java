package io.sightline.source.camera;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts and gauges of the cameras that one reader has, by camera. Flink keeps what was once
 * registered for as long as the reader lives; so a camera's gauges are registered once, ask
 * whichever assignment of it there is now, and are 0 while there is none.
 */
final class CameraMetrics {
  static final String OVERLOAD = "overload";
  static final String LATE = "late";
  static final String MISSING = "missing";

  private static final double MILLIS_PER_SECOND = 1e3;

  /** What gauges ask, from any thread. */
  interface Gauged {
    boolean isUp();

    /** How old the oldest frame is that waits to be taken, milliseconds; 0 when none does. */
    long lagMillis();
  }

  private final MetricGroup group;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Gauged> present = new ConcurrentHashMap<>();
  private final Set<String> registered = new HashSet<>();

  CameraMetrics(MetricGroup group) {
    this.group = group.addGroup("sightline");
  }

  /** From now on this is the camera that is there. Called by the task's thread. */
  void follow(String camera, Gauged now) {
    present.put(camera, now);
    if (registered.add(camera)) {
      MetricGroup own = group.addGroup("camera", camera);
      own.gauge("camera_up", (Gauge<Integer>) () -> isUp(camera) ? 1 : 0);
      own.gauge("camera_lag_seconds", (Gauge<Double>) () -> lagMillis(camera) / MILLIS_PER_SECOND);
    }
  }

  /** The camera is not there any more, unless another has taken its place. */
  void isGone(String camera, Gauged before) {
    present.remove(camera, before);
  }

  private boolean isUp(String camera) {
    Gauged now = present.get(camera);
    return now != null && now.isUp();
  }

  private long lagMillis(String camera) {
    Gauged now = present.get(camera);
    return now == null ? 0 : now.lagMillis();
  }

  void taken(String camera) {
    counter(camera, "frames_total", null).inc();
  }

  void skipped(String camera, String reason) {
    skipped(camera, reason, 1);
  }

  void skipped(String camera, String reason, int frames) {
    counter(camera, "frames_skipped_total", reason).inc(frames);
  }

  /** How many frames of a camera were left out for a reason. */
  long skippedSoFar(String camera, String reason) {
    return counter(camera, "frames_skipped_total", reason).getCount();
  }

  private Counter counter(String camera, String name, String reason) {
    return counters.computeIfAbsent(
        camera + "/" + name + "/" + reason,
        key -> {
          MetricGroup own = group.addGroup("camera", camera);
          return (reason == null ? own : own.addGroup("reason", reason)).counter(name);
        });
  }
}
