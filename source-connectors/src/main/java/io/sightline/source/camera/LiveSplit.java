package io.sightline.source.camera;

import io.sightline.domain.frames.PictureSize;
import io.sightline.store.registry.CameraRoster;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One assignment of a live camera, and how far its records have been handed on.
 *
 * @param epoch which assignment this is; greater than those of all made before it
 * @param layoutVersion the layout of the last record; before the first, one that lists the camera
 * @param nextNumber running number of the next record, from 0 in each epoch
 * @param lastMillis capture time of the last record; {@link #UNKNOWN} before the first
 * @param picture size of the picture that the layout's coordinates mean; null before the first
 *     frame
 */
public record LiveSplit(
    String camera,
    long epoch,
    String site,
    String layoutVersion,
    long nextNumber,
    long lastMillis,
    PictureSize picture)
    implements SourceSplit {
  public static final long UNKNOWN = Long.MIN_VALUE;

  /** Of a camera that has not been seen. */
  LiveSplit(
      String camera,
      long epoch,
      String site,
      String layoutVersion,
      long nextNumber,
      long lastMillis) {
    this(camera, epoch, site, layoutVersion, nextNumber, lastMillis, null);
  }

  static LiveSplit start(CameraRoster.Entry listed, long epoch) {
    return new LiveSplit(
        listed.camera(), epoch, listed.site(), listed.layouts().get(0).version(), 0, UNKNOWN);
  }

  /** Whether any record has been handed on. */
  boolean hasBegun() {
    return lastMillis != UNKNOWN;
  }

  @Override
  public String splitId() {
    return camera + "#" + epoch;
  }
}
