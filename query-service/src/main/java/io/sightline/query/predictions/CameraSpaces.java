package io.sightline.query.predictions;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Spot;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.query.access.Scope;
import io.sightline.query.cameras.Cameras;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.store.sites.CameraRows.CameraNow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Parking spaces in pictures: those that a question names, or the spots of a known camera. */
@Component
public class CameraSpaces {
  private static final double SAME_ASPECT = 0.02;

  private final Predictions predictions;
  private final Cameras cameras;

  protected CameraSpaces(Predictions predictions, Cameras cameras) {
    this.predictions = predictions;
    this.cameras = cameras;
  }

  /**
   * @param spaces JSON, as {@link Spaces} reads it; null where a camera is named
   * @param site the camera's; null for whichever it is
   * @param camera whose spots are meant; null where spaces are given
   * @throws BadInput when neither or both are given, or the picture is not one of that camera
   * @throws NotSignedIn when a stranger names a camera
   * @throws NotFound when the camera is not there for who asks
   */
  public CompletableFuture<Answer<SpacesSeen>> occupancy(
      Asker asker, SentPicture sent, String spaces, String site, String camera) {
    if ((spaces == null) == (camera == null)) {
      throw new BadInput(
          "Say which spaces are meant: `spaces_config` as JSON, or a `camera` with spots.");
    }
    if (spaces != null) {
      return predictions.occupancy(asker, sent, spaces);
    }
    if (asker.isStranger()) {
      throw new NotSignedIn("Sign in first: cameras are for people who may see them.");
    }
    asker.reader().require(Scope.READ);
    CameraNow now = cameras.find(asker.reader(), camera);
    if (site != null && !site.equals(now.site())) {
      throw new NotFound("A camera '" + camera + "' of the site '" + site + "'");
    }
    Camera layout = cameras.layout(asker.reader(), camera);
    if (layout.spots().isEmpty()) {
      throw new BadInput("The camera '" + camera + "' has no spots; draw some, or send others.");
    }
    return predictions.occupancy(asker, sent, fitted(layout, now, sent));
  }

  /** Spots as they lie in a picture of another size. */
  private static List<Spot> fitted(Camera camera, CameraNow now, SentPicture sent) {
    PictureSize meant = camera.picture();
    if (meant == null && now.width() != null && now.width() > 0) {
      meant = new PictureSize(now.width(), now.height());
    }
    if (meant == null) {
      return camera.spots();
    }
    PictureSize size;
    try {
      size = PictureFile.size(sent.name(), sent.encoded());
    } catch (MediaFailure e) {
      throw new BadInput(e.getMessage(), e);
    }
    double x = (double) size.width() / meant.width();
    double y = (double) size.height() / meant.height();
    if (Math.abs(x / y - 1) > SAME_ASPECT) {
      throw new BadInput(
          "The picture is %d x %d pixels and the camera's %d x %d; send one of that camera."
              .formatted(size.width(), size.height(), meant.width(), meant.height()));
    }
    return camera.spots().stream().map(spot -> spot.in(spot.polygon().scaled(x, y))).toList();
  }
}
