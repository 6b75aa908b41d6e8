package io.sightline.analytics.plates;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.statements.PlateCorrection;
import java.util.List;

/**
 * What is remembered of one track's plate.
 *
 * @param vote null while nothing was read
 * @param model SHA-256 of the model that read last
 * @param shown the plate of the row that is shown; null while there is none
 * @param tallest height of the largest view of a plate, pixels; 0 where none was seen
 * @param passages of the track, as they were told last
 * @param box of the track in the first frame in which it was read; null while nothing was
 * @param said what a person says of it; null while nobody does
 * @param misuse of designated spots on which it stands
 */
public record TrackReads(
    PlateVote.State vote,
    String model,
    PlateGiven shown,
    float tallest,
    List<Passage> passages,
    Box box,
    PlateCorrection said,
    SpotMisuse misuse) {
  static final TrackReads NONE =
      new TrackReads(null, "", null, 0, List.of(), null, null, SpotMisuse.NONE);

  /** State that was written before spots had designations has none. */
  @Override
  public SpotMisuse misuse() {
    return misuse == null ? SpotMisuse.NONE : misuse;
  }

  /**
   * @param box of the track in the frame
   */
  TrackReads read(PlateVote.State vote, String model, Box box) {
    return new TrackReads(
        vote, model, shown, tallest, passages, this.vote == null ? box : this.box, said, misuse);
  }

  TrackReads shown(PlateGiven plate) {
    return new TrackReads(vote, model, plate, tallest, passages, box, said, misuse);
  }

  TrackReads seen(float height) {
    return new TrackReads(vote, model, shown, height, passages, box, said, misuse);
  }

  TrackReads passed(List<Passage> passages) {
    return new TrackReads(vote, model, shown, tallest, List.copyOf(passages), box, said, misuse);
  }

  TrackReads said(PlateCorrection correction) {
    return new TrackReads(vote, model, shown, tallest, passages, box, correction, misuse);
  }

  TrackReads misusing(SpotMisuse spots) {
    return new TrackReads(vote, model, shown, tallest, passages, box, said, spots);
  }
}
