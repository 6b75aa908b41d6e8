package io.sightline.domain.frames;

import java.util.Locale;
import java.util.Set;

/** Why a camera has sent no frame: the reason in records of {@link RecordKind#SILENCE}. */
public enum Silence {
  /** Connected, and the next frame has not come yet. */
  WAITING,
  /** Connecting for the first time, or to a new address. */
  CONNECTING,
  /** The reader was started again; what came meanwhile is lost. */
  RESTARTED,
  /** Connected or connecting, and nothing came for longer than the time allowed. */
  STALLED,
  /** The stream was there and broke off. */
  BROKE_OFF,
  /** Nobody listens at its address. */
  REFUSED,
  /** There is no way to its host. */
  UNREACHABLE,
  /** It wants other credentials. */
  UNAUTHORIZED,
  /** It has no such stream. */
  NOT_FOUND,
  /** What it sends cannot be read. */
  INVALID,
  /** Its host lies outside the networks allowed. */
  NOT_ALLOWED,
  /** Its layout has points outside its picture, or the picture has another aspect than before. */
  OUTSIDE_PICTURE,
  /** A file of its footage cannot be read. */
  UNREADABLE,
  /** A file of its footage ends before it should. */
  CUT_OFF,
  /** Stamps leap ahead, further than a frame is shown. */
  STAMP_BREAK,
  /** Stamps begin again: how long the camera was not recorded meanwhile, nobody knows. */
  STAMP_BEGAN_AGAIN;

  private static final Set<String> AWAY =
      Set.of(
          STALLED.key(),
          BROKE_OFF.key(),
          REFUSED.key(),
          UNREACHABLE.key(),
          UNAUTHORIZED.key(),
          NOT_FOUND.key(),
          INVALID.key(),
          NOT_ALLOWED.key());
  private static final Set<String> NO_LOSS =
      Set.of(WAITING.key(), STAMP_BREAK.key(), STAMP_BEGAN_AGAIN.key());

  /** As it stands in records. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether the camera was lost, so that what it showed is not known any more; otherwise its next
   * frame is only late, or joined to those before.
   *
   * @param reason of a record of silence
   */
  public static boolean isLoss(String reason) {
    return !NO_LOSS.contains(reason);
  }

  /**
   * Whether the camera itself gives no picture, or cannot be reached; otherwise it is only its
   * reader, its layout or its footage that shows none.
   *
   * @param reason of a record of silence
   */
  public static boolean isAway(String reason) {
    return AWAY.contains(reason);
  }

  /**
   * Whether the time without frames is a gap, however short it is.
   *
   * @param reason of a record of silence
   */
  public static boolean isGap(String reason) {
    return !WAITING.key().equals(reason);
  }
}
