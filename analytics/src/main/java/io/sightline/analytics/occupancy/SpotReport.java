package io.sightline.analytics.occupancy;

import java.util.List;

/**
 * What a camera has to say of its spots.
 *
 * @param atMillis event time at which it says so
 * @param settledMillis it will say nothing more of times before this
 * @param model SHA-256 of the model that looked
 */
public record SpotReport(
    String site,
    String camera,
    long atMillis,
    long settledMillis,
    String model,
    String layoutVersion,
    List<SpotChange> changes) {}
