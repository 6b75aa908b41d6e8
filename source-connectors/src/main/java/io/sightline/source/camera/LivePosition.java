package io.sightline.source.camera;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.source.camera.NewestFrames.TimedPicture;
import io.sightline.store.registry.CameraRoster;

/**
 * How far the records of one assignment of a live camera have been handed on: numbers them without
 * gaps and stamps them with their epoch and layout. Not for use by several threads.
 */
final class LivePosition {
  private LiveSplit split;

  LivePosition(LiveSplit from) {
    this.split = from;
  }

  /** Whether any record has been handed on. */
  boolean hasBegun() {
    return split.hasBegun();
  }

  /** Capture time of the last record; {@link LiveSplit#UNKNOWN} before the first. */
  long lastMillis() {
    return split.lastMillis();
  }

  /** The next record. */
  Frame record(
      CameraRoster.Entry listed, RecordKind kind, long millis, String reason, TimedPicture frame) {
    return record(
        listed.site(), listed.layoutAt(millis), listed.statements(), kind, millis, reason, frame);
  }

  /** The end of a camera of which nothing is known but its records. */
  Frame end(long millis) {
    return record(split.site(), split.layoutVersion(), 0, RecordKind.END, millis, null, null);
  }

  private Frame record(
      String site,
      String layout,
      long statements,
      RecordKind kind,
      long millis,
      String reason,
      TimedPicture frame) {
    PictureSize meant = frame == null ? split.picture() : frame.meant();
    FrameHeader header =
        new FrameHeader(
            site,
            split.camera(),
            split.epoch(),
            split.nextNumber(),
            millis,
            kind,
            reason,
            false,
            layout,
            null,
            statements);
    split =
        new LiveSplit(
            split.camera(), split.epoch(), site, layout, split.nextNumber() + 1, millis, meant);
    return new Frame(header, null, meant, frame == null ? null : frame.picture());
  }

  LiveSplit split() {
    return split;
  }
}
