package io.sightline.domain.geometry;

import java.io.Serializable;

/** A place in source-image pixels: origin top left, x to the right, y down; may be fractional. */
public record Point(double x, double y) implements Serializable {}
