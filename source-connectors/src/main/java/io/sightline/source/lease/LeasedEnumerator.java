package io.sightline.source.lease;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.runs.RunLease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the run's lease before it lets the enumerator behind it begin, and renews it for as long as
 * the job lives. What happens until then is told to that enumerator when it begins. Ends the job
 * when another has taken the lease: that job's rows are the run's now.
 */
final class LeasedEnumerator<S extends SourceSplit, C> implements SplitEnumerator<S, C> {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedEnumerator.class);
  private static final long RENEW_EVERY_MILLIS = 2_000;

  /** Where Flink's metrics name the job. */
  private static final String JOB_ID = "<job_id>";

  private final SplitEnumerator<S, C> enumerator;
  private final SplitEnumeratorContext<S> context;
  private final RunLease lease;
  private final String run;
  private final List<Runnable> untilThen = new ArrayList<>();
  private boolean begun;
  private String namedHolder = "";

  LeasedEnumerator(
      SplitEnumerator<S, C> enumerator,
      SplitEnumeratorContext<S> context,
      DatabaseAddress database,
      String run) {
    this.enumerator = enumerator;
    this.context = context;
    this.run = run;
    this.lease = new RunLease(database, run, context.metricGroup().getAllVariables().get(JOB_ID));
  }

  @Override
  public void start() {
    context.callAsync(this::take, this::taken, 0, RENEW_EVERY_MILLIS);
  }

  private Optional<String> take() {
    synchronized (lease) {
      return lease.take();
    }
  }

  private void taken(Optional<String> other, Throwable failure) {
    if (failure != null) {
      // Writers are refused once the lease has expired; until then nobody else has it.
      LOG.warn("The lease of run '{}' cannot be renewed now: {}", run, failure.getMessage());
    } else if (other.isEmpty()) {
      begin();
    } else if (begun) {
      throw new IllegalStateException(
          "The run '" + run + "' has been taken over by the job " + other.get() + ".");
    } else if (!namedHolder.equals(other.get())) {
      namedHolder = other.get();
      LOG.warn("The run '{}' is made by the job {}; waiting for its end.", run, namedHolder);
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      enumerator.start();
      untilThen.forEach(Runnable::run);
      untilThen.clear();
    }
  }

  private void tell(Runnable event) {
    if (begun) {
      event.run();
    } else {
      untilThen.add(event);
    }
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    tell(() -> enumerator.handleSplitRequest(reader, host));
  }

  @Override
  public void addSplitsBack(List<S> splits, int reader) {
    tell(() -> enumerator.addSplitsBack(splits, reader));
  }

  @Override
  public void addReader(int reader) {
    tell(() -> enumerator.addReader(reader));
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    tell(() -> enumerator.handleSourceEvent(reader, event));
  }

  @Override
  public C snapshotState(long checkpointId) throws Exception {
    return enumerator.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    enumerator.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void close() throws IOException {
    enumerator.close();
    synchronized (lease) {
      lease.close();
    }
  }
}
