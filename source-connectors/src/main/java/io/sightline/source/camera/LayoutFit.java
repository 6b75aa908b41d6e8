package io.sightline.source.camera;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Site;
import io.sightline.store.registry.CameraRoster;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a video is never judged by a layout that reaches beyond its picture. */
final class LayoutFit {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutFit.class);

  private final LayoutCache<Map<String, Camera>> layouts;
  private String fitting;

  /**
   * @param layouts cameras of a layout by their ids, as {@link #byId} makes them; shared, since all
   *     cameras of a site ask for the same
   */
  LayoutFit(LayoutCache<Map<String, Camera>> layouts) {
    this.layouts = layouts;
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
   * Looks into a layout once, when it comes into force.
   *
   * @param millis capture time of a frame
   * @throws OutsidePicture when the camera's layout of that time does not fit
   */
  void require(CameraRoster.Entry listed, long millis, PictureSize size) {
    String version = listed.layoutAt(millis);
    if (version.equals(fitting)) {
      return;
    }
    Camera camera = layouts.of(listed.site(), version).get(listed.camera());
    if (camera != null && !camera.fits(size.width(), size.height())) {
      throw new OutsidePicture(size);
    }
    fitting = version;
  }
}
