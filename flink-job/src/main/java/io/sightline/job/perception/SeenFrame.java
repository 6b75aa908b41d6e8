package io.sightline.job.perception;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Observations;
import java.util.Optional;

/**
 * A frame on its way from stage to stage, with what has been seen in it. Pixels are there while it
 * stays in the process that decoded it, as with {@link Frame}.
 */
public final class SeenFrame {
  private final Observations observations;
  private final Picture picture;

  SeenFrame(Observations observations, Picture picture) {
    this.observations = observations;
    this.picture = picture;
  }

  /** A frame at which nobody has looked. */
  public static SeenFrame of(Frame frame) {
    return new SeenFrame(Observations.nothing(frame.header()), frame.picture().orElse(null));
  }

  public Observations observations() {
    return observations;
  }

  FrameHeader header() {
    return observations.frame();
  }

  /** The same frame, in which something was seen. */
  public SeenFrame seen(Observations observations) {
    return new SeenFrame(observations, picture);
  }

  /** Empty for records without a frame, and for frames that come from a checkpoint. */
  public Optional<Picture> picture() {
    return Optional.ofNullable(picture);
  }

  @Override
  public String toString() {
    return "Frame" + header();
  }
}
