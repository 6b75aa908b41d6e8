package io.sightline.query.predictions;

import io.sightline.query.failures.Unavailable;
import io.sightline.store.predictions.PredictionRows;
import io.sightline.store.predictions.PredictionRows.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Writes down what was predicted, many at once and each once. What waits is bounded: while the
 * database is away for long, nothing more is predicted.
 */
@Component
public class PredictionLog implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);
  private static final int MOST_WAITING = 10_000;
  private static final int AT_ONCE = 1_000;
  private static final long AGAIN_MILLIS = 500;
  private static final long FAREWELL_MILLIS = 10_000;
  private static final long PATIENCE_MILLIS = 1_000;

  private final PredictionRows rows;
  private final BlockingQueue<Note> waiting = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Map<ModelTag, Long> models = new HashMap<>();
  private final Thread writer = new Thread(this::write, "predictions-log");
  private volatile boolean closed;

  /** Guarded by this, as is the one below. */
  private long noted;

  private long written;

  private record Note(
      PredictionRows.Kind kind,
      Long emotion,
      double confidence,
      ModelTag model,
      int millis,
      Asker asker,
      Instant at) {
    Prediction by(long modelNumber) {
      return new Prediction(
          kind, emotion, confidence, modelNumber, millis, asker.address(), asker.user(), at);
    }
  }

  protected PredictionLog(PredictionRows rows) {
    this.rows = rows;
    writer.setDaemon(true);
    writer.start();
  }

  /** A place among what waits, to be filled or given back once. */
  final class Place {
    private boolean used;

    synchronized void fill(
        PredictionRows.Kind kind,
        Long emotion,
        double confidence,
        ModelTag model,
        long millis,
        Asker asker) {
      used = true;
      synchronized (PredictionLog.this) {
        noted++;
      }
      waiting.add(
          new Note(
              kind,
              emotion,
              confidence,
              model,
              (int) Math.min(millis, Integer.MAX_VALUE),
              asker,
              Instant.now()));
    }

    synchronized void giveBack() {
      if (!used) {
        used = true;
        room.release();
      }
    }
  }

  /**
   * @throws Unavailable when as much waits as may
   */
  Place place() {
    if (closed || !room.tryAcquire()) {
      throw new Unavailable("Predictions cannot be written down now; try again in a second.");
    }
    return new Place();
  }

  /** Waits a moment until what was noted before is written. */
  public synchronized void await() {
    long until = noted;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    try {
      while (written < until && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<Note> batch = new ArrayList<>();
    try {
      while (!closed || !waiting.isEmpty()) {
        Note first = waiting.poll(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, AT_ONCE - 1);
          try {
            keep(batch);
          } catch (RuntimeException e) {
            LOG.error("{} predictions cannot be written down, and are left out.", batch.size(), e);
            done(batch.size());
          }
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{} predictions could not be written down.", batch.size() + waiting.size());
    }
  }

  /** Tries until it is done; what was done and not heard of is not done twice. */
  private void keep(List<Note> batch) throws InterruptedException {
    List<Long> numbers = null;
    while (true) {
      try {
        if (numbers == null) {
          numbers = rows.numbers(batch.size());
        }
        List<Prediction> all = new ArrayList<>();
        for (Note note : batch) {
          all.add(note.by(model(note.model())));
        }
        rows.add(numbers, all);
        break;
      } catch (DataIntegrityViolationException e) {
        if (batch.size() == 1) {
          LOG.error("A prediction cannot be written down, and is left out.", e);
          break;
        }
        // One of them spoils it for all.
        for (Note note : batch) {
          keep(List.of(note));
        }
        return;
      } catch (DataAccessException | IllegalStateException e) {
        LOG.warn("Predictions cannot be written down now: {}", e.getMessage());
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
    }
    done(batch.size());
  }

  private void done(int many) {
    room.release(many);
    synchronized (this) {
      written += many;
      notifyAll();
    }
  }

  private long model(ModelTag tag) {
    Long known = models.get(tag);
    if (known == null) {
      known = rows.model(tag.id(), tag.tag(), tag.sha256());
      models.put(tag, known);
    }
    return known;
  }

  /** Writes down what waits, as far as that is possible in a moment. */
  @Override
  public void destroy() throws InterruptedException {
    closed = true;
    writer.join(FAREWELL_MILLIS);
    writer.interrupt();
    writer.join(FAREWELL_MILLIS);
  }
}
