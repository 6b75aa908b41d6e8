package io.sightline.models.runtime;

import io.sightline.models.manifest.Device;
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
 * @param device what the model runs on
 */
public record PoolOptions(
    int instances,
    int batch,
    Duration maxDelay,
    int queue,
    boolean fixedShape,
    Duration callLimit,
    int attempts,
    boolean spare,
    Device device)
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

  /** While one batch is worked on by the device, another is written and read by the processor. */
  private static final int GPU_INSTANCES = 2;

  private static final Duration RECORDED_LIMIT = Duration.ofSeconds(50);
  private static final Duration LIVE_LIMIT = Duration.ofSeconds(10);

  /** For a user of the first rank, on the processor. */
  public PoolOptions(
      int instances,
      int batch,
      Duration maxDelay,
      int queue,
      boolean fixedShape,
      Duration callLimit,
      int attempts) {
    this(instances, batch, maxDelay, queue, fixedShape, callLimit, attempts, false, Device.CPU);
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
  public static PoolOptions forReplay(Device device) {
    int instances = instances(device);
    return new PoolOptions(instances, BATCH, Duration.ofMillis(20), 0, true)
        .on(device)
        .forFrames(2 * instances * BATCH);
  }

  /** The same on the processor. */
  public static PoolOptions forReplay() {
    return forReplay(Device.CPU);
  }

  /** For live cameras on this machine: whoever waits is looked at soon, full batch or not. */
  public static PoolOptions forLive(Device device) {
    int instances = instances(device);
    int batch = device == Device.CPU ? LIVE_BATCH : BATCH;
    return new PoolOptions(instances, batch, Duration.ofMillis(5), 0, false, LIVE_LIMIT, 1)
        .on(device)
        .forFrames(2 * instances * BATCH);
  }

  private static int instances(Device device) {
    return device == Device.CPU ? Runtime.getRuntime().availableProcessors() : GPU_INSTANCES;
  }

  private PoolOptions on(Device other) {
    return new PoolOptions(
        instances, batch, maxDelay, queue, fixedShape, callLimit, attempts, spare, other);
  }

  /**
   * For pictures that people send: the pools of live cameras, where this process has those, and
   * what they leave of them.
   *
   * @param pictures that may wait
   */
  public static PoolOptions forPredictions(int pictures, Device device) {
    return forLive(device).queueing(pictures).spare(true);
  }

  /** The same for a user of another rank. */
  PoolOptions spare(boolean isSpare) {
    return new PoolOptions(
        instances, batch, maxDelay, queue, fixedShape, callLimit, attempts, isSpare, device);
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
        instances, batch, maxDelay, pictures, fixedShape, callLimit, attempts, spare, device);
  }
}
