package io.sightline.job.perception;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.Picture;
import io.sightline.media.FrameLoader;
import io.sightline.models.runtime.OwnThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Decodes recorded frames again, one after the other in the order asked for, on a thread of its own
 * that owns the open video. As many wait as frames are in flight.
 */
final class RecordedFrames implements AutoCloseable {
  private static final long CLOSE_SECONDS = 10;

  private final FrameLoader loader = new FrameLoader();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          OwnThreads.daemons(RecordedFrames.class, "decode-again"));

  /**
   * @return completes with the frame's picture, or with {@link io.sightline.media.MediaFailure}
   *     when it is not there any more
   */
  CompletableFuture<Picture> load(Frame frame) {
    CompletableFuture<Picture> picture = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            picture.complete(loader.load(frame));
          } catch (RuntimeException | Error e) {
            picture.completeExceptionally(e);
          }
        });
    return picture;
  }

  /** Whoever still waits is not answered. */
  @Override
  public void close() {
    thread.getQueue().clear();
    thread.execute(loader::close);
    thread.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
