package io.sightline.analytics.vehicles;

import io.sightline.domain.facts.Passage;
import java.util.List;

/**
 * What a camera has to say of its gates.
 *
 * @param atMillis event time at which it says so
 * @param settledMillis it will say nothing more of times before this
 * @param passages new ones, and those of which more is known by now; each at the time of its
 *     revision
 */
public record GateReport(
    String site,
    String camera,
    long atMillis,
    long settledMillis,
    String layoutVersion,
    List<Passage> passages) {}
