package io.sightline.renderer.things;

import io.sightline.renderer.raster.Mesh;

/**
 * A vehicle, its middle at the origin, facing along x.
 *
 * @param plate text of its plate
 * @param length metres
 * @param width metres
 * @param height metres
 */
public record Vehicle(
    VehicleKind kind, String plate, double length, double width, double height, Mesh mesh) {}
