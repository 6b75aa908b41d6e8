package io.sightline.job.evidence;

import io.sightline.job.settings.RunMedia;
import io.sightline.media.store.MediaStore;
import io.sightline.models.runtime.OwnThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final int MOST_AT_ONCE = 4_096;
  private static final long IDLE_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

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
    return new Deleting(media, media.isNone() ? null : media.store().open(), PATIENCE);
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

  /**
   * Deletes on threads of its own, and waits for a moment only: the sink stands in the chain that
   * judges plates.
   */
  static final class Deleting implements Committer<String> {
    private final RunMedia media;
    private final MediaStore store;
    private final Duration patience;
    private final ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_AT_ONCE),
            OwnThreads.daemons(DropCrops.class, "drop-crops"));

    private record Deletion(CommitRequest<String> request, Future<Void> done) {}

    /**
     * @param store closed with the committer; null where nothing is kept
     * @param patience how long deletions are waited for, all of them together
     */
    Deleting(RunMedia media, MediaStore store, Duration patience) {
      this.media = media;
      this.store = store;
      this.patience = patience;
      threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void commit(Collection<CommitRequest<String>> requests) throws InterruptedException {
      if (store == null) {
        return;
      }
      // Between commits nobody deletes but those that do not come back.
      if (threads.getActiveCount() >= THREADS) {
        LOG.warn("The media store hangs: {} pictures that nobody needs stay.", requests.size());
        return;
      }
      List<Deletion> deletions = new ArrayList<>();
      for (CommitRequest<String> request : requests) {
        begin(request).ifPresentOrElse(deletions::add, () -> later(request, "too many at once"));
      }
      long deadline = System.nanoTime() + patience.toNanos();
      for (Deletion deletion : deletions) {
        await(deletion, deadline - System.nanoTime());
      }
      threads.purge();
    }

    private Optional<Deletion> begin(CommitRequest<String> request) {
      try {
        return Optional.of(
            new Deletion(
                request,
                threads.submit(
                    () -> {
                      store.delete(media.name(request.getCommittable()));
                      return null;
                    })));
      } catch (RejectedExecutionException e) {
        return Optional.empty();
      }
    }

    private static void await(Deletion deletion, long nanos) throws InterruptedException {
      try {
        deletion.done().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        deletion.done().cancel(true);
        later(deletion.request(), "the media store did not answer in time");
      } catch (ExecutionException e) {
        later(deletion.request(), e.getCause().getMessage());
      }
    }

    /** A store that is away for a while stops nobody; what it does not delete then, stays. */
    private static void later(CommitRequest<String> request, String reason) {
      if (request.getNumberOfRetries() < MOST_RETRIES) {
        request.retryLater();
      } else {
        LOG.warn("The picture {} cannot be deleted: {}", request.getCommittable(), reason);
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
