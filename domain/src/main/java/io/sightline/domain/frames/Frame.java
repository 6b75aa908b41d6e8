package io.sightline.domain.frames;

import java.util.Optional;

/**
 * One record of a camera's timeline on its way to perception. Pixels are there while it stays in
 * the process that decoded it; a frame that was stored and restored has its address only.
 */
public final class Frame {
  private final FrameHeader header;
  private final FramePosition position;
  private final PictureSize meant;
  private final Picture picture;

  /** A frame whose own pixels are what coordinates mean, and which is nowhere recorded. */
  public Frame(FrameHeader header, Picture picture) {
    this(header, null, null, picture);
  }

  /**
   * @param position in its video; null where it is in none
   * @param meant size of the picture that coordinates mean; null for its own
   */
  public Frame(FrameHeader header, FramePosition position, PictureSize meant, Picture picture) {
    this.header = header;
    this.position = position;
    this.meant = meant;
    this.picture = picture;
  }

  public FrameHeader header() {
    return header;
  }

  /** Where in its video it can be decoded again; empty where it is in none. */
  public Optional<FramePosition> position() {
    return Optional.ofNullable(position);
  }

  /** Size of the picture that coordinates mean; empty for that of its own. */
  public Optional<PictureSize> meant() {
    return Optional.ofNullable(meant);
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
