package io.sightline.source.camera;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.Omission;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.media.StreamFailure;
import io.sightline.source.camera.NewestFrames.TimedPicture;
import io.sightline.store.registry.CameraRoster;
import java.util.Map;

/**
 * One assignment of a live camera, from its video to its records. The connection's thread dates,
 * chooses and queues frames; the task's thread takes them. Running numbers are given when a record
 * is taken, so that a frame that had to give way to a newer one leaves no hole.
 */
final class LiveCamera implements AutoCloseable, CameraMetrics.Gauged {
  /** Frames that may wait while the job is behind; older ones give way. */
  private static final int MAX_WAITING = 4;

  private final LayoutCache<Map<String, Camera>> layouts;
  private final CameraMetrics metrics;
  private final Runnable signal;
  private final String camera;
  private final LiveSplit from;
  private final CameraConnection connection;

  /** What frames and silences are dated by; does not follow when the wall clock is set. */
  private volatile SteadyClock clock = SteadyClock.now();

  // Guarded by this.
  private final NewestFrames waiting;
  private final SilenceWatch silence = new SilenceWatch();
  private CameraRoster.Entry entry;
  private boolean removed;
  private boolean closed;

  // Only the connection's thread touches this; null before the first connection.
  private LayoutFit fit;

  // Only the task's thread touches these.
  private final LivePosition position;
  private boolean ended;

  /**
   * @param layouts for {@link LayoutFit}
   * @param signal called when there is something to take
   */
  LiveCamera(
      CameraSourceOptions options,
      LayoutCache<Map<String, Camera>> layouts,
      LiveSplit from,
      CameraMetrics metrics,
      Runnable signal) {
    this.layouts = layouts;
    this.metrics = metrics;
    this.signal = signal;
    this.camera = from.camera();
    this.position = new LivePosition(from);
    this.from = from;
    this.waiting =
        new NewestFrames(MAX_WAITING, () -> metrics.skipped(camera, CameraMetrics.OVERLOAD));
    this.connection = new CameraConnection(camera, options, this::watch);
    metrics.follow(camera, this);
  }

  String camera() {
    return camera;
  }

  long epoch() {
    return position.split().epoch();
  }

  String splitId() {
    return position.split().splitId();
  }

  /** Begins to read, or goes on with what the registry now says of the camera. */
  synchronized void use(CameraRoster.Entry listed) {
    boolean first = entry == null;
    if (closed || listed.equals(entry)) {
      return;
    }
    entry = listed;
    if (!first) {
      connection.changed(listed.revision());
      return;
    }
    silence.heard(clock.millis());
    if (position.hasBegun()) {
      // What came since the position is lost, and nobody should take the time for a known one.
      silence.note(Silence.RESTARTED, markerMillis(), clock.millis());
      signal.run();
    }
    connection.open(listed.revision());
  }

  /** The registry does not list it any more, or not this assignment of it. */
  synchronized void remove() {
    removed = true;
    close();
    signal.run();
  }

  /** Notices silence; called a few times a second. */
  synchronized void tick() {
    long now = clock.millis();
    if (entry != null && !closed && waiting.isEmpty() && silence.isDue(now)) {
      silence.note(connection.state(), markerMillis(), now);
      signal.run();
    }
  }

  /** A frame that is yet to come is never captured before this. */
  private long markerMillis() {
    return clock.millis() - CaptureClock.TOLERANCE_MILLIS;
  }

  private void watch(IncomingVideo video) throws StreamFailure {
    SteadyClock arrival = SteadyClock.now();
    clock = arrival;
    TimedVideo timed = new TimedVideo(video, arrival::millis);
    LiveSampler sampler = new LiveSampler(listed().sampleFps());
    if (fit == null) {
      fit = LayoutFit.after(layouts, from);
    }
    while (!connection.isClosed()) {
      long millis = timed.advance();
      if (timed.missed() > 0) {
        metrics.skipped(camera, CameraMetrics.MISSING, timed.missed());
      }
      PictureSize meant = fit.meant(listed(), millis, video.size());
      connection.seen(video.size());
      if (sampler.takes(millis)) {
        offer(new TimedPicture(millis, meant, video.picture()));
      }
    }
  }

  private void offer(TimedPicture frame) {
    synchronized (this) {
      if (closed) {
        return;
      }
      waiting.add(frame);
      silence.heard(clock.millis());
    }
    signal.run();
  }

  /** Next record, with its running number; null when there is none now. */
  Frame take() {
    TimedPicture frame;
    SilenceWatch.Marker marker;
    boolean ends;
    CameraRoster.Entry listed;
    synchronized (this) {
      ends = removed;
      listed = entry;
      marker = silence.peek();
      boolean lossFirst = marker != null && marker.isLoss();
      if (lossFirst && !waiting.isEmpty()) {
        // It was lost before these frames came, and nobody should take the time for a known one.
        long before = Math.min(marker.millis(), waiting.peek().millis() - 1);
        marker = new SilenceWatch.Marker(marker.reason(), Math.max(position.lastMillis(), before));
      }
      frame = lossFirst ? null : waiting.poll();
      if (frame == null) {
        silence.poll();
      }
    }
    if (ended) {
      return null;
    }
    if (ends) {
      return end(listed);
    }
    if (frame != null) {
      return frame(listed, frame);
    }
    // Several frames may have been taken since the silence was noticed.
    return marker == null || (position.hasBegun() && marker.millis() < position.lastMillis())
        ? null
        : record(listed, RecordKind.SILENCE, marker.millis(), marker.reason().key(), null);
  }

  private Frame frame(CameraRoster.Entry listed, TimedPicture frame) {
    if (position.hasBegun() && frame.millis() <= position.lastMillis()) {
      metrics.skipped(camera, CameraMetrics.LATE);
      return record(
          listed, RecordKind.DROPPED, position.lastMillis(), Omission.NOT_AFTER_LAST.key(), null);
    }
    return record(listed, RecordKind.FRAME, frame.millis(), null, frame);
  }

  private Frame end(CameraRoster.Entry listed) {
    ended = true;
    metrics.isGone(camera, this);
    long millis = Math.max(position.lastMillis() + 1, markerMillis());
    if (listed != null) {
      return record(listed, RecordKind.END, millis, null, null);
    }
    // Removed while nobody read.
    return position.hasBegun() && LayoutFit.isKnown(layouts, position.split())
        ? position.end(millis)
        : null;
  }

  private Frame record(
      CameraRoster.Entry listed, RecordKind kind, long millis, String reason, TimedPicture frame) {
    metrics.taken(camera);
    return position.record(listed, kind, millis, reason, frame);
  }

  synchronized boolean hasMore() {
    return !ended && (removed || silence.peek() != null || !waiting.isEmpty());
  }

  /** Whether its last record has been taken. */
  boolean isEnded() {
    return ended;
  }

  LiveSplit position() {
    return position.split();
  }

  @Override
  public boolean isUp() {
    return connection.isStreaming();
  }

  @Override
  public synchronized long lagMillis() {
    TimedPicture oldest = waiting.peek();
    return oldest == null ? 0 : clock.millis() - oldest.millis();
  }

  private synchronized CameraRoster.Entry listed() {
    return entry;
  }

  /** Gives the connection's thread up; nothing that it sees counts any more. */
  @Override
  public synchronized void close() {
    closed = true;
    connection.close();
    waiting.clear();
  }
}
