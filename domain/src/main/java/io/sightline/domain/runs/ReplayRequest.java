package io.sightline.domain.runs;

import java.time.Instant;
import java.util.Map;

/**
 * What a person asked a run to be made from.
 *
 * @param site the site by whose layout it is judged, in the form of its file, as JSON
 * @param fromRun the run whose stored observations are used; null for footage
 * @param from first instant of them; null for the beginning
 * @param to end of them, exclusive; null for the end
 * @param footage footage by camera, as paths below the media folder, in place of the site's own
 * @param start capture time of the first frame by camera, in place of the site's own
 */
public record ReplayRequest(
    String site,
    String fromRun,
    Instant from,
    Instant to,
    Map<String, String> footage,
    Map<String, Instant> start) {}
