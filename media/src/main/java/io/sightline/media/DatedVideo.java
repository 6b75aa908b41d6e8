package io.sightline.media;

import io.sightline.domain.frames.FramePosition;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A recorded video whose frames follow one another in time, whatever its stamps say. Frames behind
 * an odd stamp are decoded ahead and held until it is clear what it was. Not for use by several
 * threads; owns native memory until closed.
 */
public final class DatedVideo implements AutoCloseable {
  /** Frames held take no more than this, about. */
  private static final long MOST_HELD_BYTES = 192L * 1024 * 1024;

  /**
   * Behind a frame: where to go on from.
   *
   * @param video null before the first frame
   */
  public record Position(FramePosition video, PresentationClock.State clock)
      implements Serializable {
    public static final Position START = new Position(null, PresentationClock.State.START);
  }

  private record Held(VideoFrame frame, FramePosition position) {}

  private final DecodedFrames frames;
  private final PresentationClock clock;
  private final Deque<Held> ahead = new ArrayDeque<>();
  private final List<Stamp> stamps = new ArrayList<>();
  private long heldBytes;
  private boolean exhausted;

  // What the newest decoded frame was, held or not.
  private FramePosition decoded;

  private Held current;
  private PresentationClock.Dated dated;

  DatedVideo(DecodedFrames frames, Position from) {
    this.frames = frames;
    this.clock =
        new PresentationClock(frames.declaredPace(), from.clock(), frames::lostBeforeFirst);
    this.decoded = from.video();
    if (from.video() != null) {
      frames.goBehind(from.video());
    }
  }

  /**
   * @throws MediaFailure when the file cannot be read
   */
  public static DatedVideo open(Path file, Position from) {
    VideoFile video = VideoFile.open(file);
    try {
      return new DatedVideo(video, from);
    } catch (RuntimeException e) {
      video.close();
      throw e;
    }
  }

  /**
   * Makes the next frame the current one.
   *
   * @return false at the end of the video
   */
  public boolean advance() {
    closeCurrent();
    Optional<PresentationClock.Dated> next = Optional.empty();
    // As few frames as tell are looked at, however many are held already: a reader that begins here
    // holds none, and decides the same.
    for (int seen = 1; next.isEmpty(); seen++) {
      if (seen > stamps.size()) {
        holdOne();
      }
      if (stamps.isEmpty()) {
        return false;
      }
      boolean all = seen >= stamps.size() && (exhausted || !mayHoldMore());
      next = clock.date(stamps.subList(0, Math.min(seen, stamps.size())), all);
    }
    dated = next.get();
    current = ahead.remove();
    stamps.remove(0);
    heldBytes -= current.frame().bytes();
    return true;
  }

  private boolean mayHoldMore() {
    return heldBytes < MOST_HELD_BYTES;
  }

  private void holdOne() {
    VideoFrame frame = frames.next();
    if (frame == null) {
      exhausted = true;
      return;
    }
    long stamp = frame.stamp().micros();
    boolean rising =
        stamp != Stamp.MISSING
            && (decoded == null || (decoded.rising() && stamp > decoded.stampMicros()));
    decoded =
        new FramePosition(
            stamp, decoded == null ? 0 : decoded.number() + 1, frames.bytesRead(), rising);
    ahead.add(new Held(frame, decoded));
    stamps.add(frame.stamp());
    heldBytes += frame.bytes();
  }

  /** The current frame; it stays this video's. */
  public VideoFrame frame() {
    return current.frame();
  }

  /**
   * Microseconds from the video's beginning to the current frame: from its first frame, also where
   * that one could not be decoded.
   */
  public long mediaMicros() {
    return dated.micros();
  }

  /** What is odd about the current frame's stamp; null when it is believed. */
  public StampOddity oddity() {
    return dated.oddity();
  }

  /** How long the current frame is shown, as far as the container or the pace tells. */
  public long shownMicros() {
    PresentationClock.State state = clock.state();
    if (state.shown() > 0) {
      return Math.min(state.shown(), PresentationClock.MOST_BREAK);
    }
    List<Long> paces = state.paces();
    return paces.isEmpty()
        ? Math.max(1, frames.declaredPace())
        : paces.stream().sorted().skip(paces.size() / 2).findFirst().orElseThrow();
  }

  /**
   * At the end: how much is missing, microseconds; empty when all is there.
   *
   * @param lengthMicros what was there
   */
  public OptionalLong missingMicros(long lengthMicros) {
    return frames.missingMicros(lengthMicros);
  }

  /** Behind the current frame. */
  public Position position() {
    return new Position(current.position(), clock.state());
  }

  private void closeCurrent() {
    if (current != null) {
      current.frame().close();
      current = null;
    }
  }

  @Override
  public void close() {
    closeCurrent();
    ahead.forEach(held -> held.frame().close());
    ahead.clear();
    frames.close();
  }
}
