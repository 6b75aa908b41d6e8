package io.sightline.domain.observations;

import io.sightline.domain.geometry.Box;

/**
 * One thing seen in a frame.
 *
 * @param label what it is, in the words of the model's manifest
 * @param score the model's confidence, 0 to 1, not calibrated across models
 * @param box source-image pixels
 */
public record Detection(String label, float score, Box box) {}
