package io.sightline.query.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sightline.store.metrics.CountRows;
import io.sightline.store.metrics.CountRows.Minute;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the live cameras' frames by the minutes that the job writes, which grow for a while: what
 * they have grown by since they were looked at last.
 */
final class FrameCounts {
  /** Longer than a minute grows, and than anybody waits between two looks. */
  private static final Duration LOOKED_BACK = Duration.ofMinutes(10);

  private final CountRows rows;
  private final MeterRegistry registry;

  /** What was counted of each minute, by camera, minute and reason; null before the first look. */
  private Map<Of, Long> counted;

  /**
   * Frames of a camera's minute.
   *
   * @param reason why they were left out; empty for those that were looked at
   */
  private record Of(String site, String camera, Instant at, String reason) {}

  FrameCounts(CountRows rows, MeterRegistry registry) {
    this.rows = rows;
    this.registry = registry;
  }

  void count(Instant now) {
    Map<Of, Long> found = new HashMap<>();
    for (Minute one : rows.minutes(now.minus(LOOKED_BACK).truncatedTo(ChronoUnit.MINUTES))) {
      Map<String, Long> frames = new TreeMap<>(one.skipped());
      frames.put("", one.frames());
      frames.forEach(
          (reason, many) -> found.put(new Of(one.site(), one.camera(), one.at(), reason), many));
    }
    // What was written before this process began is none of its count.
    Map<Of, Long> before = counted == null ? found : counted;
    found.forEach(
        (of, many) -> counter(of).increment(Math.max(0, many - before.getOrDefault(of, 0L))));
    counted = found;
  }

  private Counter counter(Of of) {
    Tags camera = Tags.of("site", of.site(), "camera", of.camera());
    return of.reason().isEmpty()
        ? Counter.builder("sightline.frames")
            .description("Frames of live cameras that were looked at")
            .tags(camera)
            .register(registry)
        : Counter.builder("sightline.frames.skipped")
            .description("Frames of live cameras that were left out, by reason")
            .tags(camera.and("reason", of.reason()))
            .register(registry);
  }
}
