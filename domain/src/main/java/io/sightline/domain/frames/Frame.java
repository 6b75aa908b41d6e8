package io.sightline.domain.frames;

import java.util.Optional;

/**
 * One record of a camera's timeline on its way to perception. Pixels are there while it stays in
 * the process that decoded it; a frame that was stored and restored has its address only.
 */
public final class Frame {
  private final FrameHeader header;
  private final Picture picture;

  public Frame(FrameHeader header, Picture picture) {
    this.header = header;
    this.picture = picture;
  }

  public FrameHeader header() {
    return header;
  }

  /** Empty for records without a frame, and for frames that come from a checkpoint. */
  public Optional<Picture> picture() {
    return Optional.ofNullable(picture);
  }

  @Override
  public String toString() {
    return "Frame" + header;
  }
}
