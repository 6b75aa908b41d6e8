package io.sightline.job.plates;

/**
 * State of {@link KeepPlateReads} for one track.
 *
 * @param model SHA-256 of the model that read last
 * @param shown text of the row that is shown; empty while there is none
 */
public record TrackReads(PlateVote.State vote, String model, String shown) {}
