package io.sightline.query.sites;

import io.sightline.domain.BadInput;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import java.net.UnknownHostException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Which addresses cameras may be given over the network. */
@Component
public final class CameraAddresses {
  /** In place of the address of a camera that has none, and is not read. */
  public static final String NONE = "none";

  private final AllowedNetworks networks;

  public CameraAddresses(Settings settings) {
    this.networks = settings.get(Settings.CAMERAS_ALLOWED_NETWORKS);
  }

  /**
   * Lets pass what is as it was, and live cameras in the networks that cameras may be in.
   *
   * @param known the camera's site as it was; empty when there was none
   * @throws BadInput for any other
   */
  public void requireAllowed(Camera camera, Optional<Site> known) {
    boolean asBefore =
        known
            .flatMap(site -> site.camera(camera.id()))
            .filter(before -> before.bareUri().equals(camera.uri()))
            .isPresent();
    if (asBefore || camera.uri().equals(NONE)) {
      return;
    }
    if (CameraAddress.isHidden(camera.uri())) {
      throw new BadInput(
          "Camera '"
              + camera.id()
              + "': its address holds *** in place of a password; write the password itself.");
    }
    if (!camera.isLive()) {
      // A file's path would be opened by the machine that makes a replay.
      throw new BadInput(
          "Camera '"
              + camera.id()
              + "' is no live camera; over the network only rtsp:// and rtsps:// addresses are"
              + " taken.");
    }
    try {
      CameraAddress.parse(camera.uri()).resolve(networks);
    } catch (BadInput e) {
      throw new BadInput("Camera '" + camera.id() + "': " + e.getMessage(), e);
    } catch (UnknownHostException e) {
      throw new BadInput(
          "Camera '" + camera.id() + "': its host's name is not known here; check it.", e);
    }
  }
}
