package io.sightline.domain.facts;

/**
 * The plate of one track. {@code at} is the first frame in which it was read.
 *
 * @param track the vehicle's track, or, where nobody looks for vehicles, the plate's own
 * @param text in its region's spelling
 * @param score mean score of the reads that say so, 0 to 1
 * @param reads how many reads say so
 * @param evidence name of the best view's picture among the run's; null when none is kept
 */
public record PlateRead(
    FactHead head,
    String camera,
    @MayBeAbsent @FactId String track,
    @OfPlate(text = true) String text,
    float score,
    int reads,
    @MayBeAbsent @OfPlate String evidence)
    implements Fact {

  /** The same plate, which later evidence takes back. */
  public PlateRead retracted(long revisionMillis) {
    return new PlateRead(
        head.retracted(revisionMillis), camera, track, text, score, reads, evidence);
  }
}
