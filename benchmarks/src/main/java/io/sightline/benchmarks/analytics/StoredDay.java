package io.sightline.benchmarks.analytics;

import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.source.timeline.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A day of one camera as it is stored, minute by minute, and read again. Its minutes are made
 * before anything is measured; the embedded cluster shares this class with the benchmark.
 */
final class StoredDay implements Timeline<Observations> {
  private static final long FRAMES = 86_400L * 5;

  private static volatile List<byte[]> minutes = List.of();

  static final GateStory.Size SIZE = new GateStory.Size(1, 1, FRAMES);

  private final Iterator<byte[]> stored = minutes.iterator();
  private Iterator<Observations> open = List.<Observations>of().iterator();
  private long next;

  static void prepare() throws IOException {
    List<byte[]> encoded = new ArrayList<>();
    List<Observations> minute = new ArrayList<>();
    try (GateStory story = new GateStory(SIZE)) {
      for (Entry<Observations> entry = story.next(); entry != null; entry = story.next()) {
        minute.add(entry.record());
        if (minute.size() == ObservationMinute.MILLIS / GateStory.FRAME_MILLIS) {
          encoded.add(ObservationLog.encode(minute));
          minute.clear();
        }
      }
    }
    minutes = List.copyOf(encoded);
  }

  @Override
  public Entry<Observations> next() throws IOException {
    while (!open.hasNext()) {
      if (!stored.hasNext()) {
        return null;
      }
      open = ObservationLog.decode(stored.next()).iterator();
    }
    Observations one = open.next();
    next++;
    return GateStory.entry(one, next);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
