package io.sightline.source.camera;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.store.registry.CameraRoster;

/**
 * How far a live camera's records have been handed on: numbers them without gaps and stamps them
 * with their layout. Not for use by several threads.
 */
final class LivePosition {
  private final String camera;
  private long nextNumber;
  private long lastMillis;
  private long sampledMillis;

  LivePosition(CameraSplit from) {
    this.camera = from.camera();
    this.nextNumber = from.nextNumber();
    this.lastMillis = from.lastMillis();
    this.sampledMillis = from.sampledMillis();
  }

  /** Whether any record has been handed on. */
  boolean hasBegun() {
    return lastMillis != CameraSplit.UNKNOWN;
  }

  /** Capture time of the last record; {@link CameraSplit#UNKNOWN} before the first. */
  long lastMillis() {
    return lastMillis;
  }

  /** The next record. */
  Frame record(
      CameraRoster.Entry listed, RecordKind kind, long millis, String reason, Picture picture) {
    lastMillis = millis;
    if (kind == RecordKind.FRAME) {
      sampledMillis = millis;
    }
    return new Frame(
        new FrameHeader(
            listed.site(),
            camera,
            nextNumber++,
            millis,
            kind,
            reason,
            false,
            listed.layoutAt(millis),
            null),
        picture);
  }

  CameraSplit split() {
    return new CameraSplit(
        camera, 0, CameraSplit.UNKNOWN, CameraSplit.UNKNOWN, nextNumber, lastMillis, sampledMillis);
  }
}
