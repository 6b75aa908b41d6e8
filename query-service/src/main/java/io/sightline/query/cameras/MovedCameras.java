package io.sightline.query.cameras;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Camera;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.facts.FactRow;
import io.sightline.store.sites.CameraRows.CameraNow;
import io.sightline.store.sites.SiteRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Live cameras that show another view than their places were drawn on. */
@Component
public class MovedCameras {
  private static final String MOVED = "moved";

  private final Cameras cameras;
  private final SiteRows sites;
  private final FactLists lists;

  protected MovedCameras(Cameras cameras, SiteRows sites, FactLists lists) {
    this.cameras = cameras;
    this.sites = sites;
    this.lists = lists;
  }

  /**
   * Where a moved camera's places lie now.
   *
   * @param since when it had moved
   * @param right how far what it shows lies to the right of its layout, pixels of the layout
   * @param down the same downwards
   */
  public record Proposal(Instant since, double right, double down, ShiftedPlaces places) {}

  /**
   * @throws NotFound when the camera is not there for the reader
   * @throws Conflict when it has not moved, how far cannot be told, or its places were drawn anew
   *     since
   */
  public Proposal propose(Reader reader, String camera) {
    CameraNow now = cameras.find(reader, camera);
    Camera layout = cameras.layout(reader, camera);
    CameraGap gap =
        newest(now)
            .filter(found -> !found.head().isFinal())
            .orElseThrow(
                () -> new Conflict("The camera '" + camera + "' shows the view of its layout."));
    if (gap.shiftX() == null) {
      throw new Conflict(
          "The camera '"
              + camera
              + "' shows another view, and how far it has moved cannot be told; turn it back, or"
              + " draw its places anew.");
    }
    boolean drawnAnew =
        sites
            .find(now.site(), gap.head().layoutVersion())
            .flatMap(site -> site.camera(camera))
            .map(then -> !places(then).equals(places(layout)))
            .orElse(true);
    if (drawnAnew) {
      throw new Conflict(
          "The places of camera '" + camera + "' were drawn anew since it was seen to have moved.");
    }
    PictureSize picture = pictureOf(layout, now);
    double right = gap.shiftX() * picture.width();
    double down = gap.shiftY() * picture.height();
    return new Proposal(
        Instant.ofEpochMilli(gap.head().atMillis()),
        right,
        down,
        ShiftedPlaces.of(layout, picture.width(), picture.height(), right, down));
  }

  private static PictureSize pictureOf(Camera layout, CameraNow now) {
    if (layout.picture() != null) {
      return layout.picture();
    }
    if (now.width() == null || now.width() <= 0 || now.height() <= 0) {
      throw new Conflict(
          "The size of the picture of camera '"
              + layout.id()
              + "' is known when it is seen again.");
    }
    return new PictureSize(now.width(), now.height());
  }

  private Optional<CameraGap> newest(CameraNow camera) {
    return lists
        .read(
            FactQuery.of(FactKinds.CAMERA_GAPS, RunName.LIVE)
                .sites(Set.of(camera.site()))
                .where("camera", camera.camera())
                .where("reason", MOVED)
                .part(1, null))
        .rows()
        .stream()
        .map(FactRow::fact)
        .findFirst();
  }

  private static List<Object> places(Camera camera) {
    return Stream.<Object>of(camera.spots(), camera.zones(), camera.gates()).toList();
  }
}
