package io.sightline.job.perception;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.cameras.TakeBackAfterRestore;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.VehicleModels;
import io.sightline.media.FrameLoader;
import io.sightline.media.MediaFailure;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.CloseLook;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.models.runtime.UnusablePictureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Looks for vehicles in frames. A frame that cannot be looked at becomes poison, with its reason; a
 * model that fails fails the job, which takes up its last checkpoint. Recorded frames that come
 * from a checkpoint are decoded again; live ones are lost, and leave a record that says so.
 */
public final class DetectVehicles extends RichAsyncFunction<Frame, Observations> {
  /**
   * Frames that came without their pixels: from a checkpoint, or as pictures that cannot be read.
   */
  public static final String FRAMES_DECODED_AGAIN = "framesDecodedAgain";

  static final String TOO_SLOW = "the model did not answer in time";

  private final VehicleModels models;
  private final PoolOptions options;
  private final boolean live;

  /** Read and written by the task's thread only; what is in it may be completed by others. */
  private transient Map<ModelChoice, CompletableFuture<CameraModel>> loaded;

  private transient List<ModelPools.Lease> leases;
  private transient FrameLoader loader;
  private transient Counter decodedAgain;
  private transient boolean closed;

  private record CameraModel(ModelPools.Lease lease, List<ModelUse> uses) {}

  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  public DetectVehicles(VehicleModels models, PoolOptions options, boolean live) {
    this.models = models;
    this.options = options;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    loaded = new HashMap<>();
    leases = new ArrayList<>();
    loader = new FrameLoader();
    decodedAgain = getRuntimeContext().getMetricGroup().counter(FRAMES_DECODED_AGAIN);
    for (ModelChoice pinned : models.pinned()) {
      if (!loaded.containsKey(pinned)) {
        loaded.put(pinned, CompletableFuture.completedFuture(load(pinned)));
      }
    }
  }

  /** Loads a model beside the task's thread, so that other cameras' frames go on. */
  private CompletableFuture<CameraModel> loadAside(ModelChoice choice) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return load(choice);
          } catch (IOException e) {
            throw new BadInput(e.getMessage(), e);
          }
        });
  }

  private CameraModel load(ModelChoice choice) throws IOException {
    ModelManifest manifest = ModelManifest.read(Path.of(choice.manifest()));
    String sha256 = Digest.sha256(manifest.file());
    if (!sha256.equals(choice.sha256())) {
      throw new IOException(
          "The weights of model '"
              + choice.id()
              + "' ("
              + manifest.file()
              + ") changed since the run began: expected SHA-256 "
              + choice.sha256()
              + ", found "
              + sha256
              + ". Put the old file back or start the run afresh.");
    }
    ModelPools.Lease lease = ModelPools.lease(manifest, options);
    keep(lease);
    return new CameraModel(
        lease,
        List.of(
            new ModelUse(
                ModelRole.VEHICLES.key(), choice.id(), choice.version(), choice.sha256())));
  }

  private synchronized void keep(ModelPools.Lease lease) {
    if (closed) {
      lease.close();
    } else {
      leases.add(lease);
    }
  }

  @Override
  public void asyncInvoke(Frame frame, ResultFuture<Observations> result) {
    FrameHeader header = frame.header();
    if (header.kind() != RecordKind.FRAME) {
      complete(result, Observations.nothing(header));
      return;
    }
    Optional<ModelChoice> choice;
    try {
      choice = models.of(header);
    } catch (BadInput e) {
      complete(result, Observations.poison(header, e.getMessage()));
      return;
    }
    if (choice.isEmpty()) {
      complete(result, Observations.nothing(header));
      return;
    }
    CompletableFuture<CameraModel> model = loaded.computeIfAbsent(choice.get(), this::loadAside);
    if (model.isDone() && !model.isCompletedExceptionally()) {
      look(frame, model.join(), result);
    } else {
      model.whenComplete(
          (ready, failure) -> {
            if (failure == null) {
              look(frame, ready, result);
            } else {
              complete(result, Observations.poison(header, cause(failure).getMessage()));
            }
          });
    }
  }

  private void look(Frame frame, CameraModel model, ResultFuture<Observations> result) {
    FrameHeader header = frame.header();
    if (live && frame.picture().isEmpty()) {
      complete(result, Observations.nothing(dropped(header, TakeBackAfterRestore.NOT_RECORDED)));
      return;
    }
    Picture picture;
    try {
      picture = frame.picture().isPresent() ? frame.picture().get() : decodeAgain(header);
    } catch (MediaFailure e) {
      // A picture may be damaged by itself. A video's frame was there before, so its absence is no
      // fact about it.
      if (header.still()) {
        complete(result, Observations.poison(header, e.getMessage()));
      } else {
        result.completeExceptionally(e);
      }
      return;
    }
    // A photograph is judged alone, so it is looked at closely; in a video the next frame is
    // another chance.
    ModelPool pool = model.lease().pool();
    try {
      CompletableFuture<List<Detection>> answer =
          header.still() ? CloseLook.at(picture, pool) : pool.submit(picture);
      answer.whenComplete(
          (detections, failure) -> complete(result, header, picture, model, detections, failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(e);
    }
  }

  private static FrameHeader dropped(FrameHeader header, String reason) {
    return new FrameHeader(
        header.site(),
        header.camera(),
        header.number(),
        header.capturedAtMillis(),
        RecordKind.DROPPED,
        reason,
        header.still(),
        header.layoutVersion(),
        header.address());
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** How many frames came without their pixels. */
  long decodedAgain() {
    return decodedAgain.getCount();
  }

  private Picture decodeAgain(FrameHeader header) {
    decodedAgain.inc();
    return loader.load(header);
  }

  private static void complete(
      ResultFuture<Observations> result,
      FrameHeader header,
      Picture picture,
      CameraModel model,
      List<Detection> detections,
      Throwable thrown) {
    Throwable failure = thrown == null ? null : cause(thrown);
    if (failure == null) {
      complete(
          result,
          Observations.seen(header, picture.width(), picture.height(), detections, model.uses()));
    } else if (failure instanceof UnusablePictureException) {
      complete(result, Observations.poison(header, failure.getMessage()));
    } else {
      result.completeExceptionally(failure);
    }
  }

  private static void complete(ResultFuture<Observations> result, Observations observations) {
    result.complete(List.of(observations));
  }

  /**
   * A recorded frame is never left out: the job fails, and tries again from its last checkpoint. A
   * live one is, since the next ones are waiting.
   */
  @Override
  public void timeout(Frame frame, ResultFuture<Observations> result) {
    if (live) {
      complete(result, Observations.nothing(dropped(frame.header(), TOO_SLOW)));
      return;
    }
    result.completeExceptionally(
        new IllegalStateException("The vehicle model did not answer in time for " + frame + "."));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (leases != null) {
      leases.forEach(ModelPools.Lease::close);
    }
    if (loader != null) {
      loader.close();
    }
  }
}
