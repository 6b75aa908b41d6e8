package io.sightline.domain.observations;

/**
 * What a classifier thinks of one of its classes.
 *
 * @param score 0 to 1
 */
public record LabelScore(String label, float score) {}
