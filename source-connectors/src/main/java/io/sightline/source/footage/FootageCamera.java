package io.sightline.source.footage;

import io.sightline.domain.frames.PictureSize;
import io.sightline.media.FootageSegment;
import java.io.Serializable;
import java.util.List;

/**
 * A camera and its recorded footage.
 *
 * @param sampleFps frames per second handed on; 0 for every frame
 * @param picture size of the picture that the layout's coordinates mean; null where no file of it
 *     tells any
 */
public record FootageCamera(
    String site,
    String camera,
    double sampleFps,
    PictureSize picture,
    String layoutVersion,
    List<FootageSegment> segments)
    implements Serializable {}
