package io.sightline.evaluation.sessions;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What voting over a track's reads gains against its best read alone.
 *
 * @param tracks whose plate is known and was read at least once
 * @param wrongBest how many of their best reads alone are wrong
 * @param wrongVoted on how many of them a wrong plate, or none, is said
 */
public record PlateScore(
    int tracks,
    @JsonProperty("wrong_best_read") int wrongBest,
    @JsonProperty("wrong_voted") int wrongVoted) {
  public static final PlateScore NONE = new PlateScore(0, 0, 0);

  public PlateScore plus(PlateScore other) {
    return new PlateScore(
        tracks + other.tracks, wrongBest + other.wrongBest, wrongVoted + other.wrongVoted);
  }

  PlateScore plus(String truth, TrackPlate plate) {
    return new PlateScore(
        tracks + 1,
        wrongBest + (truth.equals(plate.best()) ? 0 : 1),
        wrongVoted + (truth.equals(plate.voted()) ? 0 : 1));
  }
}
