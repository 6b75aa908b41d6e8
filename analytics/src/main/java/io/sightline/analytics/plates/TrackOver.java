package io.sightline.analytics.plates;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.statements.PlateCorrection;
import java.util.List;

/**
 * What is remembered of a track that is over, for what a person may still say of its plate.
 *
 * @param read the plate as the reads say; null where they say none
 * @param unread why they say none; null where nobody looks for plates
 * @param firstMillis capture time of the first read; {@link #NEVER} where nothing was read
 * @param box of the track in that frame; null where nothing was read
 * @param model SHA-256 of the model that read
 * @param row its row as it stands; null where there is none
 * @param passages as they were told last
 * @param said what a person has said of it last; null while nobody has
 * @param misuse of designated spots on which it stood
 */
public record TrackOver(
    PlateGiven read,
    String unread,
    long firstMillis,
    Box box,
    String model,
    PlateRead row,
    List<Passage> passages,
    PlateCorrection said,
    SpotMisuse misuse) {
  static final long NEVER = Long.MIN_VALUE;

  boolean isRead() {
    return firstMillis != NEVER;
  }

  /** State that was written before spots had designations has none. */
  @Override
  public SpotMisuse misuse() {
    return misuse == null ? SpotMisuse.NONE : misuse;
  }

  TrackOver corrected(
      PlateRead row, List<Passage> passages, PlateCorrection said, SpotMisuse misuse) {
    return new TrackOver(
        read, unread, firstMillis, box, model, row, List.copyOf(passages), said, misuse);
  }
}
