package io.sightline.domain.facts;

/**
 * A time in which a camera was not seen, or could not see. {@code at} is its last frame before, or
 * the first in which it could not.
 *
 * @param endedAtMillis when it was seen again, or could see again; when that was noticed while it
 *     goes on
 * @param shiftX how far what it shows has moved to the right of where its layout has it, as a share
 *     of the picture's width; null where that is not known
 * @param shiftY the same downwards, as a share of its height
 */
public record CameraGap(
    FactHead head,
    String camera,
    long endedAtMillis,
    String reason,
    @MayBeAbsent Double shiftX,
    @MayBeAbsent Double shiftY)
    implements Fact {

  /** Of a camera that was not seen. */
  public CameraGap(FactHead head, String camera, long endedAtMillis, String reason) {
    this(head, camera, endedAtMillis, reason, null, null);
  }
}
