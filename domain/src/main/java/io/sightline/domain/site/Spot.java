package io.sightline.domain.site;

import io.sightline.domain.geometry.Polygon;
import java.io.Serializable;

/**
 * One parking space as one camera sees it.
 *
 * @param level floor of the building; null where the site has none
 */
public record Spot(String id, Polygon polygon, String level) implements Serializable {}
