package io.sightline.job.perception;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.ModelChoice;
import io.sightline.models.look.CropKeeper;
import io.sightline.models.look.Wanted;
import io.sightline.models.look.Wanted.PlatesWithoutVehicle;
import io.sightline.models.runtime.PinnedModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What cameras want of their frames. Not for use by several threads. */
final class Wishes {
  private final CameraModels models;
  private final LayoutCache<Map<String, Camera>> cameras;
  private final LayoutCache<PlateFormats> formats;
  private final LayoutCache<Privacy.Plates> plates;
  private final Function<FrameHeader, CropKeeper> keepers;

  /**
   * @param keepers keep the pictures of a frame's plates; null where none are kept
   */
  Wishes(CameraModels models, Layouts layouts, Function<FrameHeader, CropKeeper> keepers) {
    this.models = models;
    this.cameras = new LayoutCache<>(layouts, Wishes::byId);
    this.formats = new LayoutCache<>(layouts, Site::plates);
    this.plates = new LayoutCache<>(layouts, site -> site.privacy().plates());
    this.keepers = keepers;
  }

  private static Map<String, Camera> byId(Site site) {
    Map<String, Camera> byId = new HashMap<>();
    site.cameras().forEach(camera -> byId.put(camera.id(), camera));
    return byId;
  }

  /** Those that must be there, unchanged, before the first frame comes. */
  static List<PinnedModel> pinned(CameraModels models) {
    List<PinnedModel> pinned = new ArrayList<>();
    for (ModelRole role : ModelRole.values()) {
      models.pinned(role).forEach(choice -> pinned.add(pinned(role, choice)));
    }
    return pinned;
  }

  Wanted of(FrameHeader frame) {
    Map<ModelRole, PinnedModel> wanted = new EnumMap<>(ModelRole.class);
    Map<ModelRole, RuntimeException> missing = new EnumMap<>(ModelRole.class);
    for (ModelRole role : ModelRole.values()) {
      try {
        models.of(frame, role).ifPresent(choice -> wanted.put(role, pinned(role, choice)));
      } catch (BadInput e) {
        missing.put(role, e);
      }
    }
    boolean judgesSpots = wanted.containsKey(ModelRole.SPOTS);
    boolean keeps = keepers != null && wanted.containsKey(ModelRole.PLATE_TEXT);
    boolean plates = wanted.containsKey(ModelRole.PLATES);
    boolean vehicles = wanted.containsKey(ModelRole.VEHICLES);
    Optional<Camera> camera = judgesSpots || plates || vehicles ? camera(frame) : Optional.empty();
    return new Wanted(
        wanted,
        missing,
        judgesSpots ? camera.map(Camera::spots).orElse(List.of()) : List.of(),
        frame.still(),
        plates ? plates(frame, camera) : Wanted.Plates.any(PlatesWithoutVehicle.NOWHERE),
        keeps && camera.filter(one -> keepsCrops(frame, one)).isPresent()
            ? keepers.apply(frame)
            : null,
        vehicles && camera.filter(one -> !one.gates().isEmpty()).isPresent(),
        false);
  }

  /** Which of a camera's frames are kept as whole pictures. */
  GateViews views(FrameHeader frame) {
    return keepers == null
        ? GateViews.NONE
        : camera(frame)
            .filter(one -> one.evidence().hasPictures() && isClear(frame))
            .filter(one -> one.analyses(Analysis.VEHICLES))
            .map(one -> new GateViews(one.gates(), one.sampleFps()))
            .orElse(GateViews.NONE);
  }

  private Optional<Camera> camera(FrameHeader frame) {
    return Optional.ofNullable(cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera()));
  }

  private Wanted.Plates plates(FrameHeader frame, Optional<Camera> camera) {
    return new Wanted.Plates(
        PlatesWithoutVehicle.NOWHERE,
        camera.map(Camera::least).orElse(Floors.USUAL).vehiclePixels(),
        formats.of(frame.site(), frame.layoutVersion()));
  }

  /** A picture of a plate says what its pseudonym is not to say. */
  private boolean keepsCrops(FrameHeader frame, Camera camera) {
    return camera.evidence().hasCrops() && isClear(frame);
  }

  private boolean isClear(FrameHeader frame) {
    return plates.of(frame.site(), frame.layoutVersion()) == Privacy.Plates.CLEAR;
  }

  private static PinnedModel pinned(ModelRole role, ModelChoice choice) {
    return new PinnedModel(
        choice.manifest(),
        new ModelUse(role.key(), choice.id(), choice.version(), choice.sha256()));
  }
}
