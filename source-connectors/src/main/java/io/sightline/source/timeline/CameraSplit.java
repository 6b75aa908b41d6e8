package io.sightline.source.timeline;

import io.sightline.media.DatedVideo;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One camera's whole timeline, and the position in it: the record that was read last.
 *
 * @param segment number of the footage segment that is being read, from 0
 * @param video behind the segment's last frame that was read
 * @param nextNumber running number of the next record
 * @param lastMillis capture time of the last record; {@link #UNKNOWN} before the first
 * @param sampledMillis capture time of the last frame that was handed on; {@link #UNKNOWN} before
 *     the first
 * @param told whether what is odd before the next frame has been told
 * @param outside whether the picture has another aspect than the layout's
 */
public record CameraSplit(
    String camera,
    int segment,
    DatedVideo.Position video,
    long nextNumber,
    long lastMillis,
    long sampledMillis,
    boolean told,
    boolean outside)
    implements SourceSplit {
  public static final long UNKNOWN = Long.MIN_VALUE;

  public static CameraSplit start(String camera) {
    return new CameraSplit(camera, 0, DatedVideo.Position.START, 0, UNKNOWN, UNKNOWN, false, false);
  }

  /**
   * For a timeline of records that are not decoded from files.
   *
   * @param taken how many records of the stretch that is being read have been
   */
  public static CameraSplit stored(String camera, int taken, long nextNumber, long lastMillis) {
    return new CameraSplit(
        camera, taken, DatedVideo.Position.START, nextNumber, lastMillis, lastMillis, false, false);
  }

  @Override
  public String splitId() {
    return camera;
  }
}
