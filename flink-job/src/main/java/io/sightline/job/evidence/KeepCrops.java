package io.sightline.job.evidence;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.job.perception.SeenFrame;
import io.sightline.job.settings.RunMedia;
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

/**
 * Keeps a picture of each plate that was read, for cameras whose layout asks for evidence. Which of
 * a track's pictures stays is decided where tracks are known; the others are deleted then. A frame
 * that comes again after a restore writes the same bytes under the same names.
 */
public final class KeepCrops extends RichAsyncFunction<SeenFrame, SeenFrame> {
  private static final double MARGIN = 0.1;
  private static final int THREADS = 2;

  private final RunMedia media;
  private final Layouts layouts;
  private transient LayoutCache<Set<String>> cameras;
  private transient MediaStore store;
  private transient ExecutorService writers;

  public KeepCrops(RunMedia media, Layouts layouts) {
    this.media = media;
    this.layouts = layouts;
  }

  @Override
  public void open(OpenContext context) {
    cameras = new LayoutCache<>(layouts, KeepCrops::keeping);
    if (!media.isNone()) {
      store = media.store().open();
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
            && frame.picture().isPresent()
            && seen.plates().stream().anyMatch(PlateSighting::isRead)
            && cameras.of(header.site(), header.layoutVersion()).contains(header.camera());
    if (!keeps) {
      result.complete(List.of(frame));
      return;
    }
    writers.execute(
        () -> {
          try {
            result.complete(List.of(kept(frame, frame.picture().get())));
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
  }

  private SeenFrame kept(SeenFrame frame, Picture picture) throws IOException {
    Observations seen = frame.observations();
    List<PlateSighting> plates = new ArrayList<>();
    for (int rank = 0; rank < seen.plates().size(); rank++) {
      PlateSighting plate = seen.plates().get(rank);
      if (plate.isRead()) {
        String crop = name(seen.frame(), rank);
        byte[] jpeg =
            PictureEncoder.jpeg(PictureEncoder.image(Crop.of(picture, plate.box(), MARGIN)));
        store.put(media.name(crop), jpeg);
        plate = plate.kept(crop);
      }
      plates.add(plate);
    }
    return frame.seen(seen.withPlates(List.copyOf(plates)));
  }

  private static String name(FrameHeader frame, int rank) {
    return frame.camera() + "/" + frame.capturedAtMillis() + "-" + rank + ".jpg";
  }

  @Override
  public void close() {
    if (writers != null) {
      writers.shutdownNow();
    }
    if (store != null) {
      store.close();
    }
  }
}
