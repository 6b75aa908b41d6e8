package io.sightline.source.observationlog;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.source.timeline.Timeline;
import io.sightline.source.timeline.TimelineSource;
import io.sightline.store.DatabaseAddress;
import java.util.HashMap;
import java.util.Map;

/** Stored observations of a finished run, as if they were seen again, judged by another layout. */
public final class ObservationLogSource {
  private static final int FETCH_SIZE = 256;

  private ObservationLogSource() {}

  /**
   * @param run whose observations are read
   * @param site by whose layout they are judged, and of whose cameras they are
   * @param span the part of the run; one that has no end of its own ends with what is stored
   * @param statements number of the newest statement about the site that the run knows
   */
  public static TimelineSource<Observations> of(
      DatabaseAddress database, String run, Site site, Span span, long statements) {
    String layoutVersion = site.layoutVersion();
    Map<String, PictureSize> pictures = new HashMap<>();
    site.cameras().stream()
        .filter(camera -> camera.picture() != null)
        .forEach(camera -> pictures.put(camera.id(), camera.picture()));
    String id = site.id();
    Timeline.Opener<Observations> opener =
        (split, metrics) ->
            new ObservationLogTimeline(
                database,
                run,
                id,
                layoutVersion,
                pictures.get(split.camera()),
                span,
                statements,
                split);
    return new TimelineSource<>(
        site.cameras().stream().map(Camera::id).toList(), opener, FETCH_SIZE);
  }
}
