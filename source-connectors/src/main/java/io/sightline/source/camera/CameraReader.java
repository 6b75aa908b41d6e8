package io.sightline.source.camera;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/**
 * Hands on what its cameras have, a record of each in turn. The cameras' threads fill their own
 * places and wake it; it never waits for any of them. A reader without cameras waits without
 * holding anyone back.
 */
final class CameraReader implements SourceReader<Frame, LiveSplit> {
  private static final long TICK_MILLIS = 200;

  private final CameraSourceOptions options;
  private final CameraMetrics metrics;
  private final LayoutCache<Map<String, Camera>> layouts;

  /** By split: a camera that is back may be here while its end of before is yet to be taken. */
  private final Map<String, LiveCamera> cameras = new LinkedHashMap<>();

  private final AtomicReference<CompletableFuture<Void>> available =
      new AtomicReference<>(new CompletableFuture<>());
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "camera clock");
            thread.setDaemon(true);
            return thread;
          });

  private volatile List<LiveCamera> ticking = List.of();
  private Iterator<LiveCamera> turn = List.<LiveCamera>of().iterator();

  /** By camera; null before the registry was heard of. */
  private Map<String, RosterEvent.Listed> listed;

  CameraReader(CameraSourceOptions options, SourceReaderContext context) {
    this.options = options;
    this.metrics = new CameraMetrics(context.metricGroup());
    this.layouts = new LayoutCache<>(options.layouts(), LayoutFit::byId);
  }

  @Override
  public void start() {
    clock.scheduleWithFixedDelay(
        () -> ticking.forEach(LiveCamera::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void addSplits(List<LiveSplit> splits) {
    for (LiveSplit split : splits) {
      cameras.put(split.splitId(), new LiveCamera(options, layouts, split, metrics, this::signal));
    }
    camerasChanged();
    follow();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof RosterEvent roster) {
      if (roster.whole()) {
        listed = new HashMap<>();
      }
      if (listed != null) {
        roster.listed().forEach(one -> listed.put(one.entry().camera(), one));
        listed.keySet().removeAll(roster.gone());
        follow();
      }
    }
  }

  /** Brings the cameras to what the registry says. */
  private void follow() {
    if (listed == null) {
      return;
    }
    for (LiveCamera camera : cameras.values()) {
      RosterEvent.Listed present = listed.get(camera.camera());
      if (present == null || present.epoch() > camera.epoch()) {
        camera.remove();
      } else if (present.epoch() == camera.epoch()) {
        camera.use(present.entry());
      }
    }
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Frame> output) {
    for (int i = 0; i < cameras.size(); i++) {
      if (!turn.hasNext()) {
        turn = ticking.iterator();
      }
      LiveCamera camera = turn.next();
      Frame frame = camera.take();
      boolean ended = camera.isEnded();
      if (ended) {
        cameras.remove(camera.splitId());
        camerasChanged();
      }
      if (frame != null) {
        output.collect(frame, frame.header().capturedAtMillis());
        return InputStatus.MORE_AVAILABLE;
      }
    }
    CompletableFuture<Void> fresh = new CompletableFuture<>();
    CompletableFuture<Void> before = available.getAndSet(fresh);
    // Something may have come while all were asked.
    if (cameras.values().stream().anyMatch(LiveCamera::hasMore)) {
      before.complete(null);
      return InputStatus.MORE_AVAILABLE;
    }
    return InputStatus.NOTHING_AVAILABLE;
  }

  private void camerasChanged() {
    ticking = List.copyOf(cameras.values());
    turn = ticking.iterator();
  }

  private void signal() {
    available.get().complete(null);
  }

  /** How many frames of a camera were left out for a reason of {@link CameraMetrics}. */
  long skipped(String camera, String reason) {
    return metrics.skippedSoFar(camera, reason);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available.get();
  }

  @Override
  public List<LiveSplit> snapshotState(long checkpointId) {
    List<LiveSplit> positions = new ArrayList<>();
    cameras.values().forEach(camera -> positions.add(camera.position()));
    return positions;
  }

  @Override
  public void notifyNoMoreSplits() {
    // Cameras may come for as long as the job runs.
  }

  /** Does not wait for the cameras' threads: each ends by itself when its native call does. */
  @Override
  public void close() {
    clock.shutdownNow();
    cameras.values().forEach(LiveCamera::close);
  }
}
