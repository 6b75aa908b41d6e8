package io.sightline.source.observationlog;

import io.sightline.domain.observations.Observations;
import io.sightline.source.timeline.Timeline;
import io.sightline.source.timeline.TimelineSource;
import io.sightline.store.DatabaseAddress;
import java.util.List;

/** Stored observations of a finished run, as if they were seen again, judged by another layout. */
public final class ObservationLogSource {
  private static final int FETCH_SIZE = 256;

  private ObservationLogSource() {}

  /**
   * @param run whose observations are read
   * @param site id under which they are handed on
   * @param layoutVersion the layout they are to be judged by, in place of the one they were stored
   *     with
   * @param span the part of the run; one that has no end of its own ends with what is stored
   */
  public static TimelineSource<Observations> of(
      DatabaseAddress database,
      String run,
      String site,
      List<String> cameras,
      String layoutVersion,
      Span span) {
    Timeline.Opener<Observations> opener =
        split -> new ObservationLogTimeline(database, run, site, layoutVersion, span, split);
    return new TimelineSource<>(List.copyOf(cameras), opener, FETCH_SIZE);
  }
}
