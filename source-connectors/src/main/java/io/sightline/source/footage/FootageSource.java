package io.sightline.source.footage;

import io.sightline.domain.frames.Frame;
import io.sightline.source.timeline.Timeline;
import io.sightline.source.timeline.TimelineSource;
import java.util.List;

/** Frames of recorded footage, with their pixels. */
public final class FootageSource {
  /** Each frame holds a picture, so as few as can be wait between decoding and perception. */
  private static final int FETCH_SIZE = 1;

  private FootageSource() {}

  public static TimelineSource<Frame> of(List<FootageCamera> cameras) {
    List<FootageCamera> all = List.copyOf(cameras);
    Timeline.Opener<Frame> opener =
        (split, metrics) ->
            new FootageTimeline(
                all.stream()
                    .filter(camera -> camera.camera().equals(split.camera()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "There is no footage of camera '" + split.camera() + "'.")),
                split,
                new FootageMetrics(metrics, split.camera()));
    return new TimelineSource<>(
        all.stream().map(FootageCamera::camera).toList(), opener, FETCH_SIZE);
  }
}
