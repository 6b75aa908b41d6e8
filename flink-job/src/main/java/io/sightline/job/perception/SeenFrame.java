package io.sightline.job.perception;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import java.util.Optional;

/**
 * A frame on its way from stage to stage, with what has been seen in it. Pixels are there while it
 * stays in the process that decoded it, as with {@link Frame}.
 */
public final class SeenFrame {
  private final Observations observations;
  private final Picture picture;

  /**
   * @param picture null where it is not there any more
   */
  public SeenFrame(Observations observations, Picture picture) {
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

  /** A record that says why the frame was left out, in its place. */
  public SeenFrame dropped(String reason) {
    FrameHeader header = header();
    return new SeenFrame(
        Observations.nothing(
            new FrameHeader(
                header.site(),
                header.camera(),
                header.epoch(),
                header.number(),
                header.capturedAtMillis(),
                RecordKind.DROPPED,
                reason,
                header.still(),
                header.layoutVersion(),
                header.address())),
        null);
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
