package io.sightline.source.camera;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.network.CameraAddress;
import io.sightline.media.LiveStream;
import io.sightline.media.StreamFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Keeps one camera connected, on a thread of its own: finds out where it is, connects, lets its
 * viewer watch until the connection fails, and tries again for as long as it is not closed.
 */
final class CameraConnection implements AutoCloseable {

  /** Watches what comes in, on the connection's thread. */
  interface Viewer {
    /**
     * Watches until there is nothing more to be seen. Says {@link #seen} of the connection when the
     * first frame has come.
     *
     * @throws OutsidePicture when it cannot be used with the camera's layout
     */
    void watch(IncomingVideo video) throws StreamFailure;
  }

  private static final Logger LOG = LoggerFactory.getLogger(CameraConnection.class);

  /** Cameras with rare keyframes are given this many times as long for a frame as for a packet. */
  private static final int READ_TIMEOUTS_A_FRAME = 5;

  private final String camera;
  private final CameraSourceOptions options;
  private final Viewer viewer;
  private final CameraLink link = new CameraLink(new SplittableRandom());
  private final Thread thread;

  // Guarded by this.
  private LiveStream stream;
  private long revision;
  private long changes;
  private boolean closed;

  CameraConnection(String camera, CameraSourceOptions options, Viewer viewer) {
    this.camera = camera;
    this.options = options;
    this.viewer = viewer;
    this.thread = new Thread(this::run, "camera " + camera);
    this.thread.setDaemon(true);
  }

  /** Begins to connect. */
  synchronized void open(long revision) {
    this.revision = revision;
    thread.start();
  }

  /**
   * What is known of the camera has changed: whatever it waits for is looked at again now.
   *
   * @param revision when it is another, so is the address, and the present connection is given up
   */
  synchronized void changed(long revision) {
    if (this.revision != revision && stream != null) {
      LOG.info("Camera '{}' has another address; connecting to it.", camera);
      stream.abort();
    }
    this.revision = revision;
    changes++;
    notifyAll();
  }

  /** A frame has come that can be used. */
  void seen(PictureSize size) {
    if (!link.isStreaming()) {
      LOG.info("Camera '{}' is seen, {}.", camera, size);
    }
    link.streaming();
  }

  /** Why no frame comes; {@link Silence#WAITING} while connected. */
  Silence state() {
    return link.state();
  }

  boolean isStreaming() {
    return link.isStreaming() && !isClosed();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private void run() {
    try {
      while (!isClosed()) {
        long before = changes();
        pause(attempt(), before);
      }
    } catch (InterruptedException e) {
      // Nobody waits for it any more.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return milliseconds to wait before the next attempt
   */
  private long attempt() {
    try {
      long current = revision();
      Optional<CameraAddress> address = options.addresses().find(camera);
      if (address.isEmpty()) {
        return link.refusedByUs(Silence.NOT_FOUND);
      }
      return connect(address.get(), current);
    } catch (OutsidePicture e) {
      return refused(Silence.OUTSIDE_PICTURE, e.getMessage());
    } catch (BadInput e) {
      return refused(Silence.NOT_ALLOWED, e.getMessage());
    } catch (UnknownHostException e) {
      return failed(
          new StreamFailure(StreamFailure.Kind.UNREACHABLE, "Its host's name is not known."));
    } catch (DataAccessException e) {
      return refused(Silence.UNREACHABLE, "Its address cannot be read from the registry.");
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // One camera's trouble, of whatever kind, must not end its being tried.
      LOG.error("Camera '{}' could not be read.", camera, e);
      return link.refusedByUs(Silence.INVALID);
    }
  }

  private long connect(CameraAddress address, long atRevision) throws UnknownHostException {
    InetAddress at = address.resolve(options.allowed());
    Duration timeout = options.readTimeout();
    try (LiveStream opened =
        LiveStream.of(address, timeout, timeout.multipliedBy(READ_TIMEOUTS_A_FRAME))) {
      if (!hold(opened, atRevision)) {
        return 0;
      }
      opened.open(at);
      viewer.watch(IncomingVideo.of(opened));
      return 0;
    } catch (StreamFailure e) {
      return failed(e);
    } finally {
      letGo();
    }
  }

  /**
   * Has a stream aborted when it is of no use any more.
   *
   * @return whether it is still to be read
   */
  private synchronized boolean hold(LiveStream opened, long atRevision) {
    stream = opened;
    return !closed && revision == atRevision;
  }

  private synchronized void letGo() {
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

  private synchronized long revision() {
    return revision;
  }

  private synchronized long changes() {
    return changes;
  }

  private synchronized void pause(long millis, long changesBefore) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!closed && changes == changesBefore) {
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
    notifyAll();
  }
}
