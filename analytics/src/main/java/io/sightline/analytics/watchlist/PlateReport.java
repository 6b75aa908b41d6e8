package io.sightline.analytics.watchlist;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import java.util.List;

/**
 * What a camera has to say of plates.
 *
 * @param atMillis event time at which it says so
 * @param settledMillis it will say nothing more at times before this
 * @param statements number of the newest statement about the site that the camera's record knows
 * @param reads new ones, and those of which more is known by now
 * @param passages new ones, and those of which more is known by now
 */
public record PlateReport(
    String site,
    String camera,
    long atMillis,
    long settledMillis,
    String layoutVersion,
    long statements,
    List<PlateRead> reads,
    List<Passage> passages) {}
