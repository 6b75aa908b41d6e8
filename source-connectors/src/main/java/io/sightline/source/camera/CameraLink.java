package io.sightline.source.camera;

import io.sightline.domain.frames.Silence;
import io.sightline.media.StreamFailure;
import java.util.random.RandomGenerator;

/**
 * Where the connection to a live camera stands, and how long to wait before the next attempt. What
 * mends itself quickly is tried again quickly: a camera that refuses or broke off every second, one
 * that is silent every two. What somebody has to mend is tried ever more rarely.
 */
final class CameraLink {
  private static final long AT_ONCE_MILLIS = 100;
  private static final long SOON_MILLIS = 1_000;
  private static final long AFTER_SILENCE_MILLIS = 2_000;
  private static final long RARELY_MILLIS = 30_000;
  private static final double SPREAD = 0.2;

  private final RandomGenerator random;
  private volatile Silence state = Silence.CONNECTING;
  private int failures;

  CameraLink(RandomGenerator random) {
    this.random = random;
  }

  /** {@link Silence#WAITING} while connected, otherwise why it is not. */
  Silence state() {
    return state;
  }

  boolean isStreaming() {
    return state == Silence.WAITING;
  }

  /** The first frame of a connection has come. */
  void streaming() {
    state = Silence.WAITING;
    failures = 0;
  }

  /**
   * The connection failed or could not be made.
   *
   * @return milliseconds to wait before the next attempt
   */
  long failed(StreamFailure.Kind kind) {
    boolean wasStreaming = isStreaming();
    failures++;
    state =
        switch (kind) {
          case REFUSED -> Silence.REFUSED;
          case UNREACHABLE -> Silence.UNREACHABLE;
          case SILENT -> Silence.STALLED;
          case UNAUTHORIZED -> Silence.UNAUTHORIZED;
          case NOT_FOUND -> Silence.NOT_FOUND;
          case INVALID -> Silence.INVALID;
          case ENDED -> Silence.BROKE_OFF;
          case ABORTED -> Silence.CONNECTING;
        };
    return switch (kind) {
      case ABORTED -> 0;
      case ENDED -> wasStreaming ? AT_ONCE_MILLIS : SOON_MILLIS;
      case REFUSED, INVALID -> SOON_MILLIS;
      case SILENT -> AFTER_SILENCE_MILLIS;
      case UNREACHABLE, UNAUTHORIZED, NOT_FOUND -> everMoreRarely();
    };
  }

  /** It must not be connected to. */
  long refusedByUs(Silence reason) {
    failures++;
    state = reason;
    return everMoreRarely();
  }

  private long everMoreRarely() {
    double doubled = SOON_MILLIS * Math.pow(2, Math.min(failures - 1, 10));
    return (long) (Math.min(RARELY_MILLIS, doubled) * (1 + SPREAD * (2 * random.nextDouble() - 1)));
  }
}
