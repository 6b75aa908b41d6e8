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
 * @param statements number of the newest statement about the site that the run knows
 */
public record FootageCamera(
    String site,
    String camera,
    double sampleFps,
    PictureSize picture,
    String layoutVersion,
    List<FootageSegment> segments,
    long statements)
    implements Serializable {

  /** Where nobody has said anything. */
  public FootageCamera(
      String site,
      String camera,
      double sampleFps,
      PictureSize picture,
      String layoutVersion,
      List<FootageSegment> segments) {
    this(site, camera, sampleFps, picture, layoutVersion, segments, 0);
  }

  /** The same in a run that knows what people have said, up to a number. */
  public FootageCamera knowing(long statements) {
    return new FootageCamera(site, camera, sampleFps, picture, layoutVersion, segments, statements);
  }
}
