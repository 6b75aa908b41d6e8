package io.sightline.media;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Lets FFmpeg's blocking calls on one container end in time: FFmpeg asks at least every 100 ms
 * whether to give up.
 */
final class CallDeadline implements AutoCloseable {
  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final Map<Long, CallDeadline> OPEN = new ConcurrentHashMap<>();

  /**
   * One callback for all streams, told apart by the number it is called with: native callbacks are
   * a scarce resource.
   */
  private static final Ask ASK = new Ask();

  private static final class Ask extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer id) {
      CallDeadline call = OPEN.get(id.address());
      return call == null || call.isOver() ? 1 : 0;
    }
  }

  /** A number dressed as an address; never followed. */
  private static final class Id extends Pointer {
    Id(long id) {
      address = id;
    }
  }

  private final long id = NEXT_ID.getAndIncrement();
  private final Runnable onFirstAsk;
  private boolean asked;
  private volatile boolean aborted;
  private volatile long deadlineNanos;

  /**
   * @param onFirstAsk done once, on the calling thread, when the first connection is under way
   */
  CallDeadline(AVFormatContext container, Runnable onFirstAsk) {
    this.onFirstAsk = onFirstAsk;
    OPEN.put(id, this);
    container.interrupt_callback().callback(ASK).opaque(new Id(id));
  }

  void within(long nanos) {
    deadlineNanos = System.nanoTime() + nanos;
  }

  void abort() {
    aborted = true;
  }

  boolean isAborted() {
    return aborted;
  }

  boolean isOver() {
    if (!asked) {
      asked = true;
      onFirstAsk.run();
    }
    return aborted || hasPassed();
  }

  boolean hasPassed() {
    return System.nanoTime() - deadlineNanos > 0;
  }

  @Override
  public void close() {
    OPEN.remove(id);
  }
}
