package io.sightline.domain.frames;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * All of a timeline record but its pixels.
 *
 * @param epoch which of the camera's timelines this is: a live camera that is taken away and comes
 *     back begins another, with a greater epoch. 0 for footage, and in observations that were
 *     stored without it
 * @param number running number of the epoch's records, from 0, without gaps
 * @param capturedAtMillis capture time, event time, floored to whole milliseconds; never falls
 *     along a camera
 * @param reason why there is no frame; of a frame, why its time is not the one its stamp says; null
 *     for an ordinary one
 * @param still whether the frame is a photograph of its own and not part of a video
 * @param layoutVersion the site's layout that was known when the frame was read
 * @param address where to decode it again; null for records without a frame
 * @param statements number of the newest statement about the site that was known when the frame was
 *     read; 0 for none. Not stored: who reads a record again knows of what is said by then
 */
public record FrameHeader(
    String site,
    String camera,
    long epoch,
    long number,
    long capturedAtMillis,
    RecordKind kind,
    String reason,
    boolean still,
    String layoutVersion,
    FrameAddress address,
    @JsonIgnore long statements) {

  /** Where nobody has said anything. */
  public FrameHeader(
      String site,
      String camera,
      long epoch,
      long number,
      long capturedAtMillis,
      RecordKind kind,
      String reason,
      boolean still,
      String layoutVersion,
      FrameAddress address) {
    this(
        site,
        camera,
        epoch,
        number,
        capturedAtMillis,
        kind,
        reason,
        still,
        layoutVersion,
        address,
        0);
  }

  /** A record ahead of this one: the camera's reader was started again, after that time. */
  public FrameHeader restartedAt(long millis) {
    return new FrameHeader(
        site,
        camera,
        epoch,
        number,
        millis,
        RecordKind.SILENCE,
        Silence.RESTARTED.key(),
        false,
        layoutVersion,
        null,
        statements);
  }

  /** Whether the record says that the camera was lost, so that what it showed is not known now. */
  public boolean isLoss() {
    return kind == RecordKind.SILENCE && Silence.isLoss(reason);
  }
}
