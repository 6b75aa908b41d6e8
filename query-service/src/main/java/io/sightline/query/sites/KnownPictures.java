package io.sightline.query.sites;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.store.sites.CameraRows;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether what is drawn into a camera's picture lies in it, as far as the picture is known. */
@Component
public class KnownPictures {
  private final CameraRows rows;

  protected KnownPictures(CameraRows rows) {
    this.rows = rows;
  }

  /**
   * Refuses spots, zones and gates beyond the picture: that which the layout names, or else the
   * newest one that was seen. What stays as it was is not looked at again.
   *
   * @param before the site as it was; empty when there was none
   * @throws BadInput naming the camera, the place and the point
   */
  public void requireInside(Optional<Site> before, Site after) {
    for (Camera camera : after.cameras()) {
      Camera known = before.flatMap(site -> site.camera(camera.id())).orElse(null);
      PictureSize size = size(camera, known);
      if (size != null) {
        boolean samePicture = known != null && size.equals(size(known, known));
        requireInside(camera, samePicture ? known : null, size);
      }
    }
  }

  /** Null where nobody has seen it. */
  private PictureSize size(Camera camera, Camera known) {
    if (camera.picture() != null) {
      return camera.picture();
    }
    boolean sameView = known != null && known.bareUri().equals(camera.bareUri());
    return sameView
        ? rows.find(camera.id())
            .filter(now -> now.width() != null && now.width() > 0 && now.height() > 0)
            .map(now -> new PictureSize(now.width(), now.height()))
            .orElse(null)
        : null;
  }

  private static void requireInside(Camera camera, Camera known, PictureSize size) {
    camera.spots().stream()
        .filter(spot -> known == null || !known.spots().contains(spot))
        .forEach(spot -> require(camera, "spot", spot.id(), spot.polygon().corners(), size));
    camera.zones().stream()
        .filter(zone -> known == null || !known.zones().contains(zone))
        .forEach(zone -> require(camera, "zone", zone.id(), zone.polygon().corners(), size));
    camera.gates().stream()
        .filter(gate -> known == null || !known.gates().contains(gate))
        .forEach(
            gate ->
                require(
                    camera,
                    "gate",
                    gate.id(),
                    List.of(gate.line().from(), gate.line().to()),
                    size));
  }

  private static void require(
      Camera camera, String kind, String id, List<Point> points, PictureSize size) {
    for (Point point : points) {
      boolean inside =
          point.x() >= 0
              && point.y() >= 0
              && point.x() <= size.width()
              && point.y() <= size.height();
      if (!inside) {
        throw new BadInput(
            "The %s '%s' of camera '%s' reaches (%s, %s), outside its picture of %d x %d pixels; move it inside, or give the camera's `picture` where its size has changed."
                .formatted(
                    kind,
                    id,
                    camera.id(),
                    number(point.x()),
                    number(point.y()),
                    size.width(),
                    size.height()));
      }
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
