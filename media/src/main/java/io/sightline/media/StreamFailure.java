package io.sightline.media;

/** A live stream could not be opened or read. The message never holds credentials. */
public final class StreamFailure extends Exception {

  /** What went wrong, as far as the other side lets us know. */
  public enum Kind {
    /** Nobody listens, or the connection was reset. */
    REFUSED,
    /** No way to the host, or its name is not known. */
    UNREACHABLE,
    /** Nothing came for longer than the time allowed. */
    SILENT,
    /** Credentials are missing or wrong. */
    UNAUTHORIZED,
    /** There is no such stream. */
    NOT_FOUND,
    /**
     * What came is no stream that can be decoded, or the connection broke off at the first word,
     * which FFmpeg does not tell apart.
     */
    INVALID,
    /** The stream was there and ended. */
    ENDED,
    /** {@link LiveStream#abort} was called. */
    ABORTED
  }

  private final Kind kind;

  public StreamFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
