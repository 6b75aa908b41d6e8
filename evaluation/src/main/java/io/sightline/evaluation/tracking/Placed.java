package io.sightline.evaluation.tracking;

import io.sightline.domain.geometry.Box;

/**
 * A box and whose it is.
 *
 * @param id the same in every frame of one vehicle, or of one track
 * @param box pixels
 */
public record Placed(long id, Box box) {}
