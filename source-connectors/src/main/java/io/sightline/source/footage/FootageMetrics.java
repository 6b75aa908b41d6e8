package io.sightline.source.footage;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts what a camera's footage gives and what is left out of it. Not for use by several threads.
 */
final class FootageMetrics {
  private final MetricGroup camera;
  private final Counter frames;
  private final Map<String, Counter> skipped = new HashMap<>();

  FootageMetrics(MetricGroup reader, String camera) {
    this.camera = reader.addGroup("sightline").addGroup("camera", camera);
    this.frames = this.camera.counter("frames_total");
  }

  void count(FrameHeader record) {
    if (record.kind() == RecordKind.FRAME) {
      frames.inc();
    } else if (record.kind() == RecordKind.DROPPED) {
      skipped
          .computeIfAbsent(
              record.reason(),
              reason -> camera.addGroup("reason", reason).counter("frames_skipped_total"))
          .inc();
    }
  }
}
