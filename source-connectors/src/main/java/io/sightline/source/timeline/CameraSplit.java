package io.sightline.source.timeline;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One camera's whole timeline, and the position in it: the record that was read last.
 *
 * @param segment number of the footage segment that is being read, from 0
 * @param originMicros presentation time of the segment's first frame; {@link #UNKNOWN} before it is
 *     opened
 * @param readMicros presentation time of the last frame read from the segment; {@link #UNKNOWN}
 *     before the first
 * @param nextNumber running number of the next record
 * @param lastMillis capture time of the last record; {@link #UNKNOWN} before the first
 * @param sampledMillis capture time of the last frame that was handed on; {@link #UNKNOWN} before
 *     the first
 */
public record CameraSplit(
    String camera,
    int segment,
    long originMicros,
    long readMicros,
    long nextNumber,
    long lastMillis,
    long sampledMillis)
    implements SourceSplit {
  public static final long UNKNOWN = Long.MIN_VALUE;

  public static CameraSplit start(String camera) {
    return new CameraSplit(camera, 0, UNKNOWN, UNKNOWN, 0, UNKNOWN, UNKNOWN);
  }

  @Override
  public String splitId() {
    return camera;
  }
}
