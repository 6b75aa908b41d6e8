package io.sightline.media;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;

/** One decoded frame. Owns native memory until closed. */
public interface VideoFrame extends AutoCloseable {
  Stamp stamp();

  /** As a player shows it: upright, with square pixels. */
  PictureSize size();

  /** Its pixels as a player shows them, on the heap. */
  Picture picture();

  /** How much native memory it holds, about. */
  long bytes();

  @Override
  void close();
}
