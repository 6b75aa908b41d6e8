package io.sightline.domain.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.geometry.Polygon;
import java.io.Serializable;
import java.time.Duration;

/**
 * One parking space as one camera sees it.
 *
 * @param level floor of the building; null where the site has none
 * @param maxStay a vehicle that stands there for so long is told of; null when not said
 */
public record Spot(
    String id,
    Polygon polygon,
    String level,
    @JsonInclude(JsonInclude.Include.NON_NULL) Duration maxStay)
    implements Serializable {}
