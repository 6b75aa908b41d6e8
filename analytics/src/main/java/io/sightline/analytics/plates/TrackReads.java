package io.sightline.analytics.plates;

import io.sightline.domain.facts.Passage;
import java.util.List;

/**
 * What is remembered of one track's plate.
 *
 * @param vote null while nothing was read
 * @param model SHA-256 of the model that read last
 * @param shown the tally of the row that is shown; null while there is none
 * @param tallest height of the largest view of a plate, pixels; 0 where none was seen
 * @param passages of the track, as they were told last
 */
public record TrackReads(
    PlateVote.State vote,
    String model,
    PlateVote.Tally shown,
    float tallest,
    List<Passage> passages) {
  static final TrackReads NONE = new TrackReads(null, "", null, 0, List.of());

  TrackReads read(PlateVote.State vote, String model) {
    return new TrackReads(vote, model, shown, tallest, passages);
  }

  TrackReads shown(PlateVote.Tally tally) {
    return new TrackReads(vote, model, tally, tallest, passages);
  }

  TrackReads seen(float height) {
    return new TrackReads(vote, model, shown, height, passages);
  }

  TrackReads passed(List<Passage> passages) {
    return new TrackReads(vote, model, shown, tallest, List.copyOf(passages));
  }
}
