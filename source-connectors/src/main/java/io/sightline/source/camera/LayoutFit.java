package io.sightline.source.camera;

import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Layouts;
import io.sightline.media.PictureSize;
import io.sightline.store.registry.CameraRoster;
import java.util.Optional;

/** Sees to it that a video is never judged by a layout that reaches beyond its picture. */
final class LayoutFit {
  private final Layouts layouts;
  private String fitting;

  LayoutFit(Layouts layouts) {
    this.layouts = layouts;
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
    Optional<Camera> camera = layouts.layout(listed.site(), version).camera(listed.camera());
    if (camera.isPresent() && !camera.get().fits(size.width(), size.height())) {
      throw new OutsidePicture(size);
    }
    fitting = version;
  }
}
