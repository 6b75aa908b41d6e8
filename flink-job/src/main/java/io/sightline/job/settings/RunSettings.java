package io.sightline.job.settings;

import io.sightline.domain.site.Site;
import java.io.Serializable;
import java.util.Map;

/**
 * What a replay is made with. One run is one job.
 *
 * @param run its name, which every fact carries
 * @param codeVersion build that makes the facts
 * @param site the layout that the run is judged by, for all time
 * @param vehicleModels model by camera, for the cameras that look for vehicles
 * @param framesInFlight most frames that one subtask has in perception at once; each holds a
 *     picture
 */
public record RunSettings(
    String run,
    String codeVersion,
    Site site,
    Map<String, ModelChoice> vehicleModels,
    int framesInFlight)
    implements Serializable {}
