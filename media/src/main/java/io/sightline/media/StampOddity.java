package io.sightline.media;

import java.util.Locale;

/** Why a frame's time is not the one that its stamp says, or why there is a break before it. */
public enum StampOddity {
  /** Its stamp lies aside of those around it. */
  STRAY,
  /** Its stamp is that of the frame before. */
  REPEATED,
  /** It has no stamp. */
  MISSING,
  /** From here on stamps count from elsewhere: recordings joined, an encoder started again. */
  BEGAN_AGAIN,
  /** From here on stamps are later than the frames before can have been shown. */
  BREAK;

  /** As it stands in records. */
  public String key() {
    return "stamp-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
