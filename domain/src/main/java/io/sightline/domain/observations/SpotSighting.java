package io.sightline.domain.observations;

/**
 * What a classifier thinks of one parking spot.
 *
 * @param shape {@link io.sightline.domain.geometry.Polygon#fingerprint} of the polygon that was
 *     looked at, so that a spot drawn anew is not judged by its old place
 * @param occupied how likely something stands there, 0 to 1
 */
public record SpotSighting(String spot, int shape, float occupied) {}
