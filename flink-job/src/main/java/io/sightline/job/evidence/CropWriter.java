package io.sightline.job.evidence;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.job.settings.RunMedia;
import io.sightline.media.PictureEncoder;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.media.store.StoreAwayException;
import io.sightline.models.look.CropKeeper;
import io.sightline.models.runtime.OwnThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps pictures of plates, and whole ones, in the media store. Which of them stay is decided where
 * tracks are known; the others are deleted then. What waits is encoded and bounded; what takes too
 * long is given up and leaves. A recorded frame's picture is tried a few times, and for minutes
 * where the store is away. In the live run a store that did not answer is left alone for a while,
 * so that it does not hold up the frames. Frames that are looked at again leave the same bytes
 * under the same names.
 */
public final class CropWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CropWriter.class);
  private static final int THREADS = 2;

  /** As many plates as are looked for in one frame. */
  private static final int MOST_PLATES = 24;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Patience RECORDED =
      new Patience(Duration.ofSeconds(30), 3, Duration.ofMinutes(3), Duration.ZERO);
  private static final Patience LIVE =
      new Patience(Duration.ofSeconds(3), 1, Duration.ZERO, Duration.ofSeconds(30));

  /**
   * How a store is borne with.
   *
   * @param limit how long a picture may take, waiting included
   * @param attempts how often a picture is tried
   * @param absence how long a picture is tried again while the store is away
   * @param rest how long a store that did not answer is left alone
   */
  record Patience(Duration limit, int attempts, Duration absence, Duration rest) {
    /** How long a picture takes at most until it is kept or given up. */
    Duration longest() {
      return absence.plus(limit.plus(RETRY).multipliedBy(attempts));
    }
  }

  private final MediaStore store;
  private final RunMedia media;
  private final Patience patience;
  private final ThreadPoolExecutor writers;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, OwnThreads.daemons(CropWriter.class, "keep-crops-limits"));
  private volatile long restsSinceNanos;
  private volatile boolean rests;
  private volatile boolean away;

  /**
   * @param store closed with the writer
   * @param inFlight most frames whose pictures are brought at once
   */
  CropWriter(MediaStore store, RunMedia media, Patience patience, int inFlight) {
    this.store = store;
    this.media = media;
    this.patience = patience;
    this.timer.setRemoveOnCancelPolicy(true);
    this.writers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(inFlight * MOST_PLATES),
            OwnThreads.daemons(CropWriter.class, "keep-crops"));
  }

  /**
   * @param live whether frames are those of live cameras, which come only once
   * @param inFlight most frames whose pictures are brought at once
   */
  public static CropWriter open(RunMedia media, boolean live, int inFlight) {
    return new CropWriter(media.store().open(), media, live ? LIVE : RECORDED, inFlight);
  }

  /**
   * How long a picture takes at most until it is kept or given up.
   *
   * @param live as of {@link #open}
   */
  public static Duration longest(boolean live) {
    return (live ? LIVE : RECORDED).longest();
  }

  /** Keeps the pictures of one frame's plates. */
  public CropKeeper keeperOf(FrameHeader frame) {
    return (crop, rank) -> {
      String name = EvidenceNames.ofPlate(frame.camera(), frame.capturedAtMillis(), rank);
      byte[] jpeg;
      try {
        jpeg = PictureEncoder.jpeg(PictureEncoder.image(crop));
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
      return keep(name, () -> jpeg);
    };
  }

  /**
   * Keeps a frame's whole picture. It is encoded when its turn comes.
   *
   * @return completes with the name under which it is kept; exceptionally when it is not
   */
  public CompletableFuture<String> keep(FrameHeader frame, Picture picture) {
    String name = EvidenceNames.ofFrame(frame.camera(), frame.capturedAtMillis());
    return keep(name, () -> PictureEncoder.jpeg(PictureEncoder.image(picture)));
  }

  private CompletableFuture<String> keep(String name, Supplier<byte[]> jpeg) {
    return keep(name, jpeg, patience.attempts(), System.nanoTime());
  }

  private CompletableFuture<String> keep(
      String name, Supplier<byte[]> jpeg, int attempts, long begun) {
    if (isLeftAlone()) {
      return CompletableFuture.failedFuture(
          new IOException("The media store did not answer lately, and is left alone for a while."));
    }
    return put(name, jpeg)
        .exceptionallyCompose(
            failure -> {
              boolean waits = failure instanceof StoreAwayException && isPatient(begun);
              if (attempts <= 1 && !waits) {
                LOG.warn("The picture {} cannot be kept: {}", name, failure.getMessage());
                return CompletableFuture.failedFuture(failure);
              }
              return CompletableFuture.supplyAsync(
                      () -> keep(name, jpeg, waits ? attempts : attempts - 1, begun),
                      work -> timer.schedule(work, RETRY.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(again -> again);
            });
  }

  private boolean isPatient(long begun) {
    return System.nanoTime() - begun < patience.absence().toNanos();
  }

  private boolean isLeftAlone() {
    return rests && System.nanoTime() - restsSinceNanos < patience.rest().toNanos();
  }

  private CompletableFuture<String> put(String name, Supplier<byte[]> jpeg) {
    CompletableFuture<String> kept = new CompletableFuture<>();
    FutureTask<Void> put =
        new FutureTask<>(
            () -> {
              store.put(media.name(name), jpeg.get());
              if (away) {
                away = false;
                LOG.info("The media store is back.");
              }
              return null;
            }) {
          @Override
          protected void done() {
            if (!isCancelled()) {
              finish(this, name, kept);
            }
          }
        };
    try {
      writers.execute(put);
      var late =
          timer.schedule(
              () -> giveUp(put, name, kept), patience.limit().toMillis(), TimeUnit.MILLISECONDS);
      kept.whenComplete((done, failure) -> late.cancel(false));
    } catch (RejectedExecutionException e) {
      kept.completeExceptionally(
          new IOException("Too many pictures wait for the media store to keep " + name + ".", e));
    }
    return kept;
  }

  private void finish(FutureTask<Void> put, String name, CompletableFuture<String> kept) {
    try {
      put.get();
      kept.complete(name);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreAwayException) {
        sayAway(e.getCause().getMessage());
      }
      kept.completeExceptionally(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kept.completeExceptionally(e);
    }
  }

  private void giveUp(FutureTask<Void> put, String name, CompletableFuture<String> kept) {
    String says =
        "The media store did not keep " + name + " within " + patience.limit().toMillis() + " ms.";
    if (!kept.completeExceptionally(new StoreAwayException(says, null))) {
      return;
    }
    put.cancel(true);
    writers.remove(put);
    restsSinceNanos = System.nanoTime();
    rests = !patience.rest().isZero();
    sayAway(says);
  }

  /** Once, and not of each picture. */
  private void sayAway(String why) {
    if (!away) {
      away = true;
      LOG.warn("{}", why);
    }
  }

  /** How many pictures wait. */
  int waiting() {
    return writers.getQueue().size();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    writers.shutdownNow();
    store.close();
  }
}
