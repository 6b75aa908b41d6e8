package io.sightline.analytics.plates;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.statements.PlateCorrection;

/**
 * The plate that a track is told with.
 *
 * @param score mean of the reads' scores, 0 to 1; 1 where a person says so
 * @param reads how many say so
 * @param crop name of the best view's picture; null when none is kept
 * @param corrected whether a person says so
 */
public record PlateGiven(String text, float score, int reads, String crop, boolean corrected) {
  private static final String UNREADABLE = "said to be unreadable";

  /** As the reads say. */
  static PlateGiven of(PlateVote.Tally winner) {
    float score = (float) (winner.scores() / winner.reads());
    return new PlateGiven(winner.text(), score, winner.reads(), winner.crop(), false);
  }

  /**
   * What a person says goes before what was read.
   *
   * @param read null for nothing
   * @param said null where nobody has said anything
   * @return null where there is no plate
   */
  static PlateGiven told(PlateGiven read, PlateCorrection said) {
    if (said == null) {
      return read;
    }
    if (said.plate() == null) {
      return null;
    }
    return read == null
        ? new PlateGiven(said.plate(), 1, 0, null, true)
        : new PlateGiven(said.plate(), 1, read.reads(), read.crop(), true);
  }

  /** Its row. */
  PlateRead row(FactHead head, String camera, String track, Box box) {
    return new PlateRead(
        head,
        camera,
        track,
        text,
        score,
        reads,
        crop,
        Math.round(box.left()),
        Math.round(box.top()),
        Math.round(box.width()),
        Math.round(box.height()),
        corrected);
  }

  /**
   * A passage as its track is told.
   *
   * @param given null for no plate
   * @param said null where nobody has said anything
   * @param unread why nothing was read
   */
  static Passage told(
      Passage passage, FactHead head, PlateGiven given, PlateCorrection said, String unread) {
    return passage.told(
        head,
        given == null ? null : given.text(),
        given == null ? null : (Float) given.score(),
        said == null ? unread : UNREADABLE,
        said != null);
  }
}
