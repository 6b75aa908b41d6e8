package io.sightline.query.predictions;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.query.failures.Unavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Decodes pictures that people send, no more of them at a time than there is memory for. */
@Component
public class Decoding {
  private static final long UNIT_BYTES = 1 << 20;

  /** What decoders hold beside the picture itself: it once more, and their rows. */
  private static final int COPIES = 3;

  private static final int LEAST_UNITS =
      (int) (Picture.MAX_PIXELS * Picture.BYTES_PER_PIXEL * COPIES / UNIT_BYTES) + 1;
  private static final long PATIENCE_SECONDS = 5;

  private final int units =
      (int) Math.max(LEAST_UNITS, Runtime.getRuntime().maxMemory() / 4 / UNIT_BYTES);
  private final Semaphore room = new Semaphore(units, true);

  /**
   * Decodes a picture and has something done with it.
   *
   * @throws BadInput when it is no picture, is damaged, or is too large
   * @throws Unavailable when there is no room for it now
   */
  <T> CompletableFuture<T> with(SentPicture sent, Function<Picture, CompletableFuture<T>> use) {
    try {
      int needed = needed(PictureFile.size(sent.name(), sent.encoded()));
      take(needed);
      CompletableFuture<T> done;
      try {
        done = use.apply(PictureFile.read(sent.name(), sent.encoded()));
      } catch (RuntimeException | Error e) {
        room.release(needed);
        throw e;
      }
      return done.whenComplete((seen, failure) -> room.release(needed));
    } catch (MediaFailure e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private int needed(PictureSize size) {
    long bytes = (long) size.width() * size.height() * Picture.BYTES_PER_PIXEL * COPIES;
    return (int) Math.min(units, bytes / UNIT_BYTES + 1);
  }

  private void take(int needed) {
    try {
      if (!room.tryAcquire(needed, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new Unavailable("Too many pictures are being looked at; try again in a second.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The service is ending.");
    }
  }
}
