package io.sightline.domain.observations;

/**
 * A look at a frame that failed.
 *
 * @param stage whose look it was, as the site file spells the model's place
 * @param reason one sentence
 */
public record LookFailure(String stage, String reason) {}
