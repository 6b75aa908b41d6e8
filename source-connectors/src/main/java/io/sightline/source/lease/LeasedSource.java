package io.sightline.source.lease;

import io.sightline.store.DatabaseAddress;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source that hands out nothing while another job holds the lease of its run: a second job idles,
 * naming the first, and goes on when that one has ended.
 *
 * @param <T> the records
 * @param <S> the splits
 * @param <C> the enumerator's state
 */
public final class LeasedSource<T, S extends SourceSplit, C> implements Source<T, S, C> {
  private final Source<T, S, C> source;
  private final DatabaseAddress database;
  private final String run;

  public LeasedSource(Source<T, S, C> source, DatabaseAddress database, String run) {
    this.source = source;
    this.database = database;
    this.run = run;
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, S> createReader(SourceReaderContext context) throws Exception {
    return source.createReader(context);
  }

  @Override
  public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context)
      throws Exception {
    return new LeasedEnumerator<>(source.createEnumerator(context), context, database, run);
  }

  @Override
  public SplitEnumerator<S, C> restoreEnumerator(SplitEnumeratorContext<S> context, C state)
      throws Exception {
    return new LeasedEnumerator<>(source.restoreEnumerator(context, state), context, database, run);
  }

  @Override
  public SimpleVersionedSerializer<S> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<C> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }
}
