package io.sightline.models.runtime;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a pool runs its model.
 *
 * @param instances how many batches are worked on at once, each on a thread of its own
 * @param batch most pictures a batch; a model whose batch is fixed has that one
 * @param maxDelay how long a picture waits at most for others to join its batch
 * @param queue how many pictures may wait; who brings more waits until there is room
 * @param fixedShape whether a batch that is not full is padded, so that every call has one shape
 * @param callLimit how long a call may take before its instance is given up and replaced
 * @param attempts how often a picture is tried whose call does not come back
 */
public record PoolOptions(
    int instances,
    int batch,
    Duration maxDelay,
    int queue,
    boolean fixedShape,
    Duration callLimit,
    int attempts)
    implements Serializable {

  private static final Duration RECORDED_LIMIT = Duration.ofSeconds(50);
  private static final Duration LIVE_LIMIT = Duration.ofSeconds(10);

  /** With the time for a call and the attempts of recorded footage. */
  public PoolOptions(int instances, int batch, Duration maxDelay, int queue, boolean fixedShape) {
    this(instances, batch, maxDelay, queue, fixedShape, RECORDED_LIMIT, 2);
  }

  /** For recorded footage: one shape for every call, full batches as a rule. */
  public static PoolOptions forReplay() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PoolOptions(cores, 8, Duration.ofMillis(20), 4 * cores, true);
  }

  /** For live cameras: whoever waits is looked at soon, full batch or not. */
  public static PoolOptions forLive() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PoolOptions(cores, 8, Duration.ofMillis(5), 4 * cores, false, LIVE_LIMIT, 1);
  }
}
