package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.CloseLook;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Looks at single photographs with one model a place, each at what the one before it found, as the
 * job does with frames. Places without a model are left out.
 */
public final class PerceptionChain implements AutoCloseable {
  private final Deque<ModelPools.Lease<?>> leases = new ArrayDeque<>();
  private final Map<ModelRole, ModelPool<List<Detection>>> detectors =
      new EnumMap<>(ModelRole.class);
  private ModelPool<PlateText> reader;

  /** What is to be seen in a photograph. */
  public record Seen(
      List<Detection> vehicles, List<PlateSighting> plates, List<FaceSighting> faces) {}

  /**
   * @throws io.sightline.domain.BadInput when a model cannot be loaded
   */
  public PerceptionChain(Map<ModelRole, ModelManifest> models, PoolOptions options) {
    try {
      models.forEach((role, manifest) -> take(role, manifest, options));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void take(ModelRole role, ModelManifest manifest, PoolOptions options) {
    if (role == ModelRole.PLATE_TEXT) {
      ModelPools.Lease<PlateText> lease = ModelPools.leaseReader(manifest, options);
      leases.push(lease);
      reader = lease.pool();
    } else {
      ModelPools.Lease<List<Detection>> lease = ModelPools.lease(manifest, options);
      leases.push(lease);
      detectors.put(role, lease.pool());
    }
  }

  /**
   * @throws ExecutionException when a model cannot look at it
   */
  public Seen look(Picture photograph) throws InterruptedException, ExecutionException {
    ModelPool<List<Detection>> vehicleModel = detectors.get(ModelRole.VEHICLES);
    List<Detection> vehicles =
        vehicleModel == null ? List.of() : CloseLook.at(photograph, vehicleModel).get();
    return new Seen(vehicles, plates(photograph, vehicles), faces(photograph));
  }

  private List<PlateSighting> plates(Picture photograph, List<Detection> vehicles)
      throws InterruptedException, ExecutionException {
    ModelPool<List<Detection>> plateModel = detectors.get(ModelRole.PLATES);
    if (plateModel == null) {
      return List.of();
    }
    // Of a plate photographed by itself there is no vehicle.
    List<PlateSighting> plates =
        vehicles.isEmpty()
            ? PlateSearch.everywhere(photograph, plateModel).get()
            : PlateSearch.inVehicles(photograph, vehicles, plateModel).get();
    return reader == null ? plates : PlateReading.of(photograph, plates, reader).get();
  }

  private List<FaceSighting> faces(Picture photograph)
      throws InterruptedException, ExecutionException {
    ModelPool<List<Detection>> faceModel = detectors.get(ModelRole.FACES);
    if (faceModel == null) {
      return List.of();
    }
    List<FaceSighting> faces = FaceJudgement.faces(photograph, faceModel).get();
    ModelPool<List<Detection>> emotionModel = detectors.get(ModelRole.EMOTIONS);
    return emotionModel == null
        ? faces
        : FaceJudgement.emotions(photograph, faces, emotionModel).get();
  }

  /** Reads a picture of nothing but a plate. */
  public static PlateText read(Picture plate, ModelPool<PlateText> reader)
      throws InterruptedException, ExecutionException {
    Box all = new Box(0, 0, plate.width(), plate.height());
    PlateSighting whole = new PlateSighting(all, 1, PlateSighting.NO_VEHICLE, null, null);
    return PlateReading.of(plate, List.of(whole), reader).get().get(0).text();
  }

  @Override
  public void close() {
    while (!leases.isEmpty()) {
      leases.pop().close();
    }
  }
}
