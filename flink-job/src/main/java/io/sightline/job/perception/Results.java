package io.sightline.job.perception;

import io.sightline.domain.observations.Observations;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands results to Flink as long as it takes them. A task that stops with a savepoint does not wait
 * for what is in flight, since that is in the savepoint: what is answered after it has shut its
 * mailbox, or is closed, is of no use to anybody, and no failure either.
 */
final class Results {
  private static final Logger LOG = LoggerFactory.getLogger(Results.class);

  private volatile boolean closed;

  void complete(ResultFuture<Observations> result, Observations seen) {
    hand(seen, () -> result.complete(List.of(seen)));
  }

  void fail(ResultFuture<Observations> result, Observations of, Throwable failure) {
    hand(of, () -> result.completeExceptionally(failure));
  }

  private void hand(Observations of, Runnable over) {
    if (closed) {
      return;
    }
    try {
      over.run();
    } catch (RejectedExecutionException e) {
      LOG.debug("The task ends before it takes {}.", of.frame(), e);
    }
  }

  void close() {
    closed = true;
  }
}
