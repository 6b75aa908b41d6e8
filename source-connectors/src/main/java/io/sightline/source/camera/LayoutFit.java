package io.sightline.source.camera;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Site;
import io.sightline.store.registry.CameraRoster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a video is never judged by a layout of another picture: one that reaches beyond
 * it, or was drawn on another aspect. A picture that only changes its resolution is the same. Not
 * for use by several threads.
 */
final class LayoutFit {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutFit.class);

  private final LayoutCache<Map<String, Camera>> layouts;

  /** The version that was looked into last; null before the first. */
  private String fitting;

  /** The camera in it; null where it has none. */
  private Camera drawn;

  private PictureSize meant;

  /**
   * @param layouts cameras of a layout by their ids, as {@link #byId} makes them; shared, since all
   *     cameras of a site ask for the same
   */
  LayoutFit(LayoutCache<Map<String, Camera>> layouts) {
    this.layouts = layouts;
  }

  /**
   * Goes on from where a reader before was.
   *
   * @param last its position
   */
  static LayoutFit after(LayoutCache<Map<String, Camera>> layouts, LiveSplit last) {
    LayoutFit fit = new LayoutFit(layouts);
    if (last.picture() != null && isKnown(layouts, last)) {
      fit.drawn = layouts.of(last.site(), last.layoutVersion()).get(last.camera());
      fit.meant = last.picture();
    }
    return fit;
  }

  static Map<String, Camera> byId(Site site) {
    Map<String, Camera> byId = new HashMap<>();
    site.cameras().forEach(camera -> byId.put(camera.id(), camera));
    return byId;
  }

  /** Whether those behind can look up what they knew of a camera; its site may be gone as well. */
  static boolean isKnown(LayoutCache<Map<String, Camera>> layouts, LiveSplit last) {
    try {
      layouts.of(last.site(), last.layoutVersion());
      return true;
    } catch (IllegalStateException e) {
      LOG.warn("Camera '{}' is gone, and cannot be said to have ended.", last.camera(), e);
      return false;
    }
  }

  /**
   * Looks into a layout once, when it comes into force, and at each frame's size.
   *
   * @param millis capture time of a frame
   * @param size of its picture
   * @return size of the picture that the coordinates of the camera's layout mean: what the layout
   *     says, else that of the first frame since its places were drawn
   * @throws OutsidePicture when the camera's layout of that time does not fit
   */
  PictureSize meant(CameraRoster.Entry listed, long millis, PictureSize size) {
    String version = listed.layoutAt(millis);
    if (!version.equals(fitting)) {
      turnTo(layouts.of(listed.site(), version).get(listed.camera()), size);
      fitting = version;
    }
    if (!size.hasAspectOf(meant)) {
      PictureSize before = meant;
      if (drawn == null || places(drawn).isEmpty()) {
        // Nothing is drawn that could mean anything else than what comes next.
        meant = size;
      }
      throw new OutsidePicture(before, size);
    }
    return meant;
  }

  private void turnTo(Camera now, PictureSize size) {
    PictureSize said = now == null ? null : now.picture();
    boolean same = meant != null && drawn != null && now != null && sameDrawing(drawn, now);
    PictureSize next = said != null ? said : same ? meant : size;
    if (now != null && !now.fits(next.width(), next.height())) {
      throw new OutsidePicture(next);
    }
    drawn = now;
    meant = next;
  }

  private static boolean sameDrawing(Camera before, Camera now) {
    return places(before).equals(places(now));
  }

  private static List<Object> places(Camera camera) {
    List<Object> places = new ArrayList<>();
    places.addAll(camera.spots());
    places.addAll(camera.zones());
    places.addAll(camera.gates());
    return places;
  }
}
