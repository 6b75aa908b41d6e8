package io.sightline.domain.frames;

/** What a record of a camera's timeline says. */
public enum RecordKind {
  /** A frame that is analysed. */
  FRAME,
  /** No frame has come for a while: silence is data. */
  SILENCE,
  /** A frame was left out, for the reason given. */
  DROPPED,
  /** The footage ends here; no record follows. */
  END
}
