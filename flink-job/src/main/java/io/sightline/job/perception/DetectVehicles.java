package io.sightline.job.perception;

import io.sightline.domain.Digest;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.ModelChoice;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Looks for vehicles in frames. A frame that cannot be looked at becomes poison, with its reason; a
 * model that fails fails the job, which takes up its last checkpoint. Frames that come from a
 * checkpoint are decoded again.
 */
public final class DetectVehicles extends RichAsyncFunction<Frame, Observations> {
  /**
   * Frames that came without their pixels: from a checkpoint, or as pictures that cannot be read.
   */
  public static final String FRAMES_DECODED_AGAIN = "framesDecodedAgain";

  private final Map<String, ModelChoice> models;
  private final PoolOptions options;

  private transient Map<String, CameraModel> byCamera;
  private transient List<ModelPools.Lease> leases;
  private transient FrameLoader loader;
  private transient Counter decodedAgain;

  private record CameraModel(ModelPools.Lease lease, List<ModelUse> uses) {}

  /**
   * @param models model by camera; frames of other cameras pass unseen
   */
  public DetectVehicles(Map<String, ModelChoice> models, PoolOptions options) {
    this.models = Map.copyOf(models);
    this.options = options;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    byCamera = new HashMap<>();
    leases = new ArrayList<>();
    loader = new FrameLoader();
    decodedAgain = getRuntimeContext().getMetricGroup().counter(FRAMES_DECODED_AGAIN);
    Map<ModelChoice, CameraModel> loaded = new HashMap<>();
    for (Map.Entry<String, ModelChoice> camera : models.entrySet()) {
      CameraModel model = loaded.get(camera.getValue());
      if (model == null) {
        model = load(camera.getValue());
        loaded.put(camera.getValue(), model);
      }
      byCamera.put(camera.getKey(), model);
    }
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
    leases.add(lease);
    return new CameraModel(
        lease,
        List.of(
            new ModelUse(
                ModelRole.VEHICLES.key(), choice.id(), choice.version(), choice.sha256())));
  }

  @Override
  public void asyncInvoke(Frame frame, ResultFuture<Observations> result)
      throws InterruptedException {
    FrameHeader header = frame.header();
    CameraModel model = byCamera.get(header.camera());
    if (header.kind() != RecordKind.FRAME || model == null) {
      complete(result, Observations.nothing(header));
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
    CompletableFuture<List<Detection>> answer =
        header.still() ? CloseLook.at(picture, pool) : pool.submit(picture);
    answer.whenComplete(
        (detections, failure) -> complete(result, header, picture, model, detections, failure));
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
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
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
   * A recorded frame is never left out: the job fails, and tries again from its last checkpoint.
   */
  @Override
  public void timeout(Frame frame, ResultFuture<Observations> result) {
    result.completeExceptionally(
        new IllegalStateException("The vehicle model did not answer in time for " + frame + "."));
  }

  @Override
  public void close() {
    if (leases != null) {
      leases.forEach(ModelPools.Lease::close);
    }
    if (loader != null) {
      loader.close();
    }
  }
}
