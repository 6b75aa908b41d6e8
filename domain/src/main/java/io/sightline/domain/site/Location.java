package io.sightline.domain.site;

import java.io.Serializable;

/**
 * @param latitude degrees north, WGS 84
 * @param longitude degrees east, WGS 84
 * @param heading degrees clockwise from north
 */
public record Location(double latitude, double longitude, double heading) implements Serializable {}
