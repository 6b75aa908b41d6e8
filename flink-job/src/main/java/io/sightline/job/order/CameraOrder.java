package io.sightline.job.order;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;

/**
 * How far one timeline of a camera has been handed on.
 *
 * @param next running number of the record that comes next
 * @param last the record handed on last; null before the first, and when the timeline has ended
 * @param forgetAtMillis processing time at which a timeline that has ended may be forgotten; 0
 *     while it goes on
 * @param early how many records wait for those before them, or more than do; null in state that was
 *     written before they were counted
 */
public record CameraOrder(
    long epoch, long next, FrameHeader last, long forgetAtMillis, Integer early) {

  static CameraOrder beginning(long epoch) {
    return new CameraOrder(epoch, 0, null, 0, 0);
  }

  CameraOrder handedOn(FrameHeader record) {
    return new CameraOrder(epoch, record.number() + 1, record, 0, early);
  }

  CameraOrder endedUntil(long forgetAtMillis) {
    return new CameraOrder(epoch, next, null, forgetAtMillis, early);
  }

  /**
   * @param more that have begun to wait; negative for those that do no more
   */
  CameraOrder waiting(int more) {
    return early == null ? this : new CameraOrder(epoch, next, last, forgetAtMillis, early + more);
  }

  /** Whether a record may wait for the one that comes next. */
  boolean mayHaveEarly() {
    return early == null || early > 0;
  }

  boolean hasEnded() {
    return forgetAtMillis > 0;
  }

  /** Whether a record is of a timeline that is over, whatever of it has come. */
  boolean isOver(FrameHeader record) {
    return record.epoch() < epoch || (record.epoch() == epoch && hasEnded());
  }

  /** Stands for the end of a timeline whose own has not come, right after what was handed on. */
  Observations end() {
    return Observations.nothing(
        new FrameHeader(
            last.site(),
            last.camera(),
            epoch,
            next,
            last.capturedAtMillis() + 1,
            RecordKind.END,
            null,
            false,
            last.layoutVersion(),
            null,
            last.statements()));
  }
}
