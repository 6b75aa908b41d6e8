package io.sightline.query.web;

import io.sightline.query.failures.Unavailable;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes of pictures that requests hold in memory, all together bounded. */
final class HeldBytes {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  HeldBytes(long most) {
    this.most = most;
  }

  /** One request's share, which is empty at first. */
  Share share() {
    return new Share();
  }

  /** What one request holds, until it is closed. */
  final class Share implements AutoCloseable {
    private long mine;
    private boolean closed;

    /**
     * @throws Unavailable when all together hold as much as may be
     */
    synchronized void take(long bytes) {
      if (closed || held.addAndGet(bytes) > most) {
        if (!closed) {
          held.addAndGet(-bytes);
        }
        throw new Unavailable("Too many pictures are being sent; try again in a second.");
      }
      mine += bytes;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        held.addAndGet(-mine);
      }
    }
  }
}
