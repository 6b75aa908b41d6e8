package io.sightline.query.cameras;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.live.LiveOutlet;
import io.sightline.query.live.LiveOutlet.Farewell;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.CameraRows.CameraNow;
import io.sightline.store.sites.CameraRows.SeenBox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * What is seen in running cameras, frame by frame, for those who watch: one question to the
 * database for all of them. Of frames that come faster, the newest is told.
 */
@Component
public class CameraStreams implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(CameraStreams.class);
  private static final long EVERY_MILLIS = 200;
  private static final int CHECKED_EVERY = 25;
  private static final int PICTURES_AT_ONCE = 2;
  private static final int PICTURES_WAITING = 64;
  private static final long PICTURE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final CameraRows rows;
  private final Access access;
  private final Snapshots snapshots;
  private final Map<String, Watch> watches = new ConcurrentHashMap<>();
  private final int mostOfOne;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ThreadPoolExecutor pictures =
      new ThreadPoolExecutor(
          PICTURES_AT_ONCE,
          PICTURES_AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(PICTURES_WAITING));
  private int turn;

  /** Somebody who watches a camera. */
  private static final class Watch {
    private final Reader reader;
    private final String camera;
    private final boolean drawn;
    private final LiveOutlet outlet;
    private final AtomicBoolean picturing = new AtomicBoolean();
    private Instant told = Instant.MIN;
    private boolean up;
    private volatile long picturedNanos = System.nanoTime() - PICTURE_NANOS;

    Watch(Reader reader, String camera, boolean drawn, LiveOutlet outlet) {
      this.reader = reader;
      this.camera = camera;
      this.drawn = drawn;
      this.outlet = outlet;
    }
  }

  protected CameraStreams(CameraRows rows, Access access, Snapshots snapshots, Settings settings) {
    this.rows = rows;
    this.access = access;
    this.snapshots = snapshots;
    this.mostOfOne = settings.get(Settings.LIMITS_LIVE_PERSON);
    clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** How many watch. */
  public int size() {
    return watches.size();
  }

  /**
   * @throws TooMany when the reader watches as often as one person may
   */
  public void requireRoom(Reader reader) {
    long theirs =
        watches.values().stream().filter(watch -> watch.reader.id() == reader.id()).count();
    if (theirs >= mostOfOne) {
      throw TooMany.connections("watch", mostOfOne);
    }
  }

  /**
   * Begins to tell.
   *
   * @param drawn whether a picture with what was seen in it is wanted, too, every two seconds
   */
  public void join(Reader reader, String camera, boolean drawn, LiveOutlet outlet) {
    watches.put(outlet.id(), new Watch(reader, camera, drawn, outlet));
  }

  public void leave(String id) {
    Watch watch = watches.remove(id);
    if (watch != null) {
      watch.outlet.left();
    }
  }

  private void look() {
    try {
      if (watches.isEmpty()) {
        return;
      }
      turn++;
      if (turn % CHECKED_EVERY == 0) {
        check();
      }
      Set<String> cameras =
          watches.values().stream().map(watch -> watch.camera).collect(Collectors.toSet());
      Map<String, CameraNow> now = new HashMap<>();
      rows.all(cameras).forEach(one -> now.put(one.camera(), one));
      for (Watch watch : List.copyOf(watches.values())) {
        tell(watch, now.get(watch.camera));
      }
    } catch (DataAccessException e) {
      LOG.debug("What cameras see cannot be read now.", e);
    } catch (RuntimeException e) {
      LOG.warn("What cameras see could not be told.", e);
    }
  }

  /** Whoever may not see a camera any more is let go. */
  private void check() {
    List<Proof> proofs = new ArrayList<>();
    watches.values().forEach(watch -> proofs.add(watch.reader.proof()));
    Map<Proof, Reader> known = access.readers(proofs);
    Map<String, String> sites = new HashMap<>();
    rows.all(watches.values().stream().map(watch -> watch.camera).collect(Collectors.toSet()))
        .forEach(one -> sites.put(one.camera(), one.site()));
    for (Watch watch : List.copyOf(watches.values())) {
      Reader reader = known.get(watch.reader.proof());
      String site = sites.get(watch.camera);
      if (reader == null || site == null || !reader.sees(site)) {
        watches.remove(watch.outlet.id());
        watch.outlet.drop(Farewell.NOT_ALLOWED);
      }
    }
  }

  private void tell(Watch watch, CameraNow now) {
    if (now == null || now.seenAt() == null || watch.outlet.isBehind()) {
      return;
    }
    if (now.seenAt().isAfter(watch.told) || now.up() != watch.up) {
      watch.told = now.seenAt();
      watch.up = now.up();
      watch.outlet.send(Json.write(detections(now)));
    }
    boolean due = watch.drawn && System.nanoTime() - watch.picturedNanos >= PICTURE_NANOS;
    if (due && now.up() && watch.picturing.compareAndSet(false, true)) {
      watch.picturedNanos = System.nanoTime();
      try {
        pictures.execute(() -> picture(watch));
      } catch (RejectedExecutionException e) {
        // Others wait for theirs; the next turn asks again.
        watch.picturing.set(false);
      }
    }
  }

  private void picture(Watch watch) {
    try {
      byte[] jpeg = snapshots.take(watch.reader, watch.camera, true);
      Map<String, Object> says = new LinkedHashMap<>();
      says.put("type", "picture");
      says.put("camera_id", watch.camera);
      says.put("timestamp", Instant.now().toString());
      says.put("image", Base64.getEncoder().encodeToString(jpeg));
      watch.outlet.send(Json.write(says));
    } catch (NotFound | Conflict | Unavailable | BadInput e) {
      LOG.debug("No picture of camera '{}' can be taken now.", watch.camera, e);
    } catch (RuntimeException e) {
      LOG.warn("A picture of camera '{}' could not be told.", watch.camera, e);
    } finally {
      watch.picturing.set(false);
    }
  }

  private static Map<String, Object> detections(CameraNow now) {
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("type", "detections");
    says.put("camera_id", now.camera());
    says.put("timestamp", now.seenAt().toString());
    says.put("up", now.up());
    says.put("reason", now.reason());
    says.put("width", now.width());
    says.put("height", now.height());
    says.put("detections", now.boxes().stream().map(CameraStreams::detection).toList());
    return says;
  }

  private static Map<String, Object> detection(SeenBox box) {
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("class", box.label());
    says.put("confidence", box.score());
    says.put("bbox", List.of(box.x(), box.y(), box.x() + box.width(), box.y() + box.height()));
    return says;
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
    pictures.shutdownNow();
    watches.values().forEach(watch -> watch.outlet.drop(Farewell.ENDING));
  }
}
