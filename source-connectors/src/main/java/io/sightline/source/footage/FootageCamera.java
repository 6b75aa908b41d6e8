package io.sightline.source.footage;

import io.sightline.media.FootageSegment;
import java.io.Serializable;
import java.util.List;

/**
 * A camera and its recorded footage.
 *
 * @param sampleFps frames per second handed on; 0 for every frame
 */
public record FootageCamera(
    String site,
    String camera,
    double sampleFps,
    String layoutVersion,
    List<FootageSegment> segments)
    implements Serializable {}
