package io.sightline.renderer.raster;

/**
 * A thing in a scene.
 *
 * @param id by which its pixels are found again, from 1; 0 for things nobody asks about
 */
public record Instance(int id, Mesh mesh, Pose pose) {}
