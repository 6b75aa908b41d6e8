package io.sightline.domain.observations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Privacy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was seen in one frame of one camera, or that there was no frame: all that
 * analytics ever learns of a picture.
 *
 * @param width of the picture, pixels; 0 where none was looked at
 * @param height of the picture, pixels; 0 where none was looked at
 * @param vehicles in the order of falling score
 * @param plates in the order of falling score
 * @param faces in the order of falling score
 * @param spots in the order of the layout, where a classifier judges them
 * @param models which models looked
 * @param failures looks that failed, in the order of the places; what needs their answers did not
 *     look either
 * @param picture name of the whole picture among the run's kept ones; null where none was kept,
 *     {@link #ERASED_PICTURE} where it was erased
 * @param view what the picture is like; null where that was not measured
 */
public record Observations(
    FrameHeader frame,
    int width,
    int height,
    List<Detection> vehicles,
    List<PlateSighting> plates,
    List<FaceSighting> faces,
    List<SpotSighting> spots,
    List<ModelUse> models,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LookFailure> failures,
    @JsonInclude(JsonInclude.Include.NON_NULL) String picture,
    @JsonInclude(JsonInclude.Include.NON_NULL) View view) {
  /** Stands for the name of a picture that was erased: the choice between pictures stays. */
  public static final String ERASED_PICTURE = "";

  /** What older builds did not store comes as null. */
  public Observations {
    vehicles = vehicles == null ? List.of() : vehicles;
    plates = plates == null ? List.of() : plates;
    faces = faces == null ? List.of() : faces;
    spots = spots == null ? List.of() : spots;
    models = models == null ? List.of() : models;
    failures = failures == null ? List.of() : failures;
  }

  /** Of a frame whose whole picture is not kept. */
  public Observations(
      FrameHeader frame,
      int width,
      int height,
      List<Detection> vehicles,
      List<PlateSighting> plates,
      List<FaceSighting> faces,
      List<SpotSighting> spots,
      List<ModelUse> models,
      List<LookFailure> failures) {
    this(frame, width, height, vehicles, plates, faces, spots, models, failures, null, null);
  }

  /** A frame in which vehicles were looked for and nothing else. */
  public static Observations seen(
      FrameHeader frame, int width, int height, List<Detection> vehicles, List<ModelUse> models) {
    return new Observations(
        frame, width, height, vehicles, List.of(), List.of(), List.of(), models, List.of());
  }

  /** For a timeline record that holds no frame, and for a frame at which nobody has looked. */
  public static Observations nothing(FrameHeader frame) {
    return seen(frame, 0, 0, List.of(), List.of());
  }

  /** A frame at which the only look failed. */
  public static Observations poison(FrameHeader frame, ModelRole stage, String reason) {
    return nothing(frame).poisoned(stage, reason);
  }

  /** The same as part of another timeline. */
  public Observations within(FrameHeader frame) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  /** With the size of the picture that was looked at. */
  public Observations sized(int width, int height) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  /**
   * With coordinates of a picture of another size. {@link #spots} are judged by their polygons and
   * stay.
   */
  public Observations scaledTo(PictureSize size) {
    if (width == 0 || height == 0 || (width == size.width() && height == size.height())) {
      return this;
    }
    double x = (double) size.width() / width;
    double y = (double) size.height() / height;
    return new Observations(
        frame,
        size.width(),
        size.height(),
        vehicles.stream().map(seen -> seen.at(seen.box().scaled(x, y))).toList(),
        plates.stream().map(seen -> seen.at(seen.box().scaled(x, y))).toList(),
        faces.stream().map(seen -> seen.at(seen.box().scaled(x, y))).toList(),
        spots,
        models,
        failures,
        picture,
        view);
  }

  public Observations withVehicles(List<Detection> vehicles) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  public Observations withPlates(List<PlateSighting> plates) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  public Observations withFaces(List<FaceSighting> faces) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  /**
   * As everybody may know it: of a site that wants pseudonyms no texts of plates, of one that tells
   * of several people together no single face's emotions.
   */
  public Observations told(Privacy privacy) {
    Observations told = this;
    if (privacy.plates() == Privacy.Plates.PSEUDONYM) {
      told = told.withPlates(plates.stream().map(PlateSighting::unread).toList());
    }
    return privacy.minPeople() > 1
        ? told.withFaces(faces.stream().map(face -> face.judged(List.of())).toList())
        : told;
  }

  public Observations withSpots(List<SpotSighting> spots) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  /**
   * With the name of its whole picture.
   *
   * @param picture null for none
   */
  public Observations pictured(String picture) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  /**
   * With what its picture is like.
   *
   * @param view null where that was not measured
   */
  public Observations viewed(View view) {
    return new Observations(
        frame, width, height, vehicles, plates, faces, spots, models, failures, picture, view);
  }

  /** Whether what was seen is believed: nothing is known to be wrong with the camera. */
  public View.Trust trust() {
    return view == null ? View.Trust.BELIEVED : view.trust();
  }

  /** With one more model that looked. */
  public Observations by(ModelUse use) {
    List<ModelUse> uses = new ArrayList<>(models);
    uses.add(use);
    return new Observations(
        frame,
        width,
        height,
        vehicles,
        plates,
        faces,
        spots,
        List.copyOf(uses),
        failures,
        picture,
        view);
  }

  /** With one more look that failed. */
  public Observations poisoned(ModelRole stage, String reason) {
    List<LookFailure> all = new ArrayList<>(failures);
    all.add(new LookFailure(stage.key(), reason));
    return new Observations(
        frame,
        width,
        height,
        vehicles,
        plates,
        faces,
        spots,
        models,
        List.copyOf(all),
        picture,
        view);
  }

  /** How many things were seen. */
  public int detections() {
    return vehicles.size() + plates.size() + faces.size();
  }

  /** Whether a model of that place looked, so that what it did not say was not there. */
  public boolean hasSeen(ModelRole role) {
    return frame.kind() == RecordKind.FRAME && model(role).isPresent();
  }

  /** The model of that place that looked. */
  public Optional<ModelUse> model(ModelRole role) {
    // Asked several times for each frame of each camera: no stream.
    String key = role.key();
    for (ModelUse use : models) {
      if (use.role().equals(key)) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }
}
