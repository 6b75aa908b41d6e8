package io.sightline.domain.facts;

import io.sightline.domain.geometry.Box;

/**
 * The plate of one track. {@code at} is the first frame in which it was read.
 *
 * @param track the vehicle's track, or, where nobody looks for vehicles, the plate's own
 * @param text in its region's spelling
 * @param score mean score of the reads that say so, 0 to 1
 * @param reads how many reads say so
 * @param evidence name of the best view's picture among the run's; null when none is kept
 * @param x left edge of the track's box in the first frame in which it was read, pixels
 * @param y its upper edge, pixels
 * @param width its width, pixels
 * @param height its height, pixels
 * @param corrected whether a person has said so
 */
public record PlateRead(
    FactHead head,
    String camera,
    @MayBeAbsent @FactId String track,
    @OfPlate(text = true) String text,
    float score,
    int reads,
    @MayBeAbsent @OfPlate String evidence,
    int x,
    int y,
    int width,
    int height,
    boolean corrected)
    implements Fact {

  /** Of a track of which nobody tells where it was. */
  public PlateRead(
      FactHead head,
      String camera,
      String track,
      String text,
      float score,
      int reads,
      String evidence) {
    this(head, camera, track, text, score, reads, evidence, 0, 0, 0, 0, false);
  }

  /** The same plate, which later evidence takes back. */
  public PlateRead retracted(long revisionMillis) {
    return new PlateRead(
        head.retracted(revisionMillis),
        camera,
        track,
        text,
        score,
        reads,
        evidence,
        x,
        y,
        width,
        height,
        corrected);
  }

  /** Where the track was. */
  public Box box() {
    return new Box(x, y, x + (float) width, y + (float) height);
  }
}
