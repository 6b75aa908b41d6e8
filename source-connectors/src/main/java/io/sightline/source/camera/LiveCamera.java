package io.sightline.source.camera;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.media.LiveStream;
import io.sightline.media.PictureSize;
import io.sightline.media.StreamFailure;
import io.sightline.source.footage.Sampling;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.store.registry.CameraRoster;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live camera: a thread that keeps a connection and decodes, and the few newest frames that
 * wait to be taken. Times come from here, running numbers are given when a record is taken, so that
 * a frame that had to give way to a newer one leaves no hole.
 */
final class LiveCamera implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCamera.class);

  /** Frames that may wait while the job is behind; older ones give way. */
  private static final int MAX_WAITING = 4;

  private static final long SILENCE_EVERY_MILLIS = 1_000;

  /** Cameras with rare keyframes are given this many times as long for a frame as for a packet. */
  private static final int READ_TIMEOUTS_A_FRAME = 5;

  private static final String TIME_STANDS_STILL = "its time is not after that of the record before";

  private record Captured(long millis, Picture picture) {}

  private final CameraSourceOptions options;
  private final Runnable signal;
  private final CameraMetrics metrics;
  private final String camera;
  private final CameraLink link = new CameraLink(new SplittableRandom());
  private final Thread thread;

  /** What frames and silences are dated by; does not follow when the wall clock is set. */
  private volatile SteadyClock clock = SteadyClock.now();

  // Guarded by this.
  private final Deque<Captured> waiting = new ArrayDeque<>();
  private CameraRoster.Entry entry;
  private LiveStream stream;
  private Silence silence;
  private long silenceMillis;
  private long quietSinceMillis;
  private boolean removed;
  private boolean closed;

  // Only the task's thread touches these.
  private final LivePosition position;
  private boolean ended;

  /**
   * @param signal called when there is something to take
   */
  LiveCamera(
      CameraSourceOptions options, CameraSplit from, CameraMetrics metrics, Runnable signal) {
    this.options = options;
    this.signal = signal;
    this.metrics = metrics;
    this.camera = from.camera();
    this.position = new LivePosition(from);
    this.thread = new Thread(this::run, "camera " + camera);
    this.thread.setDaemon(true);
    metrics.register(camera, link::isStreaming, () -> lagMillis());
  }

  String camera() {
    return camera;
  }

  /** Begins to read, or goes on with what the registry now says of the camera. */
  synchronized void use(CameraRoster.Entry listed) {
    boolean reconnect = entry != null && entry.revision() != listed.revision();
    boolean first = entry == null;
    entry = listed;
    if (first) {
      quietSinceMillis = clock.millis();
      if (position.hasBegun()) {
        // What came since the position is lost, and nobody should take the time for a known one.
        silence = Silence.RESTARTED;
        silenceMillis = markerMillis();
        signal.run();
      }
      thread.start();
    } else if (reconnect && stream != null) {
      LOG.info("Camera '{}' has another address; connecting to it.", camera);
      stream.abort();
    }
    notifyAll();
  }

  /** The registry does not list it any more. */
  synchronized void remove() {
    removed = true;
    close();
    signal.run();
  }

  /** Notices silence; called a few times a second. */
  synchronized void tick() {
    if (entry == null || closed || silence != null || !waiting.isEmpty()) {
      return;
    }
    long now = clock.millis();
    if (now - quietSinceMillis >= SILENCE_EVERY_MILLIS) {
      quietSinceMillis = now;
      silence = link.state();
      silenceMillis = markerMillis();
      signal.run();
    }
  }

  /** A frame that is yet to come is never captured before this. */
  private long markerMillis() {
    return clock.millis() - CaptureClock.TOLERANCE_MILLIS;
  }

  /** Next record, with its running number; null when there is none now. */
  Frame take() {
    Captured captured;
    Silence marker = null;
    long marked = 0;
    boolean ends;
    CameraRoster.Entry listed;
    synchronized (this) {
      ends = removed;
      boolean lossFirst = silence != null && Silence.isLoss(silence.key());
      if (lossFirst && !waiting.isEmpty()) {
        // It was lost before these frames came, and nobody should take the time for a known one.
        silenceMillis =
            Math.max(position.lastMillis(), Math.min(silenceMillis, waiting.peek().millis() - 1));
      }
      captured = lossFirst ? null : waiting.poll();
      if (captured == null) {
        marker = silence;
        marked = silenceMillis;
        silence = null;
      }
      listed = entry;
    }
    if (ended) {
      return null;
    }
    if (ends) {
      ended = true;
      if (listed == null) {
        // Removed while nobody read: there is no site left to tell of its end.
        return null;
      }
      return record(
          listed, RecordKind.END, Math.max(position.lastMillis() + 1, markerMillis()), null, null);
    }
    if (captured != null) {
      if (position.hasBegun() && captured.millis() <= position.lastMillis()) {
        metrics.skipped(camera, CameraMetrics.LATE);
        return record(listed, RecordKind.DROPPED, position.lastMillis(), TIME_STANDS_STILL, null);
      }
      return record(listed, RecordKind.FRAME, captured.millis(), null, captured.picture());
    }
    // Several frames may have been taken since the silence was noticed.
    return marker == null || (position.hasBegun() && marked < position.lastMillis())
        ? null
        : record(listed, RecordKind.SILENCE, marked, marker.key(), null);
  }

  private Frame record(
      CameraRoster.Entry listed, RecordKind kind, long millis, String reason, Picture picture) {
    metrics.taken(camera);
    return position.record(listed, kind, millis, reason, picture);
  }

  synchronized boolean hasMore() {
    return !ended && (removed || silence != null || !waiting.isEmpty());
  }

  /** Whether its last record has been taken. */
  boolean isEnded() {
    return ended;
  }

  CameraSplit position() {
    return position.split();
  }

  private synchronized long lagMillis() {
    Captured oldest = waiting.peek();
    return oldest == null ? 0 : clock.millis() - oldest.millis();
  }

  private void run() {
    try {
      while (!isClosed()) {
        long wait = readUntilFailure();
        sleep(wait);
      }
    } catch (InterruptedException e) {
      // Closed while it waited for the next attempt.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return milliseconds to wait before the next attempt
   */
  private long readUntilFailure() {
    try {
      long revision = listed().revision();
      Optional<CameraAddress> address = options.addresses().find(camera);
      if (address.isEmpty()) {
        return link.refusedByUs(Silence.NOT_FOUND);
      }
      return read(address.get(), revision);
    } catch (OutsidePicture e) {
      return refused(Silence.OUTSIDE_PICTURE, e.getMessage());
    } catch (BadInput e) {
      return refused(Silence.NOT_ALLOWED, e.getMessage());
    } catch (UnknownHostException e) {
      return failed(
          new StreamFailure(StreamFailure.Kind.UNREACHABLE, "Its host's name is not known."));
    } catch (SQLException e) {
      return refused(Silence.UNREACHABLE, "Its address cannot be read from the registry.");
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // One camera's trouble, of whatever kind, must not end its being tried.
      LOG.error("Camera '{}' could not be read.", camera, e);
      return link.refusedByUs(Silence.INVALID);
    }
  }

  private long read(CameraAddress address, long revision) throws UnknownHostException {
    var at = address.resolve(options.allowed());
    Duration timeout = options.readTimeout();
    try (LiveStream opened =
        LiveStream.of(address, timeout, timeout.multipliedBy(READ_TIMEOUTS_A_FRAME))) {
      if (!register(opened, revision)) {
        return 0;
      }
      opened.open(at);
      decode(opened);
      return 0;
    } catch (StreamFailure e) {
      return failed(e);
    } finally {
      forgetStream();
    }
  }

  /**
   * @param revision that the address was looked up at
   * @return whether it is still to be read
   */
  private synchronized boolean register(LiveStream opened, long revision) {
    stream = opened;
    return !closed && entry.revision() == revision;
  }

  private synchronized void forgetStream() {
    stream = null;
  }

  private long failed(StreamFailure failure) {
    Silence before = link.state();
    long wait = link.failed(failure.kind());
    if (link.state() != before && failure.kind() != StreamFailure.Kind.ABORTED) {
      LOG.warn(
          "Camera '{}' is not seen: {} Trying again in {} ms.", camera, failure.getMessage(), wait);
    }
    return wait;
  }

  private long refused(Silence reason, String why) {
    Silence before = link.state();
    long wait = link.refusedByUs(reason);
    if (before != reason) {
      LOG.warn("Camera '{}' is not read: {} Looking again in {} ms.", camera, why, wait);
    }
    return wait;
  }

  private void decode(LiveStream opened) throws StreamFailure {
    clock = SteadyClock.now();
    CaptureClock capture = new CaptureClock();
    Sampling sampling = null;
    long sampled = CameraSplit.UNKNOWN;
    long before = CameraSplit.UNKNOWN;
    String checkedLayout = null;
    while (!isClosed()) {
      opened.advance();
      long millis = capture.capturedAt(opened.currentMicros(), clock.millis());
      if (before != CameraSplit.UNKNOWN && millis <= before) {
        millis = before + 1;
      }
      before = millis;
      CameraRoster.Entry listed = listed();
      if (sampling == null) {
        // Frames lie in the middle of their intervals, so that jitter moves none into the next.
        long half = listed.sampleFps() > 0 ? (long) (500 / listed.sampleFps()) : 0;
        sampling = new Sampling(millis - half, listed.sampleFps());
      }
      String layout = listed.layoutAt(millis);
      if (!layout.equals(checkedLayout)) {
        requireInside(listed.site(), layout, opened.size());
        checkedLayout = layout;
      }
      if (!link.isStreaming()) {
        LOG.info("Camera '{}' is seen, {}.", camera, opened.size());
      }
      link.streaming();
      if (sampling.takes(millis, sampled)) {
        sampled = millis;
        offer(new Captured(millis, opened.picture()));
      }
    }
  }

  private void requireInside(String site, String version, PictureSize size) {
    Site layout = options.layouts().layout(site, version);
    Optional<Camera> listed = layout.camera(camera);
    if (listed.isPresent() && !listed.get().fits(size.width(), size.height())) {
      throw new OutsidePicture(size);
    }
  }

  /** The layout has points that the camera's picture has not. */
  private static final class OutsidePicture extends BadInput {
    OutsidePicture(PictureSize size) {
      super(
          "Its layout has points outside its picture of "
              + size.width()
              + " x "
              + size.height()
              + " pixels; move them inside.");
    }
  }

  private void offer(Captured captured) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (waiting.size() == MAX_WAITING) {
        waiting.poll();
        metrics.skipped(camera, CameraMetrics.OVERLOAD);
      }
      waiting.add(captured);
      quietSinceMillis = clock.millis();
    }
    signal.run();
  }

  private synchronized CameraRoster.Entry listed() {
    return entry;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void sleep(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    CameraRoster.Entry before = entry;
    while (!closed && entry.equals(before)) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** Gives the thread up: whatever it waits for ends soon, and nothing it says counts any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (stream != null) {
      stream.abort();
    }
    waiting.clear();
    notifyAll();
  }
}
