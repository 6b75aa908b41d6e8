package io.sightline.domain.frames;

import java.util.Locale;

/** Why a frame was left out: the reason in records of {@link RecordKind#DROPPED}. */
public enum Omission {
  /** Its time is not after that of the frame before: two files of one time, or one millisecond. */
  NOT_AFTER_LAST,
  /** Its picture shows something else than the layout was drawn on: another aspect. */
  OUTSIDE_PICTURE,
  /** It was lost when the job was restarted, since nobody had recorded it. */
  NOT_RECORDED;

  /** As it stands in records. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
