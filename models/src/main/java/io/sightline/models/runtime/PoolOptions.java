package io.sightline.models.runtime;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a pool runs its model.
 *
 * @param instances how many batches are worked on at once, each on a thread of its own
 * @param batch most pictures a batch; a model whose batch is fixed has that one
 * @param maxDelay how long a picture waits at most for others to join its batch
 * @param queue how many pictures of this user of the pool may wait at once; who brings more is told
 *     so
 * @param fixedShape whether a batch that is not full is padded, so that every call has one shape
 * @param callLimit how long a call may take before its instance is given up and replaced
 * @param attempts how often a picture is tried whose call does not come back
 * @param spare whether this user is served only where the others leave room
 */
public record PoolOptions(
    int instances,
    int batch,
    Duration maxDelay,
    int queue,
    boolean fixedShape,
    Duration callLimit,
    int attempts,
    boolean spare)
    implements Serializable {

  /**
   * Most pictures of one frame that wait for one model at once. A look that has more, such as a
   * hundred spots, asks for them in turns.
   */
  public static final int PICTURES_A_FRAME = 64;

  private static final int BATCH = 8;

  /**
   * No slower on a processor than more, and each picture of a batch costs every instance memory.
   */
  private static final int LIVE_BATCH = 2;

  private static final Duration RECORDED_LIMIT = Duration.ofSeconds(50);
  private static final Duration LIVE_LIMIT = Duration.ofSeconds(10);

  /** For a user of the first rank. */
  public PoolOptions(
      int instances,
      int batch,
      Duration maxDelay,
      int queue,
      boolean fixedShape,
      Duration callLimit,
      int attempts) {
    this(instances, batch, maxDelay, queue, fixedShape, callLimit, attempts, false);
  }

  /** With the time for a call and the attempts of recorded footage. */
  public PoolOptions(int instances, int batch, Duration maxDelay, int queue, boolean fixedShape) {
    this(instances, batch, maxDelay, queue, fixedShape, RECORDED_LIMIT, 2);
  }

  /** One picture after another, as it comes. */
  public static PoolOptions oneByOne() {
    return new PoolOptions(1, 1, Duration.ZERO, PICTURES_A_FRAME, false);
  }

  /** For recorded footage on this machine: one shape for every call, full batches as a rule. */
  public static PoolOptions forReplay() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PoolOptions(cores, BATCH, Duration.ofMillis(20), 0, true)
        .forFrames(2 * cores * BATCH);
  }

  /** For live cameras on this machine: whoever waits is looked at soon, full batch or not. */
  public static PoolOptions forLive() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PoolOptions(cores, LIVE_BATCH, Duration.ofMillis(5), 0, false, LIVE_LIMIT, 1)
        .forFrames(2 * cores * BATCH);
  }

  /**
   * For pictures that people send: the pools of live cameras, where this process has those, and
   * what they leave of them.
   *
   * @param pictures that may wait
   */
  public static PoolOptions forPredictions(int pictures) {
    return forLive().queueing(pictures).spare(true);
  }

  /** The same for a user of another rank. */
  PoolOptions spare(boolean isSpare) {
    return new PoolOptions(
        instances, batch, maxDelay, queue, fixedShape, callLimit, attempts, isSpare);
  }

  /** What makes a pool, whoever uses it. */
  PoolOptions ofPool() {
    return queueing(0).spare(false);
  }

  /** The same for a user who has no more than so many frames looked at at once. */
  public PoolOptions forFrames(int inFlight) {
    return queueing(Math.multiplyExact(inFlight, PICTURES_A_FRAME));
  }

  /** The same for a user of whom so many pictures may wait. */
  PoolOptions queueing(int pictures) {
    return new PoolOptions(
        instances, batch, maxDelay, pictures, fixedShape, callLimit, attempts, spare);
  }
}
