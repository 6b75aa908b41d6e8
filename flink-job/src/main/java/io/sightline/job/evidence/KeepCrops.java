package io.sightline.job.evidence;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.cameras.TakeBackAfterRestore;
import io.sightline.job.perception.SeenFrame;
import io.sightline.job.settings.RunMedia;
import io.sightline.media.FrameLoader;
import io.sightline.media.PictureEncoder;
import io.sightline.media.store.MediaStore;
import io.sightline.models.input.Crop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a picture of each plate that was read, for cameras whose layout asks for evidence. Which of
 * a track's pictures stays is decided where tracks are known; the others are deleted then. A
 * recorded frame that comes from a checkpoint is decoded again, and leaves the same bytes under the
 * same names. A live frame whose pictures cannot be kept goes on without them.
 */
public final class KeepCrops extends RichAsyncFunction<SeenFrame, SeenFrame> {
  private static final Logger LOG = LoggerFactory.getLogger(KeepCrops.class);
  private static final double MARGIN = 0.1;

  /** Plates that were read with less are no evidence of anything. */
  private static final float LEAST_SCORE = 0.5f;

  private static final int THREADS = 2;

  private final RunMedia media;
  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Set<String>> cameras;
  private transient MediaStore store;
  private transient FrameLoader loader;
  private transient ExecutorService writers;

  /**
   * @param live whether frames are those of live cameras, which come only once
   */
  public KeepCrops(RunMedia media, Layouts layouts, boolean live) {
    this.media = media;
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    cameras = new LayoutCache<>(layouts, KeepCrops::keeping);
    if (!media.isNone()) {
      store = media.store().open();
      loader = new FrameLoader();
      writers = Executors.newFixedThreadPool(THREADS, KeepCrops::daemon);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "keep-crops");
    thread.setDaemon(true);
    return thread;
  }

  private static Set<String> keeping(Site site) {
    Set<String> keeping = new HashSet<>();
    for (Camera camera : site.cameras()) {
      if (camera.evidence() == Camera.Evidence.CROPS) {
        keeping.add(camera.id());
      }
    }
    return keeping;
  }

  @Override
  public void asyncInvoke(SeenFrame frame, ResultFuture<SeenFrame> result) {
    Observations seen = frame.observations();
    FrameHeader header = seen.frame();
    boolean keeps =
        store != null
            && seen.poison() == null
            && seen.plates().stream().anyMatch(KeepCrops::isEvidence)
            && cameras.of(header.site(), header.layoutVersion()).contains(header.camera());
    if (!keeps) {
      result.complete(List.of(frame));
      return;
    }
    if (frame.picture().isEmpty() && live) {
      result.complete(List.of(frame.dropped(TakeBackAfterRestore.NOT_RECORDED)));
      return;
    }
    // The loader belongs to the task's thread.
    Picture picture = frame.picture().orElseGet(() -> loader.load(header));
    writers.execute(
        () -> {
          try {
            result.complete(List.of(kept(frame, picture)));
          } catch (IOException | RuntimeException e) {
            goOnWithout(frame, e, result);
          }
        });
  }

  private void goOnWithout(SeenFrame frame, Exception cause, ResultFuture<SeenFrame> result) {
    if (live) {
      LOG.warn("The plates' pictures of {} cannot be kept: {}", frame, cause.getMessage());
      result.complete(List.of(frame));
    } else {
      result.completeExceptionally(cause);
    }
  }

  @Override
  public void timeout(SeenFrame frame, ResultFuture<SeenFrame> result) {
    goOnWithout(
        frame, new IOException("The media store did not answer in time for " + frame), result);
  }

  private static boolean isEvidence(PlateSighting plate) {
    return plate.isRead() && plate.text().score() >= LEAST_SCORE;
  }

  private SeenFrame kept(SeenFrame frame, Picture picture) throws IOException {
    Observations seen = frame.observations();
    List<PlateSighting> plates = new ArrayList<>();
    for (int rank = 0; rank < seen.plates().size(); rank++) {
      PlateSighting plate = seen.plates().get(rank);
      if (isEvidence(plate)) {
        String crop = name(seen.frame(), rank);
        byte[] jpeg =
            PictureEncoder.jpeg(PictureEncoder.image(Crop.of(picture, plate.box(), MARGIN)));
        store.put(media.name(crop), jpeg);
        plate = plate.kept(crop);
      }
      plates.add(plate);
    }
    return new SeenFrame(seen.withPlates(List.copyOf(plates)), picture);
  }

  private static String name(FrameHeader frame, int rank) {
    return frame.camera() + "/" + frame.capturedAtMillis() + "-" + rank + ".jpg";
  }

  @Override
  public void close() {
    if (writers != null) {
      writers.shutdownNow();
      loader.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
