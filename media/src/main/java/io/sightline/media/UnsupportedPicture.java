package io.sightline.media;

/** A file is whole as far as one can tell, and nothing that is read as a picture. */
public final class UnsupportedPicture extends MediaFailure {
  public UnsupportedPicture(String message) {
    super(message);
  }
}
