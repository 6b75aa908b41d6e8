package io.sightline.job.evidence;

import io.sightline.job.settings.RunMedia;
import io.sightline.media.store.MediaStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes pictures that no plate needs any more: when a checkpoint is complete, so that no state
 * that may come back names one that is gone.
 */
public final class DropCrops implements Sink<String>, SupportsCommitter<String> {
  private static final Logger LOG = LoggerFactory.getLogger(DropCrops.class);
  private static final int THREADS = 8;
  private static final int MOST_RETRIES = 5;

  private final RunMedia media;

  public DropCrops(RunMedia media) {
    this.media = media;
  }

  @Override
  public SinkWriter<String> createWriter(WriterInitContext context) {
    return new Writer();
  }

  @Override
  public Committer<String> createCommitter(CommitterInitContext context) {
    return new Deleting(media);
  }

  @Override
  public SimpleVersionedSerializer<String> getCommittableSerializer() {
    return new Names();
  }

  /** Gathers names until the next checkpoint. */
  private static final class Writer implements CommittingSinkWriter<String, String> {
    private final List<String> names = new ArrayList<>();

    @Override
    public void write(String name, Context context) {
      names.add(name);
    }

    @Override
    public void flush(boolean endOfInput) {
      // Nothing is written; names wait for the checkpoint.
    }

    @Override
    public Collection<String> prepareCommit() {
      List<String> gathered = List.copyOf(names);
      names.clear();
      return gathered;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static final class Deleting implements Committer<String> {
    private final RunMedia media;
    private final MediaStore store;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private Deleting(RunMedia media) {
      this.media = media;
      this.store = media.isNone() ? null : media.store().open();
    }

    @Override
    public void commit(Collection<CommitRequest<String>> requests) throws InterruptedException {
      if (store == null) {
        return;
      }
      List<Callable<Void>> deletions = new ArrayList<>();
      for (CommitRequest<String> request : requests) {
        deletions.add(
            () -> {
              delete(request);
              return null;
            });
      }
      threads.invokeAll(deletions);
    }

    /** A store that is away for a while stops nobody; what it does not delete then, stays. */
    private void delete(CommitRequest<String> request) {
      try {
        store.delete(media.name(request.getCommittable()));
      } catch (IOException | RuntimeException e) {
        if (request.getNumberOfRetries() < MOST_RETRIES) {
          request.retryLater();
        } else {
          LOG.warn("The picture {} cannot be deleted.", request.getCommittable(), e);
        }
      }
    }

    @Override
    public void close() {
      threads.shutdownNow();
      if (store != null) {
        store.close();
      }
    }
  }

  private static final class Names implements SimpleVersionedSerializer<String> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(String name) {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION) {
        throw new IOException(
            "Cannot read names of pictures written by serializer version "
                + version
                + "; this build reads version "
                + VERSION
                + ".");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
