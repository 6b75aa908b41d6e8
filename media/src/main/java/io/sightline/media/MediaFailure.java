package io.sightline.media;

/** A video or picture cannot be read. The message is a whole sentence without credentials. */
public class MediaFailure extends RuntimeException {
  public MediaFailure(String message) {
    super(message);
  }

  public MediaFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
