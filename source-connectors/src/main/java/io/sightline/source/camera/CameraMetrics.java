package io.sightline.source.camera;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Counts and gauges of the cameras that one reader has, by camera. */
final class CameraMetrics {
  static final String OVERLOAD = "overload";
  static final String LATE = "late";

  private static final double MILLIS_PER_SECOND = 1e3;

  private final MetricGroup group;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  CameraMetrics(MetricGroup group) {
    this.group = group.addGroup("sightline");
  }

  void register(String camera, BooleanSupplier up, LongSupplier lagMillis) {
    MetricGroup own = group.addGroup("camera", camera);
    own.gauge("camera_up", (Gauge<Integer>) () -> up.getAsBoolean() ? 1 : 0);
    own.gauge(
        "camera_lag_seconds", (Gauge<Double>) () -> lagMillis.getAsLong() / MILLIS_PER_SECOND);
  }

  void taken(String camera) {
    counter(camera, "frames_total", null).inc();
  }

  void skipped(String camera, String reason) {
    counter(camera, "frames_skipped_total", reason).inc();
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
